"""Consultation rounds and how each invited institution stands in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Comment,
    Engagement,
    Institution,
    Invitation,
    Round,
    Submission,
)
from srf_policy.domain.viewer import Viewer

from .. import scope


@dataclass(frozen=True)
class Invited:
    """One institution in one round. `comments` counts what it has sent.

    `state`: answered, late, no_reply (recorded), silent (after the closing date) or waiting.
    """

    institution: Institution
    sent_on: date | None
    no_reply_on: date | None
    state: str
    comments: int


@dataclass(frozen=True)
class Held:
    """`open` takes replies; what comes after the closing date is taken too, and said to be late."""

    round: Round
    invited: Sequence[Invited]

    @property
    def open(self) -> bool:
        return self.round.closed_on is None

    def over(self, today: date) -> bool:
        """Whether "no reply" may be recorded: the closing date has passed, or it was closed."""
        return not self.open or self.round.closes_on < today

    @property
    def states(self) -> Counter[str]:
        """How many institutions stand in each state."""
        return Counter(i.state for i in self.invited)


def rounds(session: Session, viewer: Viewer, engagement: Engagement, today: date) -> list[Held]:
    """All rounds, newest first. Three statements."""
    held = session.scalars(
        select(Round).where(Round.engagement_id == engagement.id).order_by(Round.number.desc())
    ).all()
    counts = _counts(session, viewer, engagement)
    by_round: defaultdict[int, list[Invited]] = defaultdict(list)
    ends = {r.id: r.closed_on or r.closes_on for r in held}
    for invitation, institution, submission in session.execute(_invitations(engagement)):
        over = ends[invitation.round_id] < today
        by_round[invitation.round_id].append(
            Invited(
                institution,
                submission.sent_on if submission else None,
                invitation.no_reply_on,
                _state(invitation, submission, over),
                counts.get(submission.id, 0) if submission else 0,
            )
        )
    return [Held(row, by_round[row.id]) for row in held]


def _invitations(
    engagement: Engagement,
) -> Select[Invitation, Institution, Submission]:
    return (
        select(Invitation, Institution, Submission)
        .join(Institution, Institution.id == Invitation.institution_id)
        .outerjoin(
            Submission,
            and_(
                Submission.round_id == Invitation.round_id,
                Submission.institution_id == Invitation.institution_id,
            ),
        )
        .where(Invitation.engagement_id == engagement.id)
        .order_by(Invitation.id)
    )


def _counts(session: Session, viewer: Viewer, engagement: Engagement) -> dict[int, int]:
    rows = session.execute(
        scope.comments(viewer, engagement.id)
        .with_only_columns(Comment.submission_id, func.count())
        .where(Comment.layer == "engagement")
        .group_by(Comment.submission_id)
    )
    return dict(rows.all())


def _state(invitation: Invitation, submission: Submission | None, over: bool) -> str:
    if submission is not None and submission.sent_on is not None:
        return "late" if submission.late else "answered"
    if invitation.no_reply_on is not None:
        return "no_reply"
    return "silent" if over else "waiting"
