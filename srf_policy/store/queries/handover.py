"""What is open where somebody left: what the handover note shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, literal, or_, select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Comment,
    Engagement,
    HistoryEvent,
    Institution,
    Invitation,
    Meeting,
    Member,
    Minutes,
    Person,
    Response,
    Revision,
    Round,
    Submission,
)
from srf_policy.domain.consultation import OWES_REASON
from srf_policy.domain.errors import NotFound
from srf_policy.domain.viewer import Viewer
from srf_policy.store.keys import KeyRing
from srf_policy.store.people import Name, latest_seat, names

from .. import scope
from .engagements import Standing, standing


@dataclass(frozen=True)
class Note:
    """`unanswered`, `promised`, `unsent`: comments that the viewer may see; `rounds` are open.

    `minutes`: meetings whose minutes are not approved. For a seat of the Facility they are those
    of the engagement; for another institution its own.
    """

    event: HistoryEvent
    member: Member
    institution: Institution
    leaver: Name | None
    heir: Name | None
    standing: Standing
    unanswered: Sequence[Comment]
    unsent: Sequence[Comment]
    promised: Sequence[tuple[Comment, int]]
    rounds: Sequence[Round]
    minutes: Sequence[tuple[Meeting, bool]]

    @property
    def own(self) -> bool:
        """Did the person sit for the Facility?"""
        return self.institution.role == "facility"


@dataclass(frozen=True)
class Inherited:
    """A seat that the viewer took over; `number` of its handover note."""

    engagement_id: int
    number: int
    role: str
    since: date


def inherited(session: Session, viewer: Viewer, since: date) -> list[Inherited]:
    """What the viewer took over from somebody who left on that day or later."""
    if not viewer.seats:
        return []
    rows = session.execute(
        select(Member, HistoryEvent)
        .join(Person, Person.id == Member.person_id)
        .join(Engagement, Engagement.id == Member.engagement_id)
        .join(
            HistoryEvent,
            and_(
                HistoryEvent.chain == Engagement.code,
                HistoryEvent.verb == "end_member",
                HistoryEvent.subject == literal("member:") + Person.number,
                HistoryEvent.occurred_on == Member.ended_on,
            ),
        )
        .where(
            Member.engagement_id.in_(viewer.seats),
            Member.successor == viewer.number,
            Member.ended_on >= since,
        )
        .order_by(HistoryEvent.seq)
    )
    return [
        Inherited(member.engagement_id, event.seq, member.role, event.occurred_on)
        for member, event in rows
        if event.payload["role"] == member.role
    ]


def note(
    session: Session, keys: KeyRing, viewer: Viewer, engagement: Engagement, number: int, today: date
) -> Note:  # fmt: skip
    """The note of the ended seat; NotFound for who neither hands over nor takes over."""
    event = session.get(HistoryEvent, (engagement.code, number))
    if event is None or event.verb != "end_member":
        raise NotFound
    member, institution = _seat(session, engagement, event)
    if not may_read(viewer, engagement.id, member):
        raise NotFound
    leaver, heir = event.payload["person"], member.successor or ""
    known = names(session, keys, [leaver, heir])
    own = institution.role == "facility"
    return Note(
        event=event, member=member, institution=institution,
        leaver=known.get(leaver), heir=known.get(heir),
        standing=standing(session, engagement, today),
        unanswered=_unanswered(session, viewer, engagement, None if own else institution),
        unsent=_unsent(session, viewer, engagement, (leaver, heir), institution),
        promised=_promised(session, viewer, engagement) if own else [],
        rounds=_rounds(session, engagement, None if own else institution),
        minutes=_minutes(session, engagement) if own else [],
    )  # fmt: skip


def may_read(viewer: Viewer, engagement_id: int, member: Member) -> bool:
    """Administrators, staff, the lead expert, and who takes over."""
    if viewer.number == member.successor:
        return True
    wide = viewer.facility_roles & {"administrator", "staff"}
    return bool(wide) or "lead_expert" in viewer.roles_in(engagement_id)


def _seat(
    session: Session, engagement: Engagement, event: HistoryEvent
) -> tuple[Member, Institution]:
    told = event.payload
    found = latest_seat(session, engagement.id, told["person"], told["role"], event.occurred_on)
    if found is None:
        raise NotFound
    return found


def _unanswered(
    session: Session, viewer: Viewer, engagement: Engagement, of: Institution | None
) -> Sequence[Comment]:
    lacking = or_(
        Comment.response_id.is_(None),
        and_(Response.disposition.in_(OWES_REASON), Response.words.is_(None)),
    )
    query = (
        scope.comments(viewer, engagement.id)
        .outerjoin(Response, Response.id == Comment.response_id)
        .where(Comment.layer == "engagement", Comment.answer.in_(("proposal", "remark")), lacking)
        .order_by(Comment.number)
    )
    return session.scalars(
        query if of is None else query.where(Comment.institution_id == of.id)
    ).all()


def _unsent(
    session: Session, viewer: Viewer, engagement: Engagement, writers: tuple[str, str],
    of: Institution,
) -> Sequence[Comment]:  # fmt: skip
    """What the person had not sent, or the successor has from the person."""
    return session.scalars(
        scope.comments(viewer, engagement.id)
        .where(
            Comment.layer != "engagement",
            Comment.institution_id == of.id,
            Comment.author.in_(writers),
        )
        .order_by(Comment.number)
    ).all()


def _promised(
    session: Session, viewer: Viewer, engagement: Engagement
) -> Sequence[tuple[Comment, int]]:
    """Comments that were promised a change in a draft that is not published yet."""
    newest = select(func.coalesce(func.max(Revision.number), 0)).where(
        Revision.engagement_id == engagement.id
    )
    rows = session.execute(
        scope.comments(viewer, engagement.id)
        .join(Response, Response.id == Comment.response_id)
        .where(Response.resulting_revision > newest.scalar_subquery())
        .order_by(Response.resulting_revision, Comment.number)
        .add_columns(Response.resulting_revision)
    )
    return [(comment, number) for comment, number in rows]


def _rounds(session: Session, engagement: Engagement, of: Institution | None) -> Sequence[Round]:
    """Open rounds; of one institution, those that wait for its reply."""
    query = select(Round).where(Round.engagement_id == engagement.id, Round.closed_on.is_(None))
    if of is not None:
        sent = select(Submission.id).where(
            Submission.round_id == Round.id,
            Submission.institution_id == of.id,
            Submission.sent_on.is_not(None),
        )
        query = query.join(Invitation, Invitation.round_id == Round.id).where(
            Invitation.institution_id == of.id, ~sent.exists()
        )
    return session.scalars(query.order_by(Round.number)).all()


def _minutes(session: Session, engagement: Engagement) -> Sequence[tuple[Meeting, bool]]:
    """Meetings without approved minutes, and whether minutes are written; corrected ones count once."""
    corrected = select(Meeting.corrects_id).where(
        Meeting.engagement_id == engagement.id, Meeting.corrects_id.is_not(None)
    )
    rows = session.execute(
        select(Meeting, Minutes.id)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(
            Meeting.engagement_id == engagement.id,
            Minutes.approved_on.is_(None),
            Meeting.id.not_in(corrected),
        )
        .order_by(Meeting.number)
    )
    return [(meeting, minutes is not None) for meeting, minutes in rows]
