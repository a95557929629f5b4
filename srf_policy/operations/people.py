"""Persons: made with a sealed name, given a role in the Facility, given a password."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Credential, FacilityMember, Identity, Person
from srf_policy.domain.errors import NotAllowed, NotFound, Problem, refused
from srf_policy.domain.people import FACILITY_ROLES
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import msg
from srf_policy.languages.tags import normalise

from .runner import verb
from .words import local
from .work import Work

SYSTEM = Viewer(person_id=0, number="system", facility_roles=frozenset({"administrator"}))
"""Who acts where no person does: the first start, the replay, the worker."""

MINIMUM_PASSWORD = 10
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def _administrator(work: Work) -> None:
    if "administrator" not in work.actor.facility_roles:
        raise NotAllowed([Problem(msg("refused.not_your_role"))])


@verb(of_engagement=False)
def add_person(
    work: Work, *, address: str, name: Mapping[str, str], language: str = "en"
) -> dict[str, Any]:
    """Make a person; the event holds the opaque number alone. Administrators may."""
    _administrator(work)
    if len(address) > 254 or not _ADDRESS.fullmatch(address.strip()):
        raise refused("refused.bad_address", "email", address=address[:80])
    lookup = work.keys.lookup(address)
    if work.session.scalar(select(Identity.person_id).where(Identity.lookup == lookup)) is not None:
        raise refused("refused.address_taken", "email")
    number = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    # The key is committed before the row that needs it: a lost transaction leaves an unused key.
    work.keys.make(number)
    person = Person(number=number, language=normalise(language) or "en", created_at=clock.now())
    work.session.add(person)
    work.session.flush()
    sealed = work.keys.seal(
        number, {"email": address.strip(), "name": local(name, "name", required=True)}
    )
    work.session.add(Identity(person_id=person.id, lookup=lookup, sealed=sealed))
    work.record(f"person:{number}", person=number, language=person.language)
    return {"person": number}


@verb(of_engagement=False)
def add_facility_member(work: Work, *, person: str, role: str) -> dict[str, Any]:
    """Give a person a role in the whole Facility. Administrators may."""
    _administrator(work)
    if role not in FACILITY_ROLES:
        raise refused("refused.unknown_role", "role", role=role)
    found = _person(work, person)
    held = (FacilityMember.person_id == found.id, FacilityMember.role == role)
    if work.session.scalar(select(FacilityMember.id).where(*held)) is not None:
        raise refused("refused.member_already", "person", role=msg(f"role.{role}"))
    work.session.add(FacilityMember(person_id=found.id, role=role, started_on=work.occurred_on))
    work.record(f"person:{person}", person=person, role=role)
    return {"person": person}


@verb(of_engagement=False)
def set_password(work: Work, *, person: str, password_hash: str) -> dict[str, Any]:
    """Store a password's argon2 hash, made by `hash_password` before the transaction opens."""
    if work.actor.number != person:
        _administrator(work)
    found = _person(work, person)
    credential = work.session.get(Credential, found.id) or Credential(person_id=found.id)
    credential.password_hash = password_hash
    credential.changed_at = clock.real_now()
    work.session.add(credential)
    work.record(f"person:{person}", person=person)
    return {"person": person}


def hash_password(password: str) -> str:
    """The argon2 hash of a password. Raises Refused where it is too short or too long."""
    if len(password) < MINIMUM_PASSWORD:
        raise refused("refused.short_password", "password", minimum=MINIMUM_PASSWORD)
    if len(password) > 1000:
        raise refused("refused.long_password", "password")
    return PasswordHasher().hash(password)


def _person(work: Work, number: str) -> Person:
    found = work.session.scalar(select(Person).where(Person.number == number))
    if found is None:
        raise NotFound
    return found
