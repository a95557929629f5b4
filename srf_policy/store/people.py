"""Persons, their names, and who they are to each engagement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from srf_policy.domain import Delegation, FacilityMember, Identity, Institution, Member, Person
from srf_policy.domain.viewer import Delegated, Seat, Viewer

from .keys import KeyRing


@dataclass(frozen=True)
class Name:
    """A person by name; `name` is empty where it was erased."""

    number: str
    name: Mapping[str, str]
    address: str


def find_by_address(session: Session, keys: KeyRing, address: str) -> Person | None:
    """The person with this address."""
    return session.scalar(
        select(Person)
        .join(Identity, Identity.person_id == Person.id)
        .where(Identity.lookup == keys.lookup(address))
    )


def names(session: Session, keys: KeyRing, numbers: Iterable[str]) -> dict[str, Name]:
    """The names of these persons by opaque number."""
    rows = session.execute(
        select(Person.number, Identity.sealed)
        .join(Identity, Identity.person_id == Person.id)
        .where(Person.number.in_(set(numbers)))
    )
    return {number: _name(keys, number, sealed) for number, sealed in rows}


def _name(keys: KeyRing, number: str, sealed: bytes) -> Name:
    plain = keys.open(number, sealed) or {}
    return Name(number, plain.get("name", {}), plain.get("email", ""))


def latest_seat(
    session: Session, engagement_id: int, number: str, role: str, ended_on: date | None = None
) -> tuple[Member, Institution] | None:
    """The newest seat of a person in a role; of those that ended on a day, where one is named."""
    query = (
        select(Member, Institution)
        .join(Person, Person.id == Member.person_id)
        .join(Institution, Institution.id == Member.institution_id)
        .where(Member.engagement_id == engagement_id, Person.number == number, Member.role == role)
        .order_by(Member.id.desc())
        .limit(1)
    )
    if ended_on is not None:
        query = query.where(Member.ended_on == ended_on)
    found = session.execute(query).first()
    return None if found is None else (found[0], found[1])


def viewer(session: Session, person: Person, today: date) -> Viewer:
    """What this person is on that day, in the Facility and in each engagement."""
    return Viewer(
        person_id=person.id,
        number=person.number,
        language=person.language,
        facility_roles=frozenset(session.scalars(_facility_roles(person.id, today))),
        seats=_seats(session, person.id, today),
        delegations=_delegations(session, person.id, today),
    )


def _facility_roles(person_id: int, today: date) -> Select[str]:
    return select(FacilityMember.role).where(
        FacilityMember.person_id == person_id,
        FacilityMember.started_on <= today,
        or_(FacilityMember.ended_on.is_(None), FacilityMember.ended_on > today),
    )


def _delegations(session: Session, person_id: int, today: date) -> dict[int, tuple[Delegated, ...]]:
    """What stands on that day: both still sit for the institution, the giver in that very role."""
    rows = session.execute(_standing_delegations(), {"person": person_id, "today": today})
    found: defaultdict[int, list[Delegated]] = defaultdict(list)
    for row, giver in rows:
        found[row.engagement_id].append(Delegated(row.number, giver, row.role, row.until))
    return {engagement_id: tuple(held) for engagement_id, held in found.items()}


@cache
def _standing_delegations() -> Select[*tuple[Any, ...]]:
    """Built once: it is asked on every page, and building it costs more than running it."""
    given, taken = aliased(Member), aliased(Member)
    person: BindParameter[Any] = bindparam("person")
    today: BindParameter[Any] = bindparam("today")
    return (
        select(Delegation, Person.number)
        .join(Person, Person.id == Delegation.giver_id)
        .where(
            Delegation.deputy_id == person,
            standing_on(today),
            _sits(given, Delegation.giver_id, today, given.role == Delegation.role),
            _sits(taken, person, today, taken.role != "auditor"),
        )
        .order_by(Delegation.id)
    )


def standing_on(today: Any) -> ColumnElement[bool]:
    """The SQL of "this delegation covers that day and was not ended before"."""
    return and_(
        Delegation.starts_on <= today,
        Delegation.until >= today,
        or_(Delegation.revoked_on.is_(None), Delegation.revoked_on > today),
    )


def _sits(seat: Any, person_id: Any, today: Any, *more: ColumnElement[bool]) -> Any:
    """Whether a person has a seat where the delegation was given."""
    return exists().where(
        seat.person_id == person_id,
        seat.engagement_id == Delegation.engagement_id,
        seat.institution_id == Delegation.institution_id,
        seat.started_on <= today,
        or_(seat.ended_on.is_(None), seat.ended_on > today),
        *more,
    )


def _seats(session: Session, person_id: int, today: date) -> dict[int, Seat]:
    rows = session.execute(
        select(Member, Institution.code, Institution.role)
        .join(Institution, Institution.id == Member.institution_id)
        .where(
            Member.person_id == person_id,
            Member.started_on <= today,
            or_(Member.ended_on.is_(None), Member.ended_on > today),
        )
        .order_by(Member.id)
    ).all()
    roles: defaultdict[int, set[str]] = defaultdict(set)
    for member, _, _ in rows:
        roles[member.engagement_id].add(member.role)
    return {
        m.engagement_id: Seat(
            frozenset(roles[m.engagement_id]), m.institution_id, code, role, m.department
        )
        for m, code, role in rows
    }
