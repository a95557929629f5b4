"""Consultation rounds and how each invited institution stands in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Comment,
    Engagement,
    Institution,
    Invitation,
    Paper,
    Round,
    Submission,
)
from srf_policy.domain.viewer import Viewer

from .. import scope


def has_replied() -> ColumnElement[bool]:
    """Whether the institution has sent its reply, in a query of `Invitation`."""
    return (
        select(Submission.id)
        .where(
            Submission.round_id == Invitation.round_id,
            Submission.institution_id == Invitation.institution_id,
            Submission.sent_on.is_not(None),
        )
        .exists()
    )


def codes_without_reply(engagement_id: int, number: int) -> Select[str]:
    """Who was invited to a round and has not replied."""
    return (
        select(Institution.code)
        .join(Invitation, Invitation.institution_id == Institution.id)
        .join(Round, Round.id == Invitation.round_id)
        .where(Round.engagement_id == engagement_id, Round.number == number, ~has_replied())
    )


@dataclass(frozen=True)
class Invited:
    """One institution in one round. `comments` counts what it has sent.

    `state`: answered, late, no_reply (recorded), silent (after the closing date) or waiting.
    `paper`: the letter that came with the reply. `own_day`: where it was given more time.
    """

    institution: Institution
    sent_on: date | None
    no_reply_on: date | None
    state: str
    comments: int
    paper: str | None
    own_day: date | None = None


@dataclass(frozen=True)
class Held:
    """`open` takes replies; what comes after the closing date is taken too, and said to be late."""

    round: Round
    invited: Sequence[Invited]

    @property
    def open(self) -> bool:
        return self.round.closed_on is None

    def over(self, today: date, own_day: date | None = None) -> bool:
        """Whether "no reply" may be recorded: the closing date has passed, or it was closed."""
        return not self.open or max(self.round.closes_on, own_day or date.min) < today

    @property
    def last(self) -> date:
        """The last day that any institution has which has not answered."""
        own = (i.own_day for i in self.invited if i.own_day and i.state in ("waiting", "silent"))
        return max([self.round.closes_on, *own])

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
    for invitation, institution, submission, ref in session.execute(_invitations(engagement)):
        ends_on = max(ends[invitation.round_id], invitation.closes_on or date.min)
        over = ends_on < today
        by_round[invitation.round_id].append(
            Invited(
                institution,
                submission.sent_on if submission else None,
                invitation.no_reply_on,
                _state(invitation, submission, over),
                counts.get(submission.id, 0) if submission else 0,
                ref,
                invitation.closes_on,
            )
        )
    return [Held(row, by_round[row.id]) for row in held]


def _invitations(
    engagement: Engagement,
) -> Select[Invitation, Institution, Submission, str]:
    return (
        select(Invitation, Institution, Submission, Paper.ref)
        .join(Institution, Institution.id == Invitation.institution_id)
        .outerjoin(
            Submission,
            and_(
                Submission.round_id == Invitation.round_id,
                Submission.institution_id == Invitation.institution_id,
            ),
        )
        .outerjoin(Paper, Paper.id == Submission.paper_id)
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


def round_of(session: Session, viewer: Viewer, engagement: Engagement, number: int) -> Round | None:
    """A consultation round; who was not invited learns nothing of it."""
    return session.scalar(rounds_known(viewer, engagement).where(Round.number == number))


def rounds_known(viewer: Viewer, engagement: Engagement) -> Select[Round]:
    """The rounds of which the viewer may know: all, or those to which one's institution was invited."""
    query = select(Round).where(Round.engagement_id == engagement.id)
    if viewer.sees_all_comments(engagement.id):
        return query
    seat = viewer.seat_in(engagement.id)
    invited = select(Invitation.round_id).where(
        Invitation.institution_id == (seat.institution_id if seat else None)
    )
    return query.where(Round.id.in_(invited))
