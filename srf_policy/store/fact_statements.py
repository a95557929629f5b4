"""The statements that facts are made from, each built once: building the twenty of them costs more
than running them."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased

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

from .fact_union import Asked, Concerned, of_many
from .queries.printing import stored

PLAN_MUST = ("responsible", "indicator", "budget_eur")
_NO_WORDS = text_hash("")

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


def _columns(model: Any, *names: str) -> list[Any]:
    return [getattr(model, name) for name in names]


@cache
def engagements() -> Select[*tuple[Any, ...]]:
    return select(Engagement).where(of_many(Engagement.id))


@cache
def of_kind(model: Any, concerned: Concerned) -> Asked:
    """The rows of one kind in order: of institutions, exceptions and proposals those that stand."""
    standing = {
        Institution: Institution.ended_on.is_(None),
        GuardException: GuardException.confirmed_by.is_not(None),
        ProposedMove: ProposedMove.state == "open",
    }
    columns = _columns(model, "engagement_id", *_READ[model])
    query = select(*columns).where(concerned(model.engagement_id))
    if model in standing:
        query = query.where(standing[model])
    return Asked(query, Body.position if model is Body else model.id)


@cache
def invitation_rows(concerned: Concerned) -> Asked:
    query = (
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
        .where(concerned(Invitation.engagement_id))
    )
    return Asked(query, Invitation.id)


@cache
def comment_rows(concerned: Concerned) -> Asked:
    """Only what lacks something: an answer, or the reason an answer owes."""
    newest = newest_revision()
    lacking = or_(
        Comment.response_id.is_(None),
        and_(Response.disposition.in_(OWES_REASON), Response.words.is_(None)),
    )
    query = (
        select(
            Comment.engagement_id,
            Comment.number,
            Institution.code,
            Provision.code,
            RevisionProvision.printed,
            Provision.kind,
            Comment.response_id,
            newest.c.numbering,
            stored(newest.c.id, Comment.provision_id),
        )
        .join(Institution, Institution.id == Comment.institution_id)
        .outerjoin(Provision, Provision.id == Comment.provision_id)
        .outerjoin(Response, Response.id == Comment.response_id)
        .outerjoin(newest, newest.c.engagement_id == Comment.engagement_id)
        .outerjoin(RevisionProvision, _stands(newest, Comment.provision_id))
        .where(
            concerned(Comment.engagement_id),
            Comment.layer == "engagement",
            Comment.answer.in_(("proposal", "remark")),
            lacking,
        )
    )
    return Asked(query, Comment.number)


@cache
def newest_revision() -> Any:
    later = aliased(Revision)
    newer = select(later.id).where(
        later.engagement_id == Revision.engagement_id, later.number > Revision.number
    )
    columns = (Revision.engagement_id, Revision.id, Revision.numbering)
    return select(*columns).where(~newer.exists()).subquery()


def _stands(newest: Any, provision: Any) -> Any:
    place = RevisionProvision
    return and_(place.revision_id == newest.c.id, place.provision_id == provision)


@cache
def meeting_rows(concerned: Concerned) -> Asked:
    query = (
        select(
            Meeting.engagement_id,
            *_columns(Meeting, "id", "corrects_id", "number", "kind", "seq", "occurred_on"),
            Minutes.id.label("minutes"),
            Minutes.approved_on,
        )
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(concerned(Meeting.engagement_id))
    )
    return Asked(query, Meeting.number)


@cache
def agreement_rows(concerned: Concerned) -> Asked:
    query = (
        select(
            Agreement.engagement_id,
            *_columns(Agreement, "id", "corrects_id", "seq", "move"),
            *_columns(Agreement, "revision_number", "occurred_on"),
            Institution.code,
            Paper.ref,
        )
        .join(Institution, Institution.id == Agreement.institution_id)
        .outerjoin(Paper, Paper.id == Agreement.paper_id)
        .where(concerned(Agreement.engagement_id))
    )
    return Asked(query, Agreement.id)


@cache
def position_rows(concerned: Concerned) -> Asked:
    query = (
        select(
            Position.engagement_id,
            *_columns(Position, "ballot_id", "position", "occurred_on"),
            Institution.code,
        )
        .join(Institution, Institution.id == Position.institution_id)
        .where(concerned(Position.engagement_id))
    )
    return Asked(query, Position.id)


@cache
def presentation_rows(concerned: Concerned) -> Asked:
    query = (
        select(
            Presentation.engagement_id,
            *_columns(Presentation, "id", "corrects_id", "seq", "number"),
            *_columns(Presentation, "revision_number", "occurred_on", "outcome"),
            Body.key,
        )
        .join(Body, Body.id == Presentation.body_id)
        .where(concerned(Presentation.engagement_id))
    )
    return Asked(query, Presentation.id)


@cache
def dispute_rows(concerned: Concerned) -> Asked:
    newest = newest_revision()
    query = (
        select(
            Dispute.engagement_id,
            Dispute.number,
            Dispute.referred_to,
            Provision.code,
            Provision.kind,
            RevisionProvision.printed,
            newest.c.numbering,
            stored(newest.c.id, Dispute.provision_id),
        )
        .join(Provision, Provision.id == Dispute.provision_id)
        .outerjoin(newest, newest.c.engagement_id == Dispute.engagement_id)
        .outerjoin(RevisionProvision, _stands(newest, Dispute.provision_id))
        .where(concerned(Dispute.engagement_id), Dispute.decided_on.is_(None))
    )
    return Asked(query, Dispute.number)


@cache
def action_counts(concerned: Concerned) -> Asked:
    newest = newest_revision()
    query = (
        select(newest.c.engagement_id, func.count())
        .join(RevisionProvision, RevisionProvision.revision_id == newest.c.id)
        .where(
            concerned(newest.c.engagement_id),
            RevisionProvision.kind == "action",
        )
        .group_by(newest.c.engagement_id)
    )
    return Asked(query, literal(0))


@cache
def plan_gap_rows(concerned: Concerned) -> Asked:
    """Lines of the newest action plan that lack one of the fields an agency must fill."""
    newest = newest_revision()
    has = [
        func.max(case((RevisionText.field == name, 1), else_=0)).label(name) for name in PLAN_MUST
    ]
    query = (
        select(
            newest.c.engagement_id,
            Provision.code,
            RevisionProvision.printed,
            func.max(stored(newest.c.id, Provision.id)).label("stored"),
            *has,
        )
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
        .where(concerned(newest.c.engagement_id), RevisionProvision.kind == "action")
        .group_by(
            newest.c.engagement_id,
            newest.c.id,
            Provision.id,
            Provision.code,
            RevisionProvision.printed,
            RevisionProvision.position,
        )
        .having(func.count(RevisionText.id) < len(PLAN_MUST))
    )
    return Asked(query, RevisionProvision.position)
