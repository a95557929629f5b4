"""What the page of one revision shows: the text, and how many remarks each provision has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from srf_policy.domain import Comment, Engagement, Invitation, Provision, Revision, Round
from srf_policy.domain.errors import NotFound
from srf_policy.domain.viewer import Viewer

from .. import scope
from . import texts
from .texts import Draft

_COMMENTERS = frozenset({"focal_point", "reviewer", "validator"})


@dataclass(frozen=True)
class Tally:
    """Comments on one provision that the viewer may see; `open` ask for an answer and have none."""

    comments: int
    open: int


@dataclass(frozen=True)
class Shown:
    """`tallies` by provision id; `rounds` on this revision in which the viewer may comment.

    `writes`: the viewer may see the draft that is being written.
    """

    revision: Revision
    draft: Draft
    newest: int
    tallies: Mapping[str, Tally]
    rounds: tuple[Round, ...]
    writes: bool


def shown(session: Session, viewer: Viewer, engagement: Engagement, number: int) -> Shown:
    """One revision with all it shows. Seven statements. NotFound where there is none."""
    revision = texts.revision(session, engagement.id, number)
    if revision is None:
        raise NotFound
    last = session.scalar(
        select(func.max(Revision.number)).where(Revision.engagement_id == engagement.id)
    )
    return Shown(
        revision,
        texts.of_revision(session, revision),
        last or number,
        tallies(session, viewer, engagement.id),
        tuple(_rounds(session, viewer, engagement.id, number)),
        scope.sees_working_draft(viewer, engagement.id),
    )


def tallies(session: Session, viewer: Viewer, engagement_id: int) -> dict[str, Tally]:
    """The comments of all rounds, counted by provision."""
    lacks = and_(
        Comment.response_id.is_(None),
        Comment.layer == "engagement",
        Comment.answer.in_(("proposal", "remark")),
    )
    rows = session.execute(
        scope.comments(viewer, engagement_id)
        .with_only_columns(Provision.code, func.count(), func.count(case((lacks, 1))))
        .join(Provision, Provision.id == Comment.provision_id)
        .group_by(Provision.code)
    )
    return {code: Tally(comments, without) for code, comments, without in rows}


def may_comment(viewer: Viewer, engagement_id: int) -> bool:
    """Has the viewer a role that speaks for an institution in a round?"""
    seated = viewer.seat_in(engagement_id) is not None
    return seated and bool(viewer.roles_in(engagement_id) & _COMMENTERS)


def _rounds(session: Session, viewer: Viewer, engagement_id: int, number: int) -> list[Round]:
    seat = viewer.seat_in(engagement_id)
    if seat is None or not may_comment(viewer, engagement_id):
        return []
    return list(
        session.scalars(
            select(Round)
            .join(Invitation, Invitation.round_id == Round.id)
            .where(
                Round.engagement_id == engagement_id,
                Round.revision_number == number,
                Invitation.institution_id == seat.institution_id,
            )
            .order_by(Round.number)
        )
    )
