"""Signing in and out: small plain writes that are nobody's work on a policy and write no event.

All times here are real, whatever the working clock shows. An unknown address costs the same time
and gets the same answer as a wrong password.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Credential, Person, SignInTry, WebSession
from srf_policy.domain.errors import refused
from srf_policy.domain.viewer import Viewer
from srf_policy.jobs import queue
from srf_policy.settings import Settings
from srf_policy.store import people
from srf_policy.store.database import Database, open_database
from srf_policy.store.keys import KeyRing, derive, ensure_secret

from .people import SYSTEM
from .runner import Store

WINDOW = timedelta(minutes=15)
TRIES_PER_ADDRESS = 5
TRIES_PER_PLACE = 30
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
_SEEN_EVERY = timedelta(minutes=5)
_LONGEST_PASSWORD = 1000


class SignedIn(NamedTuple):
    """`unseen`: it is some minutes since the session was noted to be in use."""

    viewer: Viewer
    unseen: bool


def open_store(settings: Settings, database: Database | None = None) -> Store:
    """The database of these settings with its key ring. Raises OSError for a folder not writable."""
    keys = KeyRing(settings.keys, ensure_secret(settings), settings.signing_key)
    return Store(database or open_database(settings), keys)


def cookie_key(settings: Settings) -> bytes:
    """The key that signs cookies and forms, derived from the installation's secret."""
    return derive(ensure_secret(settings), "cookies")


def sign_in(store: Store, address: str, password: str, place: str, old: str = "") -> str:
    """A new session's token. Refused when the pair is wrong or the tries are used up.

    `place` is the network address; `old` the browser's session so far, which ends here.
    """
    buckets = _buckets(store, address, place)
    tried_at = _count_try(store, buckets)
    person_id, kept = _credential(store, address)
    if not _matches(kept, password) or person_id is None:
        raise refused("refused.sign_in", "password")
    renewed = None if not _hasher().check_needs_rehash(kept) else _hasher().hash(password)
    _forgive(store, buckets, tried_at)
    return _begin(store, person_id, renewed, old)


def sign_out(store: Store, token: str) -> None:
    """End the session, if there is one."""
    with store.database.writing() as session:
        session.execute(delete(WebSession).where(WebSession.token_hash == _hash(token)))


def session_of(session: Session, token: str) -> SignedIn | None:
    """Who is signed in with this token, as they stand on the working day; None when it is over."""
    row, now = session.get(WebSession, _hash(token)), clock.real_now()
    if row is None or not _alive(row, now):
        return None
    person = session.get_one(Person, row.person_id)
    return SignedIn(people.viewer(session, person, clock.today()), now - row.seen_at > _SEEN_EVERY)


def touch(store: Store, token: str) -> None:
    """Note that the session is in use."""
    now = clock.real_now()
    held = WebSession.token_hash == _hash(token)
    with store.database.writing() as session:
        session.execute(update(WebSession).where(held).values(seen_at=now))


def _alive(row: WebSession, now: datetime) -> bool:
    return now - row.seen_at < IDLE and now - row.created_at < LONGEST


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash that no password matches: what an unknown address is checked against."""
    return _hasher().hash(secrets.token_urlsafe())


def _buckets(store: Store, address: str, place: str) -> tuple[str, str]:
    """Keyed hashes: the table of tries names nobody."""
    lookup = store.keys.lookup
    return f"address:{lookup(address[:254])}", f"place:{lookup('place ' + place)}"


def _count_try(store: Store, buckets: tuple[str, str]) -> datetime:
    """When it was counted: before the password is looked at, so that many at once cannot slip past."""
    now = clock.real_now()
    with store.database.writing() as session:
        session.execute(delete(SignInTry).where(SignInTry.tried_at < now - WINDOW))
        if any(_used_up(session, buckets)):
            raise refused("refused.too_many_tries", minutes=WINDOW.seconds // 60)
        session.add_all(SignInTry(bucket=bucket, tried_at=now) for bucket in buckets)
    return now


def _used_up(session: Session, buckets: tuple[str, str]) -> list[bool]:
    """For the address and for the place: whether there were as many tries as there may be."""
    limits = (TRIES_PER_ADDRESS, TRIES_PER_PLACE)
    return [
        (session.scalar(select(func.count()).where(SignInTry.bucket == bucket)) or 0) >= limit
        for bucket, limit in zip(buckets, limits, strict=True)
    ]


def ask_for_link(store: Store, address: str, place: str) -> None:
    """Ask for a link to set a password. Nothing tells whether anybody has the address.

    What is written is the same for every address: who it belongs to is found out by the worker.
    Asked too often by one address, nothing more is sent; Refused where a place asks too often.
    """
    buckets, now = _buckets(store, address, place), clock.real_now()
    asked = (f"link {buckets[0]}", f"link {buckets[1]}")
    with store.database.writing() as session:
        session.execute(delete(SignInTry).where(SignInTry.tried_at < now - WINDOW))
        by_address, by_place = _used_up(session, asked)
        if by_place:
            raise refused("refused.too_many_tries", minutes=WINDOW.seconds // 60)
        session.add_all(SignInTry(bucket=bucket, tried_at=now) for bucket in asked)
        if not by_address:
            lookup = store.keys.lookup(address[:254])
            key = f"password_link:{secrets.token_urlsafe(12)}"
            queue.put(session, "password_link", key, None, SYSTEM.number, {"lookup": lookup})


def _forgive(store: Store, buckets: tuple[str, str], tried_at: datetime) -> None:
    """A right password clears the address, and takes this one try from the place: a workshop whose
    people all sit behind one network address is not locked out."""
    address, place = buckets
    with store.database.writing() as session:
        session.execute(delete(SignInTry).where(SignInTry.bucket == address))
        session.execute(
            delete(SignInTry).where(SignInTry.bucket == place, SignInTry.tried_at == tried_at)
        )


def _credential(store: Store, address: str) -> tuple[int | None, str]:
    nobody = _nobody()
    with store.database.reading() as session:
        person = people.find_by_address(session, store.keys, address[:254])
        found = session.get(Credential, person.id) if person is not None else None
        return (found.person_id, found.password_hash) if found else (None, nobody)


def _matches(kept: str, password: str) -> bool:
    try:
        return _hasher().verify(kept, password[:_LONGEST_PASSWORD])
    except (Argon2Error, InvalidHashError):
        return False


def _begin(store: Store, person_id: int, renewed: str | None, old: str) -> str:
    token, now = secrets.token_urlsafe(32), clock.real_now()
    with store.database.writing() as session:
        session.execute(delete(WebSession).where(WebSession.token_hash == _hash(old)))
        session.execute(delete(WebSession).where(WebSession.created_at < now - LONGEST))
        if renewed is not None:
            session.get_one(Credential, person_id).password_hash = renewed
        session.add(
            WebSession(token_hash=_hash(token), person_id=person_id, created_at=now, seen_at=now)
        )
    return token
