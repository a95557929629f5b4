"""Persons: made with a sealed name, given a role in the Facility, given a password."""

from __future__ import annotations

import hashlib
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
from .welcoming import account_made
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
    check_name(work, address, name)
    made = _make(work.on_facility_chain("add_person"), address, name or {}, language)
    work.recorded += 1
    return made


def check_name(work: Work, address: str, name: Mapping[str, str] | None) -> None:
    """Raise Refused where nobody has the address and no name is given."""
    if _by_address(work, address) is None and not local(name, "name"):
        raise refused("refused.new_person_name", "name")


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
    _give_role(work, _person(work, person), role)
    return {"person": person}


def _give_role(work: Work, person: Person, role: str) -> None:
    if role not in FACILITY_ROLES:
        raise refused("refused.unknown_role", "role", role=role)
    if _held(work, person, role) is not None:
        raise refused("refused.member_already", "role", role=msg(f"role.{role}"))
    work.session.add(FacilityMember(person_id=person.id, role=role, started_on=work.occurred_on))
    work.record(
        f"person:{person.number}", as_verb="add_facility_member", person=person.number, role=role
    )


@verb(of_engagement=False)
def add_facility_person(
    work: Work,
    *,
    address: str,
    name: Mapping[str, str] | None = None,
    language: str = "en",
    role: str | None = None,
    password_hash: str | None = None,
) -> dict[str, Any]:
    """Make a person with a role and a password, or give a known one the role, in one step.

    Recorded as the verbs that it stands for. `made`: nobody had the address before.
    """
    require_administrator(work)
    check_address(address, "address")
    known = _by_address(work, address)
    if known is not None and (role is None or password_hash):
        raise refused("refused.address_taken", "address")
    person = known or known_or_new(work, None, address, name, language)
    if role is not None:
        _give_role(work, person, role)
    if password_hash is not None:
        keep_password(work, person, password_hash)
    work.session.flush()
    account_made(work, person)
    return {"person": person.number, "made": known is None}


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
    keep_password(work, found, password_hash)
    if work.actor.number != person:
        work.session.execute(delete(WebSession).where(WebSession.person_id == found.id))
    return {"person": person}


def keep_password(work: Work, person: Person, password_hash: str) -> None:
    """Write the password and the event that it was set."""
    credential = work.session.get(Credential, person.id) or Credential(person_id=person.id)
    credential.password_hash = password_hash
    credential.changed_at = clock.real_now()
    work.session.add(credential)
    work.record(f"person:{person.number}", as_verb="set_password", person=person.number)


def hash_password(password: str, key: str = "") -> str:
    """The argon2 hash of a password. Raises Refused where it is too short or too long.

    `key` of a form: its second press then makes the same hash, and is known for the same form.
    """
    if len(password) < MINIMUM_PASSWORD:
        raise refused("refused.short_password", "password", minimum=MINIMUM_PASSWORD)
    if len(password) > 1000:
        raise refused("refused.long_password", "password")
    salt = hashlib.sha256(key.encode()).digest()[:16] if key else None
    return PasswordHasher().hash(password, salt=salt)


def _person(work: Work, number: str) -> Person:
    found = work.session.scalar(select(Person).where(Person.number == number))
    if found is None:
        raise NotFound
    return found
