"""The days of rest of a country, where an administrator knows better than what is built in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from srf_policy.domain import StatedWeekend
from srf_policy.domain.engagements import COUNTRIES
from srf_policy.domain.errors import Problem, Refused, refused
from srf_policy.domain.wording import text_hash
from srf_policy.languages.messages import Numeral, msg
from srf_policy.languages.weeks import DAYS

from .authority import require_administrator
from .country_days import YEARS
from .runner import verb
from .words import words
from .work import Work

REASON_LIMIT = 500


@verb(of_engagement=False)
def set_weekend(
    work: Work, *, country: str, rest: Sequence[str], since: date | None = None, reason: str
) -> dict[str, Any]:
    """The days of rest from a day on, in the place of those that were stated for the same day.

    Without `since`: for all days before the first that has one. `reason`: the decree or other
    source that says so. Everything that is wrong is told at once.
    """
    require_administrator(work)
    chosen, source = _read(country, rest, since, reason)
    row = _row(work, country, since) or StatedWeekend(country=country, since=since)
    row.rest, row.reason, row.entered_on = chosen, source, work.occurred_on
    work.session.add(row)
    work.record(
        f"weekend:{country}", country=country, rest=row.rest, since=since,
        texts={"reason": text_hash(row.reason)},
    )  # fmt: skip
    return {"country": country, "rest": row.rest, "since": since and since.isoformat()}


@verb(of_engagement=False)
def take_back_weekend(work: Work, *, country: str, since: date | None = None) -> dict[str, Any]:
    """What was stated for this day holds no longer: the one before it does, or what is built in."""
    require_administrator(work)
    row = _row(work, country, since)
    if row is None:
        raise refused("refused.no_weekend_stated")
    work.session.delete(row)
    work.record(f"weekend:{country}", country=country, rest=row.rest, since=since)
    return {"country": country}


def _row(work: Work, country: str, since: date | None) -> StatedWeekend | None:
    found: StatedWeekend | None = work.session.scalar(
        select(StatedWeekend).where(
            StatedWeekend.country == country, StatedWeekend.since.is_not_distinct_from(since)
        )
    )
    return found


def _read(
    country: str, rest: Sequence[str], since: date | None, reason: str
) -> tuple[list[str], str]:
    """The days of rest in the order of the week, and the source."""
    wrong: list[Problem] = []
    chosen, source = [], ""
    if country not in COUNTRIES:
        wrong.append(Problem(msg("refused.unknown_country", country=country[:40]), "country"))
    try:
        chosen = _rest(rest)
    except Refused as error:
        wrong.extend(error.problems)
    if since is not None and since.year not in YEARS:
        wrong.append(Problem(msg("refused.bad_year", year=Numeral(since.year)), "since"))
    try:
        source = words(reason, "reason", limit=REASON_LIMIT)
        if not source:
            raise refused("refused.no_weekend_source", "reason")
    except Refused as error:
        wrong.extend(error.problems)
    if wrong:
        raise Refused(wrong)
    return chosen, source


def _rest(named: Sequence[str]) -> list[str]:
    for name in named:
        if name not in DAYS:
            raise refused("refused.bad_weekday", "rest", typed=name[:40])
    rest = [name for name in DAYS if name in named]
    if not 0 < len(rest) < len(DAYS):
        raise refused("refused.bad_weekend", "rest")
    return rest
