"""What a verb works with: the session, the locked engagement, the actor, and the history."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import (
    Delegation,
    Engagement,
    FacilityChain,
    HistoryEvent,
    WorkflowDefinition,
)
from srf_policy.domain.chain import canonical_event, canonical_json, link
from srf_policy.domain.engagements import HOUSE
from srf_policy.domain.errors import NotAllowed, NotFound, Problem, Stale
from srf_policy.domain.history import FACILITY_CHAIN
from srf_policy.domain.telling import acted, tell
from srf_policy.domain.viewer import Delegated, Viewer
from srf_policy.engine.definition import Definition
from srf_policy.engine.facts import Facts
from srf_policy.engine.loading import from_canonical
from srf_policy.engine.permissions import may, stages_where
from srf_policy.jobs import queue
from srf_policy.languages.messages import Message, msg
from srf_policy.store import facts as store_facts
from srf_policy.store.keys import KeyRing
from srf_policy.store.prepared import Prepared


@dataclass
class Work:
    """One verb being performed. `occurred_on` is the stated day; `origin` where it came from.

    `acting_for`: the role held for another without which the actor might not do this. It is found
    while the verb asks for roles, and stands in the events from then on. `wanted`: the jobs that
    were asked for, until they are written together.
    """

    session: Session
    keys: KeyRing
    actor: Viewer
    engagement_or_none: Engagement | None
    verb: str
    origin: str
    occurred_on: date
    expected: str | None
    recorded: int = 0
    behind: Engagement | None = None
    acting_for: Delegated | None = None
    wanted: list[queue.Wanted] = field(default_factory=list)

    def following(self, verb: str, occurred_on: date | None = None) -> Work:
        """The same work where something follows that is recorded as another verb or another day."""
        return replace(self, verb=verb, occurred_on=occurred_on or self.occurred_on)

    def on_facility_chain(self, verb: str) -> Work:
        """The same work where it writes to the Facility's own chain, which the runner has locked."""
        return replace(self, engagement_or_none=None, behind=self.engagement_or_none, verb=verb)

    @property
    def engagement(self) -> Engagement:
        """The locked engagement; verbs of the Facility have none."""
        if self.engagement_or_none is None:
            raise NotFound
        return self.engagement_or_none

    @property
    def roles(self) -> frozenset[str]:
        """The roles with which the actor acts: the own ones, and the one that is used for another."""
        own = self.actor.own_roles_in(self.engagement.id)
        return own | {self.acting_for.role} if self.acting_for else own

    def acts_as(self, *roles: str) -> bool:
        """Whether the actor holds one of these roles here, the own ones asked first."""
        return self._use(lambda held: bool(held & set(roles)))

    def may(self, permission: str) -> bool:
        """Whether the workflow grants this now, by own roles or by one held for another."""
        definition, stage = self.definition, self.engagement.stage
        return self._use(lambda held: may(definition, stage, permission, held))

    def _use(self, suffices: Callable[[frozenset[str]], bool]) -> bool:
        if suffices(self.roles):
            return True
        for lent in self.actor.lent_in(self.engagement.id):
            if suffices(frozenset({lent.role})) and self._stands(lent):
                self.acting_for = lent
                return True
        return False

    def _stands(self, lent: Delegated) -> bool:
        """Asked again under the lock: it may have been ended since the actor was looked up."""
        return bool(
            self.session.scalar(
                select(Delegation.id).where(
                    Delegation.engagement_id == self.engagement.id,
                    Delegation.number == lent.number,
                    Delegation.revoked_on.is_(None),
                )
            )
        )

    @property
    def behalf(self) -> str | None:
        """The opaque number of who holds the role that is used, where that is another."""
        return self.acting_for.giver if self.acting_for else None

    @property
    def definition(self) -> Definition:
        """The definition that the engagement is pinned to."""
        return definition_of(self.session, self.engagement)

    @property
    def illustrative(self) -> bool:
        """Rows of a seed are illustrative unless the seed says that they are known."""
        return self.origin == "seed"

    @property
    def next_seq(self) -> int:
        """The place in the history that the next event will have."""
        return self._chain.event_count + 1

    def facts(self, reads: frozenset[str] | None = None) -> Facts:
        """All facts of the engagement as the transaction sees them now, or those fields alone."""
        self.session.flush()
        return store_facts.load_one(self.session, self.engagement, clock.today(), reads)

    def require(self, permission: str) -> None:
        """Raise NotAllowed unless the workflow gives the actor this permission in this stage."""
        if self.may(permission):
            return
        definition, stage = self.definition, self.engagement.stage
        stages, held = stages_where(definition, permission), self.actor.roles_in(self.engagement.id)
        if any(may(definition, other, permission, held) for other in stages):
            raise NotAllowed(
                [Problem(msg("refused.not_in_stage", stage=msg(f"stage.{stage}"),
                             stages=[msg(f"stage.{s}") for s in stages]))]
            )  # fmt: skip
        raise NotAllowed([Problem(msg("refused.not_your_role"))])

    def expect(self, current: object, subject: str) -> None:
        """Raise Stale when the thing is not as it was shown; tells who changed it, when and how."""
        if self.expected is None or str(current) == self.expected:
            return
        raise self.stale(subject)

    def stale(self, *subjects: str) -> Stale:
        """Somebody else was first: who, when and how."""
        return Stale([Problem(self._what_changed(*subjects))])

    def _what_changed(self, *subjects: str) -> Message:
        event = self.session.scalar(
            select(HistoryEvent)
            .where(HistoryEvent.chain == self._chain_name, HistoryEvent.subject.in_(subjects))
            .order_by(HistoryEvent.seq.desc())
            .limit(1)
        )
        if event is None:
            return msg("refused.stale_unknown")
        return msg(
            "refused.stale",
            role=acted(event.role, event.payload),
            institution=event.institution,
            when=event.recorded_at,
            what=tell(event.verb, event.payload),
        )

    def record(self, subject: str, /, *, as_verb: str | None = None, **payload: Any) -> int:
        """Append the event of what was done and give its place.

        Payloads hold plain values only: people as opaque numbers, free text as its hash.
        `as_verb` names what followed from the verb (a ballot that a move opened).
        """
        chain = self._chain
        columns = {
            "chain": self._chain_name,
            "seq": chain.event_count + 1,
            "engagement_id": self.engagement_or_none.id if self.engagement_or_none else None,
            "verb": as_verb or self.verb,
            "subject": subject,
            "occurred_on": self.occurred_on,
            "recorded_at": clock.now(),
            "actor": self.actor.number,
            "role": self._role(),
            "institution": self._institution(),
            "origin": self.origin,
            "payload": json.loads(canonical_json({**payload, **self._behind_it()})),
        }
        canonical = canonical_event(columns)
        previous = chain.history_head
        head = link(previous, canonical)
        # Past the session: an event is never an object here, and is there for whoever asks next.
        _APPEND.run(
            self.session.connection(),
            {**columns, "canonical": canonical, "previous": previous, "hash": head},
        )
        chain.event_count += 1
        chain.history_head = head
        self.recorded += 1
        return int(columns["seq"])

    def enqueue(self, kind: str, key: str, **arguments: Any) -> None:
        """Ask for work after the commit; a replay asks for none."""
        if self.origin != "seed":
            of = self.engagement_or_none.id if self.engagement_or_none else None
            self.wanted.append(queue.Wanted(kind, key, of, self.actor.number, arguments))

    def hand_over(self) -> None:
        """Write the jobs that were asked for: at the end, or earlier where their rows are wanted."""
        queue.put_all(self.session, self.wanted)
        self.wanted.clear()

    @property
    def _chain(self) -> Engagement | FacilityChain:
        if self.engagement_or_none is not None:
            return self.engagement_or_none
        return self.session.get_one(FacilityChain, FACILITY_CHAIN)

    @property
    def _chain_name(self) -> str:
        return self.engagement_or_none.code if self.engagement_or_none else FACILITY_CHAIN

    def _role(self) -> str:
        """The most telling role of the actor; the workflow's order of seats decides."""
        if self.origin == "system":
            return "system"
        return self.acting_for.role if self.acting_for else self._own_role()

    def _own_role(self) -> str:
        engagement = self.engagement_or_none or self.behind
        own = self.actor.own_roles_in
        roles = own(engagement.id) if engagement else self.actor.facility_roles
        order = ("lead_expert", "expert", "focal_point", "validator", "reviewer", "translator",
                 "staff", "administrator", "auditor", "observer")  # fmt: skip
        return next((role for role in order if role in roles), "system")

    def _behind_it(self) -> dict[str, str]:
        """For whom a delegate acts, and what the delegate is in person."""
        if self.acting_for is None:
            return {}
        return {"for": self.acting_for.giver, "own_role": self._own_role()}

    def _institution(self) -> str:
        engagement = self.engagement_or_none or self.behind
        seat = self.actor.seat_in(engagement.id) if engagement else None
        return seat.institution if seat else HOUSE


_EVENTS: Any = HistoryEvent.__table__
_APPEND = Prepared(
    insert(_EVENTS).values(
        {column.name: bindparam(column.name, type_=column.type) for column in _EVENTS.c}
    )
)


def definition_of(session: Session, engagement: Engagement) -> Definition:
    """The definition an engagement is pinned to, from its stored canonical bytes."""
    return definition_of_hash(session, engagement.workflow_sha256)


def definition_of_hash(session: Session, sha256: str) -> Definition:
    """Any that was ever used; one is stored for ever."""
    if sha256 not in _known:
        with session.no_autoflush:
            stored = session.get_one(WorkflowDefinition, sha256)
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[sha256] = from_canonical(stored.canonical)
    return _known[sha256]


_known: dict[str, Definition] = {}
"""A definition is named by the hash of its bytes, so what is known of one never changes."""
_MOST_KNOWN = 256
