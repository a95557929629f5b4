"""Persons, their names, and who they are to each engagement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from srf_policy.domain import FacilityMember, Identity, Institution, Member, Person
from srf_policy.domain.viewer import Seat, Viewer

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
    )


def _facility_roles(person_id: int, today: date) -> Select[str]:
    return select(FacilityMember.role).where(
        FacilityMember.person_id == person_id,
        FacilityMember.started_on <= today,
        or_(FacilityMember.ended_on.is_(None), FacilityMember.ended_on > today),
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
