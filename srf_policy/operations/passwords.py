"""A password that its owner sets by a link in a mail.

The link is bound to the password that holds when it is made: once a password was set by it, or by
anybody else, it is dead. Only the mail holds it; the database, the history and the log never do.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Credential, Identity, Person, SignInTry, WebSession
from srf_policy.domain.errors import Refused, refused
from srf_policy.domain.viewer import Viewer
from srf_policy.store import people
from srf_policy.store.keys import KeyRing

from .authority import require_administrator
from .notices import write
from .people import keep_password
from .runner import verb
from .work import Work

VALID = {
    "password_link": timedelta(hours=2),
    "account_made": timedelta(days=7),
    "member_invited": timedelta(days=7),
}
"""How long the link in each notice is good for, from when it was asked for; the words say so too."""


@dataclass(frozen=True)
class Link:
    """What a link says: whose it is, until when, and of which password it was made."""

    number: str
    until: datetime
    bound: str


def person_by_lookup(session: Session, lookup: str) -> Person | None:
    """The person whose address has this keyed hash."""
    return session.scalar(
        select(Person)
        .join(Identity, Identity.person_id == Person.id)
        .where(Identity.lookup == lookup)
    )


def token(session: Session, keys: KeyRing, number: str, until: datetime) -> str:
    """The words of the link: the same for the same person, moment and present password."""
    plain = [number, int(until.timestamp()), _bound(session, keys, number)]
    return str(_signer(keys).dumps(plain))


def read(session: Session, keys: KeyRing, words: str) -> Link:
    """What the link says, where it still holds; spends nothing. Raises Refused where it does not."""
    try:
        number, until, bound = _signer(keys).loads(words[:500])
        link = Link(str(number), datetime.fromtimestamp(int(until), UTC), str(bound))
    except (BadData, ValueError, TypeError, UnicodeError):
        raise _dead() from None
    if link.until < clock.real_now() or not hmac.compare_digest(
        link.bound, _bound(session, keys, link.number)
    ):
        raise _dead()
    return link


def owner(session: Session, keys: KeyRing, words: str, today: date) -> Viewer:
    """Whose link it is, where it still holds. Raises Refused where it does not."""
    number = read(session, keys, words).number
    person = session.scalar(select(Person).where(Person.number == number))
    if person is None:
        raise _dead()
    return people.viewer(session, person, today)


def _dead() -> Refused:
    return refused("password.dead_link")


def _signer(keys: KeyRing) -> URLSafeSerializer:
    return URLSafeSerializer(
        keys.links, salt="password", signer_kwargs={"digest_method": hashlib.sha256}
    )


def _bound(session: Session, keys: KeyRing, number: str) -> str:
    """A keyed hash of the password's hash; of nothing where there is no password yet."""
    held = session.scalar(
        select(Credential.password_hash)
        .join(Person, Person.id == Credential.person_id)
        .where(Person.number == number)
    )
    content = f"{number} {held or ''}".encode()
    return hmac.new(keys.links, content, hashlib.sha256).hexdigest()[:32]


@verb(of_engagement=False, dated=False)
def send_password_link(work: Work, *, lookup: str) -> dict[str, Any]:
    """Mail a link to who asked for one; the worker does it, when the address is somebody's."""
    require_administrator(work)
    person = person_by_lookup(work.session, lookup)
    if person is None:
        raise refused("refused.not_found")
    work.record(f"person:{person.number}", person=person.number)
    write(work, "password_link", person.number, {})
    return {}


@verb(of_engagement=False, dated=False)
def reset_password(work: Work, *, link: str, password_hash: str) -> dict[str, Any]:
    """Set the password of the link's owner, who acts. Ends all sessions; the link is dead then.

    The owner is told, so that nobody's password is changed behind their back.
    """
    held = read(work.session, work.keys, link)
    if held.number != work.actor.number:
        raise _dead()
    person = work.session.scalar(select(Person).where(Person.number == held.number))
    if person is None:
        raise _dead()
    keep_password(work, person, password_hash)
    ended = work.session.execute(delete(WebSession).where(WebSession.person_id == person.id))
    _forgive(work, person)
    work.record(f"person:{person.number}", person=person.number, sessions=_count(ended))
    write(work, "password_changed", person.number, {})
    return {"person": person.number}


def _count(result: Any) -> int:
    return int(result.rowcount)


def _forgive(work: Work, person: Person) -> None:
    """Who could read the mail need not wait for failed tries to be forgotten."""
    lookup = work.session.scalar(select(Identity.lookup).where(Identity.person_id == person.id))
    work.session.execute(delete(SignInTry).where(SignInTry.bucket == f"address:{lookup}"))
