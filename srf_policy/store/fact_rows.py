"""The rows that facts are made from: a fixed number of statements for any number of engagements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from srf_policy.domain import (
    Adoption,
    Agreement,
    Ballot,
    Body,
    Comment,
    Condition,
    Dispute,
    Engagement,
    GuardException,
    Institution,
    Invitation,
    Meeting,
    Minutes,
    Paper,
    Position,
    Presentation,
    ProposedMove,
    Provision,
    Response,
    Revision,
    RevisionProvision,
    RevisionText,
    Round,
    Submission,
)
from srf_policy.domain.consultation import OWES_REASON
from srf_policy.domain.wording import text_hash

PLAN_MUST = ("responsible", "indicator", "budget_eur")
_NO_WORDS = text_hash("")

Grouped = defaultdict[int, list[Any]]


class Rows:
    """The rows of these engagements, grouped by engagement: one statement a kind."""

    def __init__(self, session: Session, ids: list[int]) -> None:
        self._session, self._ids = session, {"ids": ids}
        self.engagements = session.scalars(_engagements(), self._ids).all()
        self.institutions = self._rows(Institution)
        self.revisions = self._rows(Revision)
        self.rounds = self._rows(Round)
        self.invitations = self._joined(_invitation_rows())
        self.comments = self._joined(_comment_rows())
        self.meetings = self._joined(_meeting_rows())
        self.papers = self._rows(Paper)
        self.agreements = self._joined(_agreement_rows())
        self.ballots = self._rows(Ballot)
        self.positions = self._joined(_position_rows())
        self.bodies = self._rows(Body)
        self.presentations = self._joined(_presentation_rows())
        self.conditions = self._rows(Condition)
        self.adoptions = self._rows(Adoption)
        self.actions = {row[0]: row[1] for row in session.execute(_action_counts(), self._ids)}
        self.plan_gaps = self._joined(_plan_gap_rows())
        self.disputes = self._joined(_dispute_rows())
        self.exceptions = self._rows(GuardException)
        self.proposals = self._rows(ProposedMove)

    def _rows(self, model: Any) -> Grouped:
        return _by(
            (row.engagement_id, row) for row in self._session.scalars(_all(model), self._ids)
        )

    def _joined(self, statement: Select[Any]) -> Grouped:
        return _by(self._session.execute(statement, self._ids))


# Statements are built once: building the twenty of them costs more than running them.
_IDS = bindparam("ids", expanding=True)


@cache
def _engagements() -> Select[Any]:
    return select(Engagement).where(Engagement.id.in_(_IDS))


@cache
def _all(model: Any) -> Select[Any]:
    """The rows of one kind in order: of institutions, exceptions and proposals those that stand."""
    standing = {
        Institution: Institution.ended_on.is_(None),
        GuardException: GuardException.confirmed_by.is_not(None),
        ProposedMove: ProposedMove.state == "open",
    }
    query = select(model).where(model.engagement_id.in_(_IDS))
    if model in standing:
        query = query.where(standing[model])
    return query.order_by(Body.position if model is Body else model.id)


@cache
def _invitation_rows() -> Select[Any]:
    return (
        select(
            Invitation.engagement_id,
            Invitation.round_id,
            Institution.code,
            Submission.sent_on,
            Invitation.no_reply_on,
            Invitation.closes_on,
        )
        .join(Institution, Institution.id == Invitation.institution_id)
        .outerjoin(
            Submission,
            and_(
                Submission.round_id == Invitation.round_id,
                Submission.institution_id == Invitation.institution_id,
            ),
        )
        .where(Invitation.engagement_id.in_(_IDS))
        .order_by(Invitation.id)
    )


@cache
def _comment_rows() -> Select[Any]:
    """Only what lacks something: an answer, or the reason an answer owes."""
    newest = _newest_revision()
    lacking = or_(
        Comment.response_id.is_(None),
        and_(Response.disposition.in_(OWES_REASON), Response.words.is_(None)),
    )
    return (
        select(
            Comment.engagement_id,
            Comment.number,
            Institution.code,
            Provision.code,
            RevisionProvision.printed,
            Provision.kind,
            Comment.response_id,
        )
        .join(Institution, Institution.id == Comment.institution_id)
        .outerjoin(Provision, Provision.id == Comment.provision_id)
        .outerjoin(Response, Response.id == Comment.response_id)
        .outerjoin(newest, newest.c.engagement_id == Comment.engagement_id)
        .outerjoin(
            RevisionProvision,
            and_(
                RevisionProvision.revision_id == newest.c.id,
                RevisionProvision.provision_id == Comment.provision_id,
            ),
        )
        .where(
            Comment.engagement_id.in_(_IDS),
            Comment.layer == "engagement",
            Comment.answer.in_(("proposal", "remark")),
            lacking,
        )
        .order_by(Comment.number)
    )


@cache
def _newest_revision() -> Any:
    later = aliased(Revision)
    newer = select(later.id).where(
        later.engagement_id == Revision.engagement_id, later.number > Revision.number
    )
    return select(Revision.engagement_id, Revision.id).where(~newer.exists()).subquery()


@cache
def _meeting_rows() -> Select[Any]:
    return (
        select(Meeting.engagement_id, Meeting, Minutes.id, Minutes.approved_on)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(Meeting.engagement_id.in_(_IDS))
        .order_by(Meeting.occurred_on, Meeting.number)
    )


@cache
def _agreement_rows() -> Select[Any]:
    return (
        select(Agreement.engagement_id, Agreement, Institution.code, Paper.ref)
        .join(Institution, Institution.id == Agreement.institution_id)
        .outerjoin(Paper, Paper.id == Agreement.paper_id)
        .where(Agreement.engagement_id.in_(_IDS))
        .order_by(Agreement.id)
    )


@cache
def _position_rows() -> Select[Any]:
    return (
        select(Position.engagement_id, Position, Institution.code)
        .join(Institution, Institution.id == Position.institution_id)
        .where(Position.engagement_id.in_(_IDS))
        .order_by(Position.id)
    )


@cache
def _presentation_rows() -> Select[Any]:
    return (
        select(Presentation.engagement_id, Presentation, Body.key)
        .join(Body, Body.id == Presentation.body_id)
        .where(Presentation.engagement_id.in_(_IDS))
        .order_by(Presentation.id)
    )


@cache
def _dispute_rows() -> Select[Any]:
    newest = _newest_revision()
    return (
        select(
            Dispute.engagement_id,
            Dispute.number,
            Dispute.referred_to,
            Provision.code,
            Provision.kind,
            RevisionProvision.printed,
        )
        .join(Provision, Provision.id == Dispute.provision_id)
        .outerjoin(newest, newest.c.engagement_id == Dispute.engagement_id)
        .outerjoin(
            RevisionProvision,
            and_(
                RevisionProvision.revision_id == newest.c.id,
                RevisionProvision.provision_id == Dispute.provision_id,
            ),
        )
        .where(Dispute.engagement_id.in_(_IDS), Dispute.decided_on.is_(None))
        .order_by(Dispute.number)
    )


@cache
def _action_counts() -> Select[Any]:
    newest = _newest_revision()
    return (
        select(newest.c.engagement_id, func.count())
        .join(RevisionProvision, RevisionProvision.revision_id == newest.c.id)
        .where(
            newest.c.engagement_id.in_(_IDS),
            RevisionProvision.kind == "action",
        )
        .group_by(newest.c.engagement_id)
    )


@cache
def _plan_gap_rows() -> Select[Any]:
    """Lines of the newest action plan that lack one of the fields an agency must fill."""
    newest = _newest_revision()
    has = [
        func.max(case((RevisionText.field == name, 1), else_=0)).label(name) for name in PLAN_MUST
    ]
    return (
        select(newest.c.engagement_id, Provision.code, RevisionProvision.printed, *has)
        .join(RevisionProvision, RevisionProvision.revision_id == newest.c.id)
        .join(Provision, Provision.id == RevisionProvision.provision_id)
        .outerjoin(
            RevisionText,
            and_(
                RevisionText.revision_id == newest.c.id,
                RevisionText.provision_id == Provision.id,
                RevisionText.field.in_(PLAN_MUST),
                # A field that was emptied is kept as no words, and says as little.
                RevisionText.sha256 != _NO_WORDS,
            ),
        )
        .where(newest.c.engagement_id.in_(_IDS), RevisionProvision.kind == "action")
        .group_by(
            newest.c.engagement_id,
            Provision.code,
            RevisionProvision.printed,
            RevisionProvision.position,
        )
        .having(func.count(RevisionText.id) < len(PLAN_MUST))
        .order_by(RevisionProvision.position)
    )


def _by(rows: Iterable[Any]) -> Grouped:
    grouped: Grouped = defaultdict(list)
    for row in rows:
        grouped[row[0]].append(row[1] if len(row) == 2 else row)
    return grouped
