"""The statements that facts are made from, each built once: building the twenty of them costs more
than running them."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased, load_only

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

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


_READ: dict[Any, tuple[str, ...]] = {
    Institution: ("code", "name", "role"),
    Revision: ("number", "seq", "occurred_on"),
    Round: ("id", "number", "revision_number", "seq", "closes_on", "closed_on"),
    Paper: ("id", "corrects_id", "ref", "kind", "sender", "seq", "occurred_on"),
    Ballot: ("id", "number", "revision_number", "occurred_on", "closes_on", "voided_on"),
    Body: ("key", "name"),
    Condition: ("presentation_id", "number", "words", "met_on"),
    Adoption: ("number", "occurred_on", "compared", "revision_number"),
    GuardException: ("move", "guard", "items"),
    ProposedMove: ("move", "proposed_by", "occurred_on", "proposed_for"),
}
"""The columns that facts are made from: whole rows of fifty engagements take twice as long."""


@cache
def engagements() -> Select[*tuple[Any, ...]]:
    return select(Engagement).where(Engagement.id.in_(_IDS))


@cache
def of_kind(model: Any) -> Select[*tuple[Any, ...]]:
    """The rows of one kind in order: of institutions, exceptions and proposals those that stand."""
    standing = {
        Institution: Institution.ended_on.is_(None),
        GuardException: GuardException.confirmed_by.is_not(None),
        ProposedMove: ProposedMove.state == "open",
    }
    columns = [getattr(model, name) for name in ("engagement_id", *_READ[model])]
    query = select(*columns).where(model.engagement_id.in_(_IDS))
    if model in standing:
        query = query.where(standing[model])
    return query.order_by(Body.position if model is Body else model.id)


@cache
def invitation_rows() -> Select[*tuple[Any, ...]]:
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
def comment_rows() -> Select[*tuple[Any, ...]]:
    """Only what lacks something: an answer, or the reason an answer owes."""
    newest = newest_revision()
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
def newest_revision() -> Any:
    later = aliased(Revision)
    newer = select(later.id).where(
        later.engagement_id == Revision.engagement_id, later.number > Revision.number
    )
    return select(Revision.engagement_id, Revision.id).where(~newer.exists()).subquery()


@cache
def meeting_rows() -> Select[*tuple[Any, ...]]:
    return (
        select(Meeting.engagement_id, Meeting, Minutes.id, Minutes.approved_on)
        .options(
            load_only(
                Meeting.number, Meeting.kind, Meeting.seq, Meeting.occurred_on, Meeting.corrects_id
            )
        )
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(Meeting.engagement_id.in_(_IDS))
        .order_by(Meeting.occurred_on, Meeting.number)
    )


@cache
def agreement_rows() -> Select[*tuple[Any, ...]]:
    return (
        select(Agreement.engagement_id, Agreement, Institution.code, Paper.ref)
        .join(Institution, Institution.id == Agreement.institution_id)
        .outerjoin(Paper, Paper.id == Agreement.paper_id)
        .where(Agreement.engagement_id.in_(_IDS))
        .order_by(Agreement.id)
    )


@cache
def position_rows() -> Select[*tuple[Any, ...]]:
    return (
        select(Position.engagement_id, Position, Institution.code)
        .join(Institution, Institution.id == Position.institution_id)
        .where(Position.engagement_id.in_(_IDS))
        .order_by(Position.id)
    )


@cache
def presentation_rows() -> Select[*tuple[Any, ...]]:
    return (
        select(Presentation.engagement_id, Presentation, Body.key)
        .join(Body, Body.id == Presentation.body_id)
        .where(Presentation.engagement_id.in_(_IDS))
        .order_by(Presentation.id)
    )


@cache
def dispute_rows() -> Select[*tuple[Any, ...]]:
    newest = newest_revision()
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
def action_counts() -> Select[*tuple[Any, ...]]:
    newest = newest_revision()
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
def plan_gap_rows() -> Select[*tuple[Any, ...]]:
    """Lines of the newest action plan that lack one of the fields an agency must fill."""
    newest = newest_revision()
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
