"""Whom a deadline tells, and in which words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import (
    Ballot,
    Deadline,
    FacilityMember,
    Institution,
    Invitation,
    Person,
    Position,
)
from srf_policy.domain.engagements import HOUSE
from srf_policy.engine.deadlines import Act
from srf_policy.engine.vocabulary import AUDIENCES
from srf_policy.store.queries.rounds import codes_without_reply

from . import find
from .notices import addressees, write
from .work import Work

_VOTING = ("lead", "required", "invited")
_NOTICES = {"invited_without_answer": "remind_round", "without_position": "remind_ballot"}


@dataclass(frozen=True)
class Told:
    """One person, by opaque number, and the notice."""

    number: str
    institution: str
    notice: str


def listeners(work: Work, row: Deadline, act: Act) -> list[Told]:
    """Each person once: who owes something before who holds a role."""
    found: dict[str, Told] = {}
    for name in sorted(act.who, key=lambda who: who not in AUDIENCES):
        for told in _of(work, row, act, name):
            found.setdefault(told.number, told)
    return list(found.values())


def _of(work: Work, row: Deadline, act: Act, name: str) -> Iterable[Told]:
    roles, institutions = (name,), None
    if name == "invited_without_answer":
        roles, institutions = ("focal_point",), _silent(work, row)
    elif name == "without_position":
        roles, institutions = ("validator",), _without_position(work, row)
    notice = _NOTICES.get(name) or ("remind_due" if act.name == "remind" else f"{act.name}_due")
    for person in addressees(work.session, work.engagement, roles, clock.today(), institutions):
        yield Told(person.number, person.institution, notice)
    for number in _of_facility(work, name):
        yield Told(number, HOUSE, notice)


def _of_facility(work: Work, role: str) -> Iterable[str]:
    """Administrators and staff have no seat in the engagement."""
    if role not in ("administrator", "staff"):
        return []
    return work.session.scalars(
        select(Person.number)
        .join(FacilityMember, FacilityMember.person_id == Person.id)
        .where(FacilityMember.role == role, find.active(FacilityMember, clock.today()))
        .order_by(Person.id)
    )


def _silent(work: Work, row: Deadline) -> list[str]:
    """Who was invited and has not answered: those with the round's day, or the one with its own."""
    parts = row.subject.split(":")
    query = codes_without_reply(work.engagement.id, int(parts[1])).where(
        Institution.ended_on.is_(None), Invitation.no_reply_on.is_(None)
    )
    if len(parts) > 2:
        query = query.where(Institution.code == parts[2])
    else:
        query = query.where(Invitation.closes_on.is_(None))
    return list(work.session.scalars(query))


def _without_position(work: Work, row: Deadline) -> list[str]:
    number = int(row.subject.split(":")[1])
    taken = (
        select(Position.institution_id)
        .join(Ballot, Ballot.id == Position.ballot_id)
        .where(Ballot.engagement_id == work.engagement.id, Ballot.number == number)
    )
    return list(
        work.session.scalars(
            select(Institution.code).where(
                Institution.engagement_id == work.engagement.id, Institution.role.in_(_VOTING),
                Institution.ended_on.is_(None), Institution.id.not_in(taken),
            )
        )
    )  # fmt: skip


def tell(work: Work, told: Iterable[Told], row: Deadline) -> None:
    """One mail job a person."""
    params = {"deadline": row.kind, "about": row.subject, "day": row.day.isoformat()}
    if row.kind == "round_closes":
        params["round"] = row.subject.split(":")[1]
    for person in told:
        write(work, person.notice, person.number, params)
