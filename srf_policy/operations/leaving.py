"""A seat ends: what follows from it at once, whoever ended it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, exists, or_, select

from srf_policy import clock
from srf_policy.domain import Comment, FacilityMember, Institution, Member, Person, WebSession
from srf_policy.domain.errors import refused

from . import find
from .delegations import end_with_seat
from .handing_over import tell_leaver
from .words import keep
from .work import Work


def seats_of(work: Work, institution: Institution) -> Sequence[tuple[Member, str]]:
    """The seats of an institution that have not ended, each with its person's number."""
    rows = work.session.execute(
        select(Member, Person.number)
        .join(Person, Person.id == Member.person_id)
        .where(Member.institution_id == institution.id, _held(Member))
        .order_by(Member.id)
    )
    return [(member, number) for member, number in rows]


def _held(model: Any) -> Any:
    return or_(model.ended_on.is_(None), model.ended_on > clock.today())


def leave(work: Work, row: Member, number: str, seat: Institution, reason: str) -> int:
    """End a seat on the stated day; the place of the event, by which the handover note is found."""
    if work.occurred_on < row.started_on:
        raise refused("refused.before_membership", "occurred_on", started=row.started_on)
    row.ended_on, row.end_reason = work.occurred_on, reason
    number_of_note = work.record(
        f"member:{number}", as_verb="end_member", person=number, role=row.role, institution=seat.code,
        department=row.department, signed_out=sign_out(work, row.person_id),
        texts={"reason": keep(work.session, work.engagement.id, reason)},
    )  # fmt: skip
    end_with_seat(work, row)
    tell_leaver(work, row, number, seat)
    return number_of_note


def sign_out(work: Work, person_id: int) -> bool:
    """End the person's web sessions where no seat and no role in the Facility is left."""
    work.session.flush()
    left = [
        work.session.scalar(
            select(exists().where(model.person_id == person_id, find.active(model, clock.today())))
        )
        for model in (Member, FacilityMember)
    ]
    if any(left):
        return False
    work.session.execute(delete(WebSession).where(WebSession.person_id == person_id))
    return True


def pass_on(work: Work, row: Member, number: str, heir: str) -> list[int]:
    """Give what the person had written and not sent to the successor; the comments' numbers.

    Who still sits for the institution in another role keeps it.
    """
    other = exists().where(
        Member.person_id == row.person_id,
        Member.institution_id == row.institution_id,
        find.active(Member, clock.today()),
    )
    if work.session.scalar(select(other)):
        return []
    comments = work.session.scalars(
        select(Comment)
        .where(
            Comment.engagement_id == work.engagement.id,
            Comment.institution_id == row.institution_id,
            Comment.author == number,
            Comment.layer.in_(("department", "institution")),
        )
        .order_by(Comment.number)
    ).all()
    for comment in comments:
        comment.author, comment.version = heir, comment.version + 1
    return [comment.number for comment in comments]
