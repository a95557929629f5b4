"""What an engagement's deadlines follow from, and the rows that are open: read in one statement,
for every move asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Ballot,
    Body,
    Deadline,
    Engagement,
    HistoryEvent,
    Institution,
    Invitation,
    PlannedPresentation,
    Presentation,
    Round,
)
from srf_policy.engine.deadlines import ACTIVITY, Clocks, RoundClock
from srf_policy.engine.definition import Definition
from srf_policy.store.fact_union import Asked, Union, of_one
from srf_policy.store.queries.rounds import has_replied


class Found:
    """The rows by kind, as the transaction sees them now; `held` are the deadlines that are open."""

    def __init__(self, session: Session, engagement: Engagement) -> None:
        values = {
            "id": engagement.id, "code": engagement.code, "entered": engagement.stage_entered_seq,
        }  # fmt: skip
        self._rows: dict[str, list[Any]] = defaultdict(list)
        for kind, row in _union().rows(session.connection(), values):
            self._rows[kind].append(row)

    @property
    def held(self) -> Sequence[Any]:
        return self._rows["held"]

    @property
    def ballots(self) -> set[int]:
        """The numbers of those that are not void."""
        return {row.number for row in self._rows["ballot"]}

    def clocks(self, engagement: Engagement, definition: Definition) -> Clocks:
        """The facts from which the engagement's deadlines follow."""
        votes = definition.votes_in(engagement.stage)
        ballot = self._rows["ballot"][-1] if votes and self._rows["ballot"] else None
        return Clocks(
            stage_seq=engagement.stage_entered_seq,
            entered_on=engagement.stage_entered_on,
            target=definition.target_of(engagement.stage),
            paused=sum(_days(row) for row in self._rows["resumed"]),
            suspended_on=engagement.suspended_on,
            review_on=engagement.review_on,
            ended=engagement.ended_on is not None,
            rounds=tuple(self._round(row) for row in self._rows["rounds"]),
            ballot=None if ballot is None else (ballot.number, ballot.closes_on),
            planned=tuple((row.key, row.planned_on) for row in self._rows["planned"]),
        )

    def _round(self, row: Any) -> RoundClock:
        own = {i.code: i.closes_on for i in self._rows["own"] if i.round_id == row.id}
        return RoundClock(row.number, row.closes_on, own)


def _days(row: Any) -> int:
    """Of a suspension that began and ended in the present stage."""
    days: int = (row.occurred_on - date.fromisoformat(row.payload["since"])).days
    return days


@cache
def _union() -> Union:
    kinds: Mapping[str, Asked] = {
        "resumed": _resumed(),
        "rounds": _rounds(),
        "own": _own_days(),
        "ballot": _ballots(),
        "planned": _planned(),
        "held": _held(),
    }
    return Union(kinds)


def _resumed() -> Asked:
    query = select(HistoryEvent.seq, HistoryEvent.occurred_on, HistoryEvent.payload).where(
        HistoryEvent.chain == bindparam("code"),
        HistoryEvent.verb == "resume",
        HistoryEvent.subject == "move",
        HistoryEvent.seq > bindparam("entered"),
    )
    return Asked(query, HistoryEvent.seq)


def _rounds() -> Asked:
    query = select(Round.id, Round.number, Round.closes_on).where(
        of_one(Round.engagement_id), Round.closed_on.is_(None)
    )
    return Asked(query, Round.id)


@cache
def _own_days() -> Asked:
    query = (
        select(Invitation.round_id, Institution.code, Invitation.closes_on)
        .join(Institution, Institution.id == Invitation.institution_id)
        .where(
            of_one(Invitation.engagement_id),
            Invitation.closes_on.is_not(None),
            Invitation.no_reply_on.is_(None),
            ~has_replied(),
        )
    )
    return Asked(query, Invitation.id)


def _ballots() -> Asked:
    query = select(Ballot.number, Ballot.closes_on).where(
        of_one(Ballot.engagement_id), Ballot.voided_on.is_(None)
    )
    return Asked(query, Ballot.number)


def _planned() -> Asked:
    put = select(Presentation.id).where(
        Presentation.body_id == PlannedPresentation.body_id,
        Presentation.seq > PlannedPresentation.seq,
    )
    query = (
        select(Body.key, PlannedPresentation.planned_on)
        .join(PlannedPresentation, PlannedPresentation.body_id == Body.id)
        .where(
            of_one(Body.engagement_id), PlannedPresentation.planned_on.is_not(None), ~put.exists()
        )
    )
    return Asked(query, Body.position)


def _held() -> Asked:
    query = select(Deadline.id, Deadline.kind, Deadline.subject, Deadline.day).where(
        of_one(Deadline.engagement_id), Deadline.state == "open", Deadline.kind != ACTIVITY
    )
    return Asked(query, Deadline.id)
