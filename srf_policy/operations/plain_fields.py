"""Plain values of an action line: a budget in whole euros, a quarter or a day, in ASCII digits."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from srf_policy.domain.errors import refused
from srf_policy.languages.digits import to_ascii

_GROUPING = re.compile(r"(?<=\d)[\s\u00a0\u202f.,'\u066c\u060c](?=\d{3}(?:\D|$))")
_QUARTER = re.compile(r"(\d{4})[\s/-]*[Qq]([1-4])|[Qq]([1-4])[\s/-]*(\d{4})")
_LARGEST = 15
"""Figures of a budget; more is a slip of the hand."""


def plain(field: str, words: str) -> str:
    """The value as it is kept; words of other fields stay. Raises Refused for what is neither."""
    read = _READ.get(field)
    return read(field, words) if read and words else words


def _budget(field: str, words: str) -> str:
    """`1 200 000`, `1,200,000` and `۱٬۲۰۰٬۰۰۰` are one amount."""
    typed = to_ascii(words).strip().removeprefix("EUR").removesuffix("EUR").strip(" €\u00a0")
    figures = _GROUPING.sub("", typed)
    if not (figures.isascii() and figures.isdecimal() and len(figures) <= _LARGEST):
        raise refused("refused.budget_no_number", field, typed=words[:40])
    return str(int(figures))


def _period(field: str, words: str) -> str:
    typed = to_ascii(words).strip()
    found = _QUARTER.fullmatch(typed)
    if found is not None:
        return f"{found[1] or found[4]}-Q{found[2] or found[3]}"
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        raise refused("refused.bad_period", field, typed=words[:40]) from None


def first_day(period: str) -> date:
    """The day on which a quarter begins, or the day itself."""
    year, _, quarter = period.partition("-Q")
    return date(int(year), int(quarter) * 3 - 2, 1) if quarter else date.fromisoformat(period)


_READ: dict[str, Callable[[str, str], str]] = {
    "budget_eur": _budget, "start": _period, "end": _period,
}  # fmt: skip
