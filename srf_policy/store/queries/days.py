"""Days by which something is due, as a viewer may see them; and what a country's week is like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Body,
    CalendarLink,
    Deadline,
    Engagement,
    HistoryEvent,
    HolidayList,
    Institution,
    Person,
    PlannedPresentation,
    Round,
    RoundExtension,
    StatedWeekend,
)
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import LocalText

from .. import scope

Holidays = Mapping[int, frozenset[date]]
"""By year; a year that is not there was not entered."""


@dataclass(frozen=True)
class CountryDays:
    """What administrators entered about the days of one country."""

    holidays: Holidays = field(default_factory=dict)
    weekends: Sequence[tuple[date | None, Collection[str]]] = ()


@dataclass(frozen=True)
class Planned:
    """A body of the engagement, and the day on which the draft is to be put before it."""

    key: str
    name: LocalText
    planned_on: date | None


@dataclass(frozen=True)
class Extended:
    """More time for a round: for all, or for one institution."""

    round: int
    institution: Institution | None
    row: RoundExtension


def ahead(session: Session, viewer: Viewer) -> list[tuple[Deadline, Engagement]]:
    """The open deadlines of all engagements that the viewer may see, the earliest first."""
    return _visible(session, viewer, list(session.scalars(scope.engagements(viewer))))


def of_engagement(session: Session, viewer: Viewer, engagement: Engagement) -> list[Deadline]:
    """Those of one engagement that was found through the scope."""
    return [row for row, _ in _visible(session, viewer, [engagement])]


def _visible(
    session: Session, viewer: Viewer, engagements: Sequence[Engagement]
) -> list[tuple[Deadline, Engagement]]:
    """While an engagement is suspended nothing is due in it, but that it is looked at again."""
    by_id = {row.id: row for row in engagements if row.ended_on is None}
    rows = session.scalars(
        select(Deadline)
        .where(Deadline.engagement_id.in_(by_id), Deadline.state == "open")
        .order_by(Deadline.day, Deadline.id)
    ).all()
    own = {(r.engagement_id, r.subject) for r in rows if r.subject.count(":") == 2}
    return [
        (row, by_id[row.engagement_id])
        for row in rows
        if _sees(viewer, row, own)
        and (by_id[row.engagement_id].suspended_on is None or row.kind == "suspension_review")
    ]


def _sees(viewer: Viewer, row: Deadline, own: Collection[tuple[int, str]]) -> bool:
    """The Facility and the lead institution see all; others the general days and their own."""
    if viewer.sees_all_comments(row.engagement_id):
        return True
    seat = viewer.seat_in(row.engagement_id)
    mine = seat.institution if seat else ""
    parts = row.subject.split(":")
    if row.kind == "round_closes":
        given = (row.engagement_id, f"round:{parts[1]}:{mine}") in own
        return parts[2] == mine if len(parts) == 3 else not given
    return row.kind != "presentation"


def entered(session: Session) -> dict[str, CountryDays]:
    """Holidays and weekends of all countries of which something was entered. Two statements."""
    lists: defaultdict[str, dict[int, frozenset[date]]] = defaultdict(dict)
    for row in session.scalars(select(HolidayList)):
        days = frozenset(date.fromisoformat(holiday["day"]) for holiday in row.days)
        lists[row.country][row.year] = days
    weeks: defaultdict[str, list[tuple[date | None, list[str]]]] = defaultdict(list)
    for week in weekends(session):
        weeks[week.country].append((week.since, week.rest))
    return {
        code: CountryDays(lists.get(code, {}), weeks.get(code, ())) for code in {*lists, *weeks}
    }


def weekends(session: Session) -> Sequence[StatedWeekend]:
    """Those that were stated, by country, the earliest first."""
    rows = session.scalars(select(StatedWeekend)).all()
    return sorted(rows, key=lambda row: (row.country, row.since or date.min))


def holiday_lists(session: Session) -> Sequence[HolidayList]:
    """The lists as they were entered, by country, the newest year first."""
    query = select(HolidayList).order_by(HolidayList.country, HolidayList.year.desc())
    return session.scalars(query).all()


def extensions(
    session: Session, viewer: Viewer, engagement: Engagement, *, number: int | None = None
) -> list[Extended]:
    """Who was given more time (in one round), the latest last; of others for whom it is shown."""
    query = _extended(viewer, [engagement.id])
    if number is not None:
        query = query.where(Round.number == number)
    return [Extended(*row) for row in session.execute(query)]


def all_extensions(
    session: Session, viewer: Viewer, engagement_ids: Collection[int]
) -> list[Extended]:
    """The same of several engagements. One statement."""
    return [Extended(*row) for row in session.execute(_extended(viewer, engagement_ids))]


def _extended(viewer: Viewer, ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    shown = RoundExtension.institution_id.is_(None)
    seats = [seat.institution_id for i in ids if (seat := viewer.seat_in(i)) is not None]
    open_to = [i for i in ids if viewer.sees_all_comments(i)]
    return (
        select(Round.number, Institution, RoundExtension)
        .join(Round, Round.id == RoundExtension.round_id)
        .outerjoin(Institution, Institution.id == RoundExtension.institution_id)
        .where(
            RoundExtension.engagement_id.in_(ids),
            or_(
                shown,
                RoundExtension.institution_id.in_(seats),
                RoundExtension.engagement_id.in_(open_to),
            ),
        )
        .order_by(RoundExtension.engagement_id, RoundExtension.id)
    )


def planned(session: Session, engagement: Engagement) -> list[Planned]:
    """All bodies in their order, with the day where one is planned."""
    rows = session.execute(
        select(Body.key, Body.name, PlannedPresentation.planned_on)
        .outerjoin(PlannedPresentation, PlannedPresentation.body_id == Body.id)
        .where(Body.engagement_id == engagement.id)
        .order_by(Body.position)
    )
    return [Planned(*row) for row in rows]


def proposed(session: Session, ids: Collection[int]) -> dict[int, Deadline]:
    """Engagements of which it was proposed to suspend them, and in which nothing was done since."""
    later = select(HistoryEvent.seq).where(
        HistoryEvent.engagement_id == Deadline.engagement_id,
        HistoryEvent.seq > Deadline.seq,
        HistoryEvent.origin != "system",
    )
    rows = session.scalars(
        select(Deadline)
        .join(Engagement, Engagement.id == Deadline.engagement_id)
        .where(
            and_(Deadline.engagement_id.in_(ids), Deadline.proposed_at.is_not(None)),
            Engagement.suspended_on.is_(None), Engagement.ended_on.is_(None), ~later.exists(),
        )
        .order_by(Deadline.id)
    )  # fmt: skip
    return {row.engagement_id: row for row in rows}


def link_of(session: Session, person_id: int) -> CalendarLink | None:
    """The calendar link of a person, if one was made."""
    return session.get(CalendarLink, person_id)


def owner_of(session: Session, token_hash: str) -> tuple[Person, CalendarLink] | None:
    """Whose calendar link this is."""
    row = session.execute(
        select(Person, CalendarLink)
        .join(CalendarLink, CalendarLink.person_id == Person.id)
        .where(CalendarLink.token_hash == token_hash)
    ).first()
    return None if row is None else (row[0], row[1])
