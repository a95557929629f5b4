"""The jobs that make files, as their owners see them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, Job
from srf_policy.domain.errors import NotFound
from srf_policy.domain.viewer import Viewer


def export(session: Session, viewer: Viewer, job_id: int) -> tuple[Job, Engagement]:
    """A file that the viewer asked for and may still read; NotFound else. One statement."""
    row = session.execute(
        select(Job, Engagement)
        .join(Engagement, Engagement.id == Job.engagement_id)
        .where(
            Job.id == job_id, Job.kind.in_(("export", "package")), Job.requested_by == viewer.number
        )
    ).first()
    if row is None or not viewer.reaches(row[1].id):
        raise NotFound
    return row[0], row[1]
