"""Which versions of workflows are in use, and how many engagements are pinned to each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, WorkflowDefinition


@dataclass(frozen=True)
class Used:
    """A version as it is stored; `running` counts engagements that have not ended."""

    definition: WorkflowDefinition
    engagements: int
    running: int


def used(session: Session) -> list[Used]:
    """Every stored version, by name, newest first. One statement."""
    rows = session.execute(
        select(
            WorkflowDefinition,
            func.count(Engagement.id),
            func.count(Engagement.id).filter(Engagement.ended_on.is_(None)),
        )
        .outerjoin(Engagement, Engagement.workflow_sha256 == WorkflowDefinition.sha256)
        .group_by(WorkflowDefinition.sha256)
        .order_by(WorkflowDefinition.name, WorkflowDefinition.version.desc())
    )
    return [Used(*row) for row in rows]
