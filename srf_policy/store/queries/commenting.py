"""A round as one invited institution sees it: the provisions, and what it has said so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Comment,
    Engagement,
    Institution,
    Invitation,
    Paper,
    Provision,
    Revision,
    Round,
    Submission,
    Text,
)
from srf_policy.domain.consultation import reply_version
from srf_policy.domain.errors import NotFound
from srf_policy.domain.viewer import Viewer

from .. import scope
from . import texts
from .revision import may_comment
from .texts import Draft, Node


@dataclass(frozen=True)
class Said:
    """One remark with its words; `provision` is None for the text as a whole."""

    comment: Comment
    provision: str | None
    words: str
    proposed: str
    justification: str

    @property
    def sent(self) -> bool:
        """Has it gone to the Facility?"""
        return self.comment.layer == "engagement"


@dataclass(frozen=True)
class Desk:
    """What lies before one person of an invited institution. `said` holds what they may see.

    `closes_on`: the day that counts for the institution, its own where it has one.
    """

    viewer: Viewer
    round: Round
    revision: Revision
    draft: Draft
    institution: Institution
    submission: Submission | None
    letter: Paper | None
    said: tuple[Said, ...]
    focal: bool
    closes_on: date

    def tasks(self) -> list[Node]:
        """The provisions that have words, in reading order; lines of the action plan come last."""
        return [n for n in (*self.draft.nodes, *self.draft.plan) if self.has_words(n)]

    def has_words(self, node: Node) -> bool:
        """Is there something to comment on, beside a heading?"""
        source = node.text("words", self.draft.language)
        return source is not None and bool(source.words)

    def on(self, provision: str | None) -> list[Said]:
        """All that is said on one provision, oldest first."""
        return [s for s in self.said if s.provision == provision]

    def said_before(self, provision: str | None) -> int:
        """How much this person, or the institution for its focal point, said on one provision."""
        return sum(
            s.comment.author == self.viewer.number
            or (self.focal and s.comment.layer != "department")
            for s in self.on(provision)
        )

    def mine(self, provision: str | None) -> Said | None:
        """The remark that the form changes: not sent yet, and this person's to change."""
        own = [s for s in self.on(provision) if not s.sent and self._may_change(s.comment)]
        return own[-1] if own else None

    def _may_change(self, comment: Comment) -> bool:
        if self.focal:
            return comment.layer == "institution"
        return comment.author == self.viewer.number and comment.layer == "department"

    def answered(self, provision: str | None) -> Said | None:
        """What counts as the answer so far: the newest that is not a colleague's mere remark."""
        counts = [
            s for s in self.on(provision)
            if s.comment.layer != "department" or not self.focal
        ]  # fmt: skip
        return counts[-1] if counts else None

    def waiting(self) -> list[Said]:
        """Remarks of departments that the focal point has not taken up."""
        return [s for s in self.said if s.comment.layer == "department"]

    def ready(self) -> list[Said]:
        """Answers of the institution that go when the reply is sent."""
        return [s for s in self.said if s.comment.layer == "institution"]

    @property
    def version(self) -> str:
        """What the form that sends the reply carries."""
        return reply_version(s.comment for s in self.ready())

    def gone(self) -> list[Said]:
        """What the Facility has."""
        return [s for s in self.said if s.sent]


def desk(session: Session, viewer: Viewer, engagement: Engagement, number: int) -> Desk:
    """Eight statements. NotFound where there is no such round, or it is not the viewer's."""
    seat = viewer.seat_in(engagement.id)
    if seat is None or not may_comment(viewer, engagement.id):
        raise NotFound
    row = session.execute(_invited(engagement.id, number, seat.institution_id)).first()
    if row is None:
        raise NotFound
    round_, institution, revision, submission, letter, own_day = row
    return Desk(
        viewer, round_, revision, texts.of_revision(session, revision), institution, submission,
        letter, tuple(_said(session, viewer, engagement.id, submission)),
        "focal_point" in viewer.roles_in(engagement.id), own_day or round_.closes_on,
    )  # fmt: skip


def _invited(engagement_id: int, number: int, institution_id: int) -> Any:
    return (
        select(Round, Institution, Revision, Submission, Paper, Invitation.closes_on)
        .join(Invitation, Invitation.round_id == Round.id)
        .join(Institution, Institution.id == Invitation.institution_id)
        .join(
            Revision,
            and_(
                Revision.engagement_id == Round.engagement_id,
                Revision.number == Round.revision_number,
            ),
        )
        .outerjoin(
            Submission,
            and_(
                Submission.round_id == Round.id,
                Submission.institution_id == Invitation.institution_id,
            ),
        )
        .outerjoin(Paper, Paper.id == Submission.paper_id)
        .where(
            Round.engagement_id == engagement_id,
            Round.number == number,
            Invitation.institution_id == institution_id,
        )
    )


def _said(
    session: Session, viewer: Viewer, engagement_id: int, submission: Submission | None
) -> Iterable[Said]:
    if submission is None:
        return []
    said, proposed, why = (Text.__table__.alias() for _ in range(3))
    rows = session.execute(
        scope.comments(viewer, engagement_id)
        .add_columns(
            Provision.code, said.c.words.label("said"), proposed.c.words.label("proposed"),
            why.c.words.label("why"),
        )
        .outerjoin(Provision, Provision.id == Comment.provision_id)
        .outerjoin(said, _is(said, Comment.words))
        .outerjoin(proposed, _is(proposed, Comment.proposed))
        .outerjoin(why, _is(why, Comment.justification))
        .where(Comment.submission_id == submission.id)
        .order_by(Comment.number)
    )  # fmt: skip
    return [Said(r[0], r.code, r.said or "", r.proposed or "", r.why or "") for r in rows]


def _is(text: Any, column: Any) -> Any:
    return and_(text.c.engagement_id == Comment.engagement_id, text.c.sha256 == column)
