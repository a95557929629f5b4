"""The one runner that performs verbs: the only place where a writing transaction is opened.

Order (docs/adr/0004): lock the engagement, idempotency key, scope, permission, the verb itself
(version of the thing shown, guards, writes, events, job rows), commit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Engagement, FacilityChain, IdempotencyKey
from srf_policy.domain.chain import canonical_json
from srf_policy.domain.errors import NotFound, refused
from srf_policy.domain.history import FACILITY_CHAIN
from srf_policy.domain.viewer import Viewer
from srf_policy.store.database import Database
from srf_policy.store.keys import KeyRing
from srf_policy.store.locked import locked

from . import deadlines
from .saving import written
from .work import Work

VerbFunction = Callable[..., Mapping[str, Any] | None]


@dataclass(frozen=True)
class Verb:
    """A declared verb. `permission` is looked up in the engagement's workflow; None: it asks itself.

    `facility`: a verb of an engagement that may also write to the Facility's chain.
    """

    name: str
    function: VerbFunction
    permission: str | None
    of_engagement: bool
    dated: bool
    facility: bool = False


@dataclass(frozen=True)
class Answer:
    """What a verb gives back: plain values. `repeated`: the key had been used for the same before."""

    values: Mapping[str, Any] = field(default_factory=dict)
    repeated: bool = False


VERBS: dict[str, Verb] = {}


def verb(
    permission: str | None = None,
    *,
    of_engagement: bool = True,
    dated: bool = True,
    facility: bool = False,
) -> Callable[[VerbFunction], VerbFunction]:
    """Declare a function as the verb of its name. `dated`: it may be told when it happened."""

    def declare(function: VerbFunction) -> VerbFunction:
        name = function.__name__
        VERBS[name] = Verb(name, function, permission, of_engagement, dated, facility)
        return function

    return declare


@dataclass(frozen=True)
class Store:
    """Where verbs are performed: the database and the key ring of names."""

    database: Database
    keys: KeyRing


def perform(
    store: Store,
    name: str,
    /,
    *,
    actor: Viewer,
    engagement: str | None = None,
    key: str | None = None,
    expected: str | None = None,
    occurred_on: date | None = None,
    origin: str = "web",
    within: Session | None = None,
    **args: Any,
) -> Answer:
    """Perform one verb in one transaction.

    `key` makes a second press safe; `expected` is the version of the thing that was shown.
    `within`: a writing transaction that is open already; only replay has one.
    Raises Refused (NotFound, NotAllowed, Stale, Busy): then nothing was changed.
    """
    declared = VERBS[name]
    digest = _digest(name, engagement, occurred_on, args)
    with nullcontext(within) if within is not None else store.database.writing() as session:
        if declared.facility or not declared.of_engagement:
            # Always before an engagement: two verbs never wait for each other's lock.
            _lock_facility(session)
        row = _lock(session, actor, engagement) if declared.of_engagement else None
        earlier = _earlier(session, key, actor, digest)
        if earlier is not None:
            return Answer(earlier.answer, repeated=True)
        day = occurred_on or clock.today()
        work = Work(session, store.keys, actor, row, name, origin, day, expected)
        _check_date(work, declared, occurred_on)
        if declared.permission is not None:
            work.require(declared.permission)
        values = dict(declared.function(work, **args) or {})
        _check_recorded(work)
        if within is None:
            written(session, row)
        else:
            session.flush()
        work.hand_over()
        deadlines.follow(work)
        if key is not None:
            _remember(session, key, actor, name, digest, values)
        session.flush()
        return Answer(values)


@contextmanager
def replaying(store: Store) -> Iterator[Callable[..., Answer]]:
    """One transaction for many verbs, so that a seed is replayed whole or not at all."""
    with store.database.writing() as session:

        def step(name: str, /, **arguments: Any) -> Answer:
            return perform(store, name, within=session, **arguments)

        step.session = session  # type: ignore[attr-defined]
        yield step


def _lock(session: Session, actor: Viewer, code: str | None) -> Engagement:
    """Lock first, then read."""
    row = locked(session, code)
    if row is None or not actor.reaches(row.id):
        raise NotFound
    return row


def _lock_facility(session: Session) -> None:
    chain = session.scalar(
        select(FacilityChain).where(FacilityChain.chain == FACILITY_CHAIN).with_for_update()
    )
    if chain is None:
        session.add(FacilityChain(chain=FACILITY_CHAIN))
        session.flush()


def _digest(name: str, engagement: str | None, occurred_on: date | None, args: Any) -> str:
    """Also refuses, in whatever place, what neither database can hold."""
    plain = {"verb": name, "engagement": engagement, "on": occurred_on, "args": args}
    try:
        content = canonical_json(plain)
    except UnicodeEncodeError as error:
        sign = f"U+{ord(error.object[error.start]):04X}"
        raise refused("text.control_character", character=sign) from None
    if b"\\u0000" in content.replace(b"\\\\", b""):
        raise refused("text.control_character", character="U+0000")
    return hashlib.sha256(content).hexdigest()


def _earlier(
    session: Session, key: str | None, actor: Viewer, digest: str
) -> IdempotencyKey | None:
    found = session.get(IdempotencyKey, (key, actor.number)) if key is not None else None
    if found is not None and found.arguments != digest:
        raise refused("refused.key_used", when=found.used_at)
    return found


def _remember(
    session: Session, key: str, actor: Viewer, name: str, digest: str, values: dict[str, Any]
) -> None:
    session.add(
        IdempotencyKey(
            key=key, actor=actor.number, verb=name, arguments=digest, answer=values,
            used_at=clock.now(),
        )
    )  # fmt: skip


def _check_date(work: Work, declared: Verb, stated: date | None) -> None:
    if stated is None or not declared.dated:
        return
    if stated > clock.today():
        raise refused("refused.date_in_future", "occurred_on", today=clock.today())
    if work.engagement_or_none is not None and stated < work.engagement.opened_on:
        raise refused(
            "refused.date_before_engagement", "occurred_on", opened=work.engagement.opened_on
        )


def _check_recorded(work: Work) -> None:
    """No write without an event: the rule holds for every verb because it is checked here."""
    if not work.recorded:
        raise AssertionError(f"the verb {work.verb} wrote no event")
