"""The holidays of a country: a list for each year, entered by an administrator."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from sqlalchemy import select

from srf_policy.domain import HolidayList
from srf_policy.domain.engagements import COUNTRIES
from srf_policy.domain.errors import Problem, Refused, refused
from srf_policy.domain.wording import text_hash
from srf_policy.languages import digits
from srf_policy.languages.messages import Numeral, msg

from .authority import require_administrator
from .runner import verb
from .words import words
from .work import Work

MOST = 120
"""Holidays of one year; no country has half as many."""

YEARS = range(1990, 2101)

EXAMPLE = "2020-03-21 Nawruz"
"""A line of a list, for hints and refusals."""

_LINE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s+(.*))?")


@verb(of_engagement=False)
def set_holidays(work: Work, *, country: str, year: int, days: str) -> dict[str, Any]:
    """The holidays of one year, in the place of those that were entered before.

    `days`: a line each, `2020-03-21 Nawruz`; no line at all says that the year has none.
    Everything that is wrong is told at once.
    """
    require_administrator(work)
    if country not in COUNTRIES:
        raise refused("refused.unknown_country", "country", country=country[:40])
    if year not in YEARS:
        raise refused("refused.bad_year", "year", year=Numeral(year))
    listed = _read(days, year)
    row = _row(work, country, year) or HolidayList(country=country, year=year)
    row.days, row.entered_on = listed, work.occurred_on
    work.session.add(row)
    work.record(
        f"holidays:{country}:{year}", country=country, year=str(year), count=len(listed),
        days=[holiday["day"] for holiday in listed],
        texts={"names": [text_hash(holiday["name"]) for holiday in listed]},
    )  # fmt: skip
    return {"country": country, "year": year, "count": len(listed)}


def _row(work: Work, country: str, year: int) -> HolidayList | None:
    found: HolidayList | None = work.session.scalar(
        select(HolidayList).where(HolidayList.country == country, HolidayList.year == year)
    )
    return found


def _read(typed: str, year: int) -> list[dict[str, str]]:
    lines = [(n, line.strip()) for n, line in enumerate(typed.splitlines(), 1) if line.strip()]
    if len(lines) > MOST:
        raise refused("refused.too_many_holidays", "days", limit=MOST, count=len(lines))
    wrong: list[Problem] = []
    found: dict[date, str] = {}
    for number, line in lines:
        try:
            day, name = _line(line, number, year)
            if day in found:
                raise refused("refused.holiday_twice", "days", line=number, day=day)
            found[day] = name
        except Refused as error:
            wrong.extend(error.problems)
    if wrong:
        raise Refused(wrong)
    return [{"day": day.isoformat(), "name": name} for day, name in sorted(found.items())]


def _line(line: str, number: int, year: int) -> tuple[date, str]:
    match = _LINE.fullmatch(digits.to_ascii(line[:10]) + line[10:])
    try:
        day = date.fromisoformat(match[1] if match else "")
    except ValueError:
        said = msg("refused.bad_holiday", line=number, typed=line[:60], example=EXAMPLE)
        raise Refused([Problem(said, "days")]) from None
    if day.year != year:
        raise refused(
            "refused.holiday_of_other_year", "days", line=number, day=day, year=Numeral(year)
        )
    return day, words(match[2] if match else "", "days", limit=100)
