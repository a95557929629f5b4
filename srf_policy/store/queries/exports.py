"""The jobs that make files: as their owners see them, and those of moves as all of an engagement do."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, Institution, Job, Round
from srf_policy.domain.errors import NotFound
from srf_policy.domain.exports import files_of, may_have, may_share, move_of, still_sees
from srf_policy.domain.viewer import Viewer

from .rounds import rounds_known

LISTED = 20

Asked = tuple[Job, Engagement | None]
"""A file that was asked for, and of which engagement."""


def export(session: Session, viewer: Viewer, job_id: int) -> Asked:
    """A file that the viewer asked for or that a move had made, where the viewer may have it.

    NotFound else. One statement.
    """
    found = _files().where(Job.id == job_id, or_(_own(viewer), _OF_MOVES))
    row = session.execute(found).first()
    if row is None or not _theirs(viewer, row[0]):
        raise NotFound
    return row[0], row[1]


def newest(session: Session, viewer: Viewer) -> Sequence[Asked]:
    """The last files that the viewer asked for and may still have."""
    query = _files().where(_own(viewer)).order_by(Job.id.desc()).limit(LISTED)
    return [(row[0], row[1]) for row in session.execute(query) if _theirs(viewer, row[0])]


def of_moves(session: Session, viewer: Viewer, engagement: Engagement) -> Sequence[Job]:
    """The last files that moves of an engagement had made and the viewer may have."""
    query = (
        select(Job)
        .where(Job.engagement_id == engagement.id, Job.kind == "export", _OF_MOVES)
        .order_by(Job.id.desc())
        .limit(LISTED)
    )
    return [job for job in session.scalars(query) if _theirs(viewer, job)]


_OF_MOVES: ColumnElement[bool] = Job.arguments["move"].as_string().is_not(None)


def _own(viewer: Viewer) -> ColumnElement[bool]:
    return Job.requested_by == viewer.number


def _files() -> Select[Job, Engagement]:
    return (
        select(Job, Engagement)
        .outerjoin(Engagement, Engagement.id == Job.engagement_id)
        .where(Job.kind.in_(("export", "package")))
    )


def _theirs(viewer: Viewer, job: Job) -> bool:
    number = job.engagement_id
    if number is not None and not viewer.reaches(number):
        return False
    if move_of(job.arguments):
        # Made with the Facility's eyes, whoever made the move.
        return number is not None and all(may_share(viewer, k, number) for k in _kinds(job))
    if not _made_for(viewer, job):
        return False
    if job.kind == "package":
        return number is not None
    return all(may_have(viewer, kind, number) for kind in _kinds(job))


def _made_for(viewer: Viewer, job: Job) -> bool:
    """Whether the viewer still has the rights with which the file was made: it holds what they saw."""
    number, then = job.engagement_id, (job.result or {}).get("eyes")
    if job.state != "done":
        return True
    if then is not None:
        return still_sees(viewer, number, then)
    # Made before rights were kept with a file: a draft holds nothing that only some may see.
    drafts = job.kind == "export" and set(_kinds(job)) == {"draft"}
    return drafts or (number is not None and viewer.sees_all_comments(number))


def _kinds(job: Job) -> list[str]:
    return [str(one.get("document", "draft")) for one in files_of(job.arguments)]


def rounds(session: Session, viewer: Viewer, engagement: Engagement) -> Sequence[int]:
    """The numbers of the rounds of which the viewer may know, newest first."""
    query = rounds_known(viewer, engagement).with_only_columns(Round.number)
    return session.scalars(query.order_by(Round.number.desc())).all()


def institutions(session: Session, engagement: Engagement) -> Sequence[Institution]:
    """The institutions that can be asked for comments."""
    return session.scalars(
        select(Institution)
        .where(
            Institution.engagement_id == engagement.id,
            Institution.ended_on.is_(None),
            Institution.role != "facility",
        )
        .order_by(Institution.id)
    ).all()
