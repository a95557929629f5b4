"""Working days, by country."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache

from babel import Locale

# Babel files the working week under locales, so each country is asked through an official one.
_LOCALES = {
    "AF": "fa_AF",
    "BD": "bn_BD",
    "IR": "fa_IR",
    "IQ": "ar_IQ",
    "PK": "ur_PK",
    "KZ": "kk_KZ",
    "KG": "ky_KG",
    "TJ": "tg_TJ",
    "TM": "tk_TM",
    "UZ": "uz_UZ",
}
# Where CLDR does not say what government offices keep: Bangladesh rests on Friday and Saturday.
_OVERRIDES = {"BD": frozenset({4, 5})}
_ELSEWHERE = frozenset({5, 6})


@cache
def weekend(country: str) -> frozenset[int]:
    """The days of rest, Monday = 0; Saturday and Sunday for a country not served."""
    if country in _OVERRIDES or country not in _LOCALES:
        return _OVERRIDES.get(country, _ELSEWHERE)
    found = Locale.parse(_LOCALES[country])
    length = (found.weekend_end - found.weekend_start) % 7 + 1
    return frozenset((found.weekend_start + offset) % 7 for offset in range(length))


def is_working_day(day: date, country: str, holidays: Collection[date] = ()) -> bool:
    """Whether government offices of the country are open."""
    return day.weekday() not in weekend(country) and day not in holidays
