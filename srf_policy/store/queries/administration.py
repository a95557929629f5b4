"""What administrators see of the whole Facility: its people, all institutions, its own history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Credential,
    Engagement,
    FacilityMember,
    HistoryEvent,
    Institution,
    Member,
    Person,
)
from srf_policy.domain.history import FACILITY_CHAIN
from srf_policy.store.keys import KeyRing
from srf_policy.store.people import Name, names

PAGE = 50


@dataclass(frozen=True)
class Known:
    """A person with the roles held today; `seats`: engagement, institution, seat."""

    number: str
    name: Name | None
    language: str
    has_password: bool
    roles: Sequence[str]
    seats: Sequence[tuple[Engagement, Institution, Member]]


def people(session: Session, keys: KeyRing, today: date) -> list[Known]:
    """Everybody, in the order in which they were added. A constant number of statements."""
    persons = session.scalars(select(Person).order_by(Person.id)).all()
    known = names(session, keys, [p.number for p in persons])
    roles: defaultdict[int, list[str]] = defaultdict(list)
    for row in session.scalars(
        select(FacilityMember).where(_holds(FacilityMember, today)).order_by(FacilityMember.id)
    ):
        roles[row.person_id].append(row.role)
    seats: defaultdict[int, list[tuple[Engagement, Institution, Member]]] = defaultdict(list)
    for member, institution, engagement in session.execute(
        select(Member, Institution, Engagement)
        .join(Institution, Institution.id == Member.institution_id)
        .join(Engagement, Engagement.id == Member.engagement_id)
        .where(_holds(Member, today))
        .order_by(Engagement.code, Member.id)
    ):
        seats[member.person_id].append((engagement, institution, member))
    with_password = set(session.scalars(select(Credential.person_id)))
    return [
        Known(
            p.number, known.get(p.number), p.language, p.id in with_password, roles[p.id],
            seats[p.id],
        )
        for p in persons
    ]  # fmt: skip


def _holds(model: type[Member] | type[FacilityMember], today: date) -> ColumnElement[bool]:
    return or_(model.ended_on.is_(None), model.ended_on > today)


def experts(session: Session, keys: KeyRing, today: date) -> list[Name]:
    """Those who sit for the Facility in some engagement or have a role in the whole of it."""
    seated = (
        select(Member.person_id)
        .join(Institution, Institution.id == Member.institution_id)
        .where(Institution.role == "facility", Member.role != "auditor", _holds(Member, today))
    )
    wide = select(FacilityMember.person_id).where(
        FacilityMember.role.in_(("administrator", "staff")), _holds(FacilityMember, today)
    )
    numbers = session.scalars(
        select(Person.number).where(or_(Person.id.in_(seated), Person.id.in_(wide)))
    ).all()
    return list(names(session, keys, numbers).values())


def engagements(session: Session) -> list[Engagement]:
    """All engagements, by code."""
    return list(session.scalars(select(Engagement).order_by(Engagement.code)))


@dataclass(frozen=True)
class Listed:
    """A page of institutions; `following`: the id after which the next page begins."""

    rows: Sequence[tuple[Engagement, Institution, str | None]]
    following: tuple[str, int] | None


def institutions(session: Session, after: tuple[str, int] | None) -> Listed:
    """The institutions of all engagements by engagement, with the codes of their parents."""
    parent = select(Institution.id, Institution.code).subquery()
    query = (
        select(Engagement, Institution, parent.c.code)
        .join(Institution, Institution.engagement_id == Engagement.id)
        .outerjoin(parent, parent.c.id == Institution.parent_id)
        .order_by(Engagement.code, Institution.id)
        .limit(PAGE + 1)
    )
    if after is not None:
        code, number = after
        query = query.where(
            or_(Engagement.code > code, (Engagement.code == code) & (Institution.id > number))
        )
    rows = [(e, i, above) for e, i, above in session.execute(query)]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Listed(rows[:PAGE], (last[0].code, last[1].id) if last else None)


def audit(session: Session, before: int | None) -> tuple[Sequence[HistoryEvent], int | None]:
    """A page of the Facility's own history, newest first, and where the next one begins."""
    query = select(HistoryEvent).where(HistoryEvent.chain == FACILITY_CHAIN)
    if before is not None:
        query = query.where(HistoryEvent.seq < before)
    rows = session.scalars(query.order_by(HistoryEvent.seq.desc()).limit(PAGE + 1)).all()
    return rows[:PAGE], rows[PAGE - 1].seq if len(rows) > PAGE else None


def clock_started(session: Session) -> date | None:
    """The day at which a demonstration's clock was set running; None where it never was."""
    payload = session.scalar(
        select(HistoryEvent.payload).where(
            HistoryEvent.chain == FACILITY_CHAIN, HistoryEvent.verb == "set_clock"
        )
    )
    return date.fromisoformat(payload["as_of"]) if payload else None
