"""Persons: made with a sealed name, given a role in the Facility, given a password."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import delete, func, select

from srf_policy import clock
from srf_policy.domain import Credential, FacilityMember, Identity, Person, WebSession
from srf_policy.domain.errors import NotFound, refused
from srf_policy.domain.people import FACILITY_ROLES
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import msg
from srf_policy.languages.tags import normalise

from . import find, leaving
from .authority import require_administrator
from .runner import verb
from .words import local
from .work import Work

SYSTEM = Viewer(person_id=0, number="system", facility_roles=frozenset({"administrator"}))
"""Who acts where no person does: the first start, the replay, the worker."""

MINIMUM_PASSWORD = 10
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@verb(of_engagement=False)
def add_person(
    work: Work, *, address: str, name: Mapping[str, str], language: str = "en"
) -> dict[str, Any]:
    """Make a person; the event holds the opaque number alone. Administrators may."""
    require_administrator(work)
    check_address(address, "email")
    if _by_address(work, address) is not None:
        raise refused("refused.address_taken", "email")
    return {"person": _make(work, address, name, language).number}


def check_address(address: str, field: str) -> None:
    """Raise Refused for what cannot be an e-mail address."""
    if len(address) > 254 or not _ADDRESS.fullmatch(address.strip()):
        raise refused("refused.bad_address", field, address=address[:80])


def known_or_new(
    work: Work, number: str | None, address: str, name: Mapping[str, str] | None, language: str
) -> Person:
    """The person with this number or this address; made where nobody has the address yet.

    The verb that calls it is declared with `facility=True`: a new person is on that chain.
    """
    if number:
        return _person(work, number)
    check_address(address, "address")
    known = _by_address(work, address)
    if known is not None:
        return known
    if not local(name, "name"):
        raise refused("refused.new_person_name", "name")
    return _make(work.on_facility_chain("add_person"), address, name or {}, language)


def _by_address(work: Work, address: str) -> Person | None:
    found: Person | None = work.session.scalar(
        select(Person)
        .join(Identity, Identity.person_id == Person.id)
        .where(Identity.lookup == work.keys.lookup(address))
    )
    return found


def _make(work: Work, address: str, name: Mapping[str, str], language: str) -> Person:
    number = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    # The key is committed before the row that needs it: a lost transaction leaves an unused key.
    work.keys.make(number)
    person = Person(number=number, language=normalise(language) or "en", created_at=clock.now())
    work.session.add(person)
    work.session.flush()
    sealed = work.keys.seal(
        number, {"email": address.strip(), "name": local(name, "name", required=True)}
    )
    lookup = work.keys.lookup(address)
    work.session.add(Identity(person_id=person.id, lookup=lookup, sealed=sealed))
    work.session.flush()
    work.record(f"person:{number}", person=number, language=person.language)
    return person


@verb(of_engagement=False)
def add_facility_member(work: Work, *, person: str, role: str) -> dict[str, Any]:
    """Give a person a role in the whole Facility. Administrators may."""
    require_administrator(work)
    if role not in FACILITY_ROLES:
        raise refused("refused.unknown_role", "role", role=role)
    found = _person(work, person)
    if _held(work, found, role) is not None:
        raise refused("refused.member_already", "role", role=msg(f"role.{role}"))
    work.session.add(FacilityMember(person_id=found.id, role=role, started_on=work.occurred_on))
    work.record(f"person:{person}", person=person, role=role)
    return {"person": person}


def _held(work: Work, person: Person, role: str) -> FacilityMember | None:
    found: FacilityMember | None = work.session.scalar(
        select(FacilityMember).where(
            FacilityMember.person_id == person.id,
            FacilityMember.role == role,
            FacilityMember.ended_on.is_(None),
        )
    )
    return found


@verb(of_engagement=False)
def end_facility_member(work: Work, *, person: str, role: str) -> dict[str, Any]:
    """End a person's role in the Facility; somebody must stay who administers it."""
    require_administrator(work)
    found = _person(work, person)
    row = _held(work, found, role)
    if row is None:
        raise work.stale(f"person:{person}")
    if work.occurred_on < row.started_on:
        raise refused("refused.before_membership", "occurred_on", started=row.started_on)
    if role == "administrator" and _count(work, role) == 1:
        raise refused("refused.last_administrator")
    row.ended_on = work.occurred_on
    signed_out = leaving.sign_out(work, found.id)
    work.record(f"person:{person}", person=person, role=role, signed_out=signed_out)
    return {"person": person}


def _count(work: Work, role: str) -> int:
    held = (FacilityMember.role == role, find.active(FacilityMember, clock.today()))
    return work.session.scalar(select(func.count()).where(*held)) or 0


@verb(of_engagement=False)
def set_password(work: Work, *, person: str, password_hash: str) -> dict[str, Any]:
    """Store a password's argon2 hash, made by `hash_password` before the transaction opens.

    A password set by somebody else ends the person's web sessions.
    """
    if work.actor.number != person:
        require_administrator(work)
    found = _person(work, person)
    credential = work.session.get(Credential, found.id) or Credential(person_id=found.id)
    credential.password_hash = password_hash
    credential.changed_at = clock.real_now()
    work.session.add(credential)
    if work.actor.number != person:
        work.session.execute(delete(WebSession).where(WebSession.person_id == found.id))
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
