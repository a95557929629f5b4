"""Finding the rows that verbs act on, within the locked engagement; what is not there is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from srf_policy.domain import (
    Ballot,
    Body,
    Comment,
    HistoryEvent,
    Institution,
    Invitation,
    Meeting,
    Paper,
    Presentation,
    Provision,
    Revision,
    Round,
    Submission,
)
from srf_policy.domain.errors import NotFound, refused
from srf_policy.store import scope

from .work import Work


def institution(work: Work, code: str | None, field: str = "institution") -> Institution:
    """An institution of this engagement that has not ended."""
    found: Institution | None = work.session.scalar(
        select(Institution).where(
            Institution.engagement_id == work.engagement.id, Institution.code == code
        )
    )
    if found is None or found.ended_on is not None:
        raise refused("refused.unknown_institution", field, code=code or "")
    return found


def own_institution(work: Work) -> Institution:
    """The institution that the actor sits for; NotFound for who sits for none."""
    seat = work.actor.seat_in(work.engagement.id)
    if seat is None:
        raise NotFound
    return work.session.get_one(Institution, seat.institution_id)


def provision(work: Work, code: str, field: str = "provision") -> Provision:
    """A provision by its id, whether it still stands in the draft or not."""
    found: Provision | None = work.session.scalar(
        select(Provision).where(
            Provision.engagement_id == work.engagement.id, Provision.code == code
        )
    )
    if found is None:
        raise refused("refused.unknown_provision", field, provision=code)
    return found


def numbered(work: Work, model: Any, number: int) -> Any:
    """The row with this number in the engagement; NotFound when there is none."""
    found = work.session.scalar(
        select(model).where(model.engagement_id == work.engagement.id, model.number == number)
    )
    if found is None:
        raise NotFound
    return found


def next_number(work: Work, model: Any) -> int:
    """The number after the last one of this kind in the engagement."""
    work.session.flush()
    last = work.session.scalar(
        select(func.max(model.number)).where(model.engagement_id == work.engagement.id)
    )
    return (last or 0) + 1


def round_(work: Work, number: int) -> Round:
    """A consultation round by its number."""
    found: Round = numbered(work, Round, number)
    return found


def comment(work: Work, number: int) -> Comment:
    """A comment by its number in the engagement."""
    found: Comment = numbered(work, Comment, number)
    return found


def meeting(work: Work, number: int) -> Meeting:
    """A meeting by its number in the engagement."""
    found: Meeting = numbered(work, Meeting, number)
    return found


def presentation(work: Work, number: int) -> Presentation:
    """A presentation by its number in the engagement."""
    found: Presentation = numbered(work, Presentation, number)
    return found


def paper(work: Work, ref: str | None, field: str = "paper") -> Paper | None:
    """A paper on file by its short reference, if the actor may see it; None for none."""
    if not ref:
        return None
    visible = scope.papers(work.actor, work.engagement.id)
    found = work.session.scalar(visible.where(Paper.ref == ref))
    if found is None:
        raise refused("refused.unknown_paper", field, paper=ref)
    return found


def body(work: Work, key: str) -> Body:
    """One of the bodies that the draft goes to."""
    found = work.session.scalar(
        select(Body).where(Body.engagement_id == work.engagement.id, Body.key == key)
    )
    if found is None:
        raise refused("refused.unknown_body", "body", body=key)
    return found


def newest_revision(work: Work, on: date | None = None) -> Revision | None:
    """The newest revision, or the newest that was published by that day."""
    query = select(Revision).where(Revision.engagement_id == work.engagement.id)
    if on is not None:
        query = query.where(Revision.occurred_on <= on)
    return work.session.scalar(query.order_by(Revision.number.desc()).limit(1))


def ballot(work: Work) -> Ballot | None:
    """The one ballot that is not void."""
    return work.session.scalar(
        select(Ballot)
        .where(Ballot.engagement_id == work.engagement.id, Ballot.voided_on.is_(None))
        .order_by(Ballot.number.desc())
        .limit(1)
    )


def invited(work: Work, row: Round, institution: Institution) -> Invitation | None:
    """The institution's invitation to the round, if it has one."""
    return work.session.scalar(
        select(Invitation).where(
            Invitation.round_id == row.id, Invitation.institution_id == institution.id
        )
    )


def invitation(work: Work, row: Round, institution: Institution) -> Invitation:
    """The invitation of an institution that somebody named; refused where there is none."""
    found = invited(work, row, institution)
    if found is None:
        raise refused("refused.not_invited", "institution", institution=institution.name)
    return found


def submission(work: Work, round_id: int, institution_id: int) -> Submission:
    """The institution's envelope in this round, made when its first remark goes in."""
    found = work.session.scalar(
        select(Submission).where(
            Submission.round_id == round_id, Submission.institution_id == institution_id
        )
    )
    if found is None:
        found = Submission(
            engagement_id=work.engagement.id, round_id=round_id, institution_id=institution_id
        )
        work.session.add(found)
        work.session.flush()
    return found


def active(model: Any, today: date) -> Any:
    """The SQL of "had begun and has not ended on this day"."""
    return (model.started_on <= today) & or_(model.ended_on.is_(None), model.ended_on > today)


def version(work: Work, subject: str) -> int:
    """The place of the last event about a subject: what forms about it carry as its version."""
    work.session.flush()
    last = work.session.scalar(
        select(func.max(HistoryEvent.seq)).where(
            HistoryEvent.chain == work.engagement.code, HistoryEvent.subject == subject
        )
    )
    return last or 0
