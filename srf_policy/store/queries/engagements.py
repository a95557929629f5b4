"""Where all engagements of a viewer stand: a constant number of statements for any number of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, HistoryEvent, WorkflowDefinition
from srf_policy.domain.viewer import Viewer
from srf_policy.engine.facts import Facts

from .. import facts as store_facts
from .. import scope
from ..kept import kept


@dataclass(frozen=True)
class Standing:
    """One engagement: its row, its facts, the bytes of its definition.

    `paused`: days of suspensions that began and ended in the present stage.
    """

    engagement: Engagement
    facts: Facts
    canonical: bytes
    paused: int


def standings(session: Session, viewer: Viewer, today: date) -> list[Standing]:
    """All engagements that the viewer may see, by code."""
    return _standings(session, list(session.scalars(scope.engagements(viewer))), today)


def standing(session: Session, engagement: Engagement, today: date) -> Standing:
    """One engagement that was found through the scope."""
    return _standings(session, [engagement], today)[0]


def _standings(session: Session, rows: list[Engagement], today: date) -> list[Standing]:
    rows.sort(key=lambda row: row.code)
    facts = kept(
        session, "facts", rows, lambda ids: store_facts.load(session, ids, today), more=today
    )
    definitions = _definitions(session, {row.workflow_sha256 for row in rows})
    paused = _paused(session, rows)
    return [
        Standing(row, facts[row.id], definitions[row.workflow_sha256], paused[row.id])
        for row in rows
    ]


def _definitions(session: Session, hashes: Collection[str]) -> dict[str, bytes]:
    rows = session.execute(
        select(WorkflowDefinition.sha256, WorkflowDefinition.canonical).where(
            WorkflowDefinition.sha256.in_(hashes)
        )
    )
    return dict(rows.all())


def _paused(session: Session, rows: list[Engagement]) -> Mapping[int, int]:
    """Days between a suspension and its end, since the present stage was entered."""
    entered = {row.id: row.stage_entered_seq for row in rows}
    events = session.execute(
        select(HistoryEvent.engagement_id, HistoryEvent.seq, HistoryEvent.occurred_on,
               HistoryEvent.payload)
        .where(HistoryEvent.engagement_id.in_(list(entered)), HistoryEvent.verb == "resume")
    )  # fmt: skip
    days: defaultdict[int, int] = defaultdict(int)
    for engagement_id, seq, ended, payload in events:
        if engagement_id is not None and seq > entered[engagement_id]:
            days[engagement_id] += (ended - date.fromisoformat(payload["since"])).days
    return days
