"""Working days, by country."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache

from babel import Locale

from .calendars import weekday_name
from .messages import LocalText
from .tags import INTERFACE

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""What days of the week are called where they are kept and on the command line."""

Stated = Sequence[tuple[date | None, Collection[str]]]
"""Since when (None: before all that say when), and the days of rest from then on."""

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


def weekend(country: str, day: date | None = None, stated: Stated = ()) -> frozenset[int]:
    """The days of rest in the week of `day`, Monday = 0: as stated for the country, else built in."""
    found = [
        (since or date.min, rest)
        for since, rest in stated
        if since is None or (day is not None and since <= day)
    ]
    if not found:
        return _built_in(country)
    return frozenset(DAYS.index(name) for name in max(found, key=lambda one: one[0])[1])


@cache
def _built_in(country: str) -> frozenset[int]:
    """Saturday and Sunday for a country not served."""
    if country in _OVERRIDES or country not in _LOCALES:
        return _OVERRIDES.get(country, _ELSEWHERE)
    found = Locale.parse(_LOCALES[country])
    length = (found.weekend_end - found.weekend_start) % 7 + 1
    return frozenset((found.weekend_start + offset) % 7 for offset in range(length))


def is_working_day(
    day: date, country: str, holidays: Collection[date] = (), stated: Stated = ()
) -> bool:
    """Whether government offices of the country are open."""
    return day.weekday() not in weekend(country, day, stated) and day not in holidays


@cache
def day_name(name: str) -> LocalText:
    """One of `DAYS` in the languages of the interface."""
    day = date(2024, 1, 1 + DAYS.index(name))
    return {tag: weekday_name(day, tag) for tag in INTERFACE}
