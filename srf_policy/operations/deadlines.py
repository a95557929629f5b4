"""Deadline rows: kept beside what they follow, in the transaction of the verb that changes it.

The rows hold nothing that the history does not tell: `follow` makes them anew from the facts at
any time, and what was done about each stands in its events. While an engagement is suspended its
clocks stand; when it is resumed, days that had not passed move by as many days as it stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import (
    Ballot,
    Body,
    Deadline,
    Engagement,
    HistoryEvent,
    Institution,
    Invitation,
    PlannedPresentation,
    Presentation,
    Round,
    Submission,
)
from srf_policy.engine.deadlines import Clocks, Due, RoundClock, dues, end_of
from srf_policy.engine.definition import Definition
from srf_policy.languages.calendars import zone_of

from .work import Work, definition_of

FOLLOWED = frozenset(
    {
        "open_engagement", "open_round", "extend_round", "close_round", "record_no_reply",
        "send_submission", "record_comment", "publish_revision", "make_move", "confirm_move",
        "suspend", "resume", "plan_presentation", "record_presentation", "act_on_deadline",
        "migrate_workflow", "revert_migration",
    }
)  # fmt: skip
"""Verbs after which another day may be due than before."""

_REPLIES = frozenset({"record_no_reply", "send_submission", "record_comment"})
"""These matter only where an institution has a day of its own."""


def follow(work: Work) -> None:
    """Bring the rows to what the verb left; the runner calls this after each verb."""
    if work.verb not in FOLLOWED or work.engagement_or_none is None:
        return
    work.session.flush()
    if work.verb in _REPLIES and not _own_days(work.session, work.engagement):
        return
    refresh(work.session, work.engagement, work.definition, work.next_seq - 1)


def refresh(session: Session, engagement: Engagement, definition: Definition, seq: int) -> None:
    """Open what is due, and settle what is not due any more. `seq`: the event that caused it."""
    zone = zone_of(engagement.country)
    wanted = {due.key: due for due in dues(clocks_of(session, engagement, definition))}
    # What is over and is not due again stays unread, or every move would cost more than the last.
    concerned = or_(
        Deadline.state == "open", Deadline.subject.in_({due.subject for due in wanted.values()})
    )
    held = {
        (row.kind, row.subject, row.day): row
        for row in session.scalars(
            select(Deadline).where(
                Deadline.engagement_id == engagement.id, Deadline.kind != "activity", concerned
            )
        )
    }
    for key, due in wanted.items():
        if key not in held:
            session.add(
                Deadline(
                    engagement_id=engagement.id, kind=due.kind, subject=due.subject, day=due.day,
                    due_at=end_of(due.day, zone), zone=zone.key, state="open", acted=[], seq=seq,
                    set_at=clock.now(),
                )
            )  # fmt: skip
        elif held[key].state != "open":
            held[key].state = "open"
    still = {(due.kind, due.subject) for due in wanted.values()}
    for key, row in held.items():
        if row.state == "open" and key not in wanted:
            settled = (row.kind, row.subject) not in still and _is_done(session, engagement, row)
            row.state = "done" if settled else "void"


def _is_done(session: Session, engagement: Engagement, row: Deadline) -> bool:
    """Whether what was due came about; else it fell away."""
    name = row.subject.split(":")[1]
    if row.kind == "ballot_closes":
        return _exists(session, Ballot, engagement, Ballot.number == int(name),
                       Ballot.voided_on.is_(None))  # fmt: skip
    if row.kind == "round_closes" and row.subject.count(":") == 1:
        return _exists(session, Round, engagement, Round.number == int(name),
                       Round.closed_on.is_not(None))  # fmt: skip
    if row.kind == "presentation":
        body = select(Body.id).where(Body.engagement_id == engagement.id, Body.key == name)
        plan = select(PlannedPresentation.seq).where(PlannedPresentation.body_id.in_(body))
        return _exists(session, Presentation, engagement, Presentation.body_id.in_(body),
                       Presentation.seq > plan.scalar_subquery())  # fmt: skip
    return True


def _exists(session: Session, model: Any, engagement: Engagement, *conditions: Any) -> bool:
    query = select(model.id).where(model.engagement_id == engagement.id, *conditions)
    return session.scalar(query.limit(1)) is not None


def clocks_of(session: Session, engagement: Engagement, definition: Definition) -> Clocks:
    """The facts from which the engagement's deadlines follow."""
    stage = definition.stage(engagement.stage)
    votes = stage is not None and "take_position" in {**definition.always, **stage.open}
    return Clocks(
        stage_seq=engagement.stage_entered_seq,
        entered_on=engagement.stage_entered_on,
        target=stage.target if stage is not None and not stage.ends else None,
        paused=paused(session, engagement),
        suspended_on=engagement.suspended_on,
        review_on=engagement.review_on,
        ended=engagement.ended_on is not None,
        rounds=tuple(_rounds(session, engagement)),
        ballot=_ballot(session, engagement) if votes else None,
        planned=tuple(_planned(session, engagement)),
    )


def paused(session: Session, engagement: Engagement) -> int:
    """Days of suspensions that began and ended in the present stage."""
    rows = session.execute(
        select(HistoryEvent.occurred_on, HistoryEvent.payload).where(
            HistoryEvent.chain == engagement.code, HistoryEvent.verb == "resume",
            HistoryEvent.subject == "move", HistoryEvent.seq > engagement.stage_entered_seq,
        )
    )  # fmt: skip
    return sum((ended - date.fromisoformat(told["since"])).days for ended, told in rows)


def _rounds(session: Session, engagement: Engagement) -> Iterable[RoundClock]:
    rows = session.scalars(
        select(Round).where(Round.engagement_id == engagement.id, Round.closed_on.is_(None))
    ).all()
    own = _own_days(session, engagement) if rows else []
    for row in rows:
        days = {code: day for number, code, day in own if number == row.id}
        yield RoundClock(row.number, row.closes_on, days)


def _own_days(session: Session, engagement: Engagement) -> Sequence[Any]:
    """(Round's id, institution, its own day) of who has one and has not answered."""
    replied = select(Submission.id).where(
        Submission.round_id == Invitation.round_id,
        Submission.institution_id == Invitation.institution_id,
        Submission.sent_on.is_not(None),
    )
    return session.execute(
        select(Invitation.round_id, Institution.code, Invitation.closes_on)
        .join(Institution, Institution.id == Invitation.institution_id)
        .where(
            Invitation.engagement_id == engagement.id, Invitation.closes_on.is_not(None),
            Invitation.no_reply_on.is_(None), ~replied.exists(),
        )
    ).all()  # fmt: skip


def _ballot(session: Session, engagement: Engagement) -> tuple[int, date] | None:
    row = session.execute(
        select(Ballot.number, Ballot.closes_on)
        .where(Ballot.engagement_id == engagement.id, Ballot.voided_on.is_(None))
        .order_by(Ballot.number.desc())
    ).first()
    return None if row is None else (row[0], row[1])


def _planned(session: Session, engagement: Engagement) -> Iterable[tuple[str, date]]:
    held = select(Presentation.id).where(
        Presentation.body_id == PlannedPresentation.body_id,
        Presentation.seq > PlannedPresentation.seq,
    )
    rows = session.execute(
        select(Body.key, PlannedPresentation.planned_on)
        .join(PlannedPresentation, PlannedPresentation.body_id == Body.id)
        .where(
            Body.engagement_id == engagement.id, PlannedPresentation.planned_on.is_not(None),
            ~held.exists(),
        )
        .order_by(Body.position)
    )  # fmt: skip
    return [(key, day) for key, day in rows if day is not None]


def last_of_round(session: Session, engagement: Engagement, due: Due) -> Due:
    """The same with the last day that any institution has in the round."""
    if due.kind != "round_closes" or due.subject.count(":") > 1:
        return due
    prefix = f"{due.subject}:"
    later = session.scalar(
        select(func.max(Deadline.day)).where(
            Deadline.engagement_id == engagement.id, Deadline.kind == due.kind,
            Deadline.state == "open", Deadline.subject.startswith(prefix, autoescape=True),
        )
    )  # fmt: skip
    return Due(due.kind, due.subject, due.day, max(due.day, later or due.day))


ACTS = ("remind", "tell_deadline", "escalate_deadline", "propose_suspension", "skip_reminder")
"""Events of what deadlines did, beside rounds that they closed."""

_NOTED = {
    "remind": "reminded_at", "escalate_deadline": "escalated_at",
    "propose_suspension": "proposed_at",
}  # fmt: skip


def rebuild(session: Session) -> int:
    """Make the rows of all running engagements anew from their histories; how many those are.

    For a database of before there were deadlines, and for one whose rows were lost.
    """
    rows = session.scalars(select(Engagement).where(Engagement.ended_on.is_(None))).all()
    for row in rows:
        session.execute(delete(Deadline).where(Deadline.engagement_id == row.id))
        refresh(session, row, definition_of(session, row), row.event_count)
        session.flush()
        for event in session.scalars(
            select(HistoryEvent)
            .where(HistoryEvent.chain == row.code, HistoryEvent.verb.in_(ACTS))
            .order_by(HistoryEvent.seq)
        ):
            _note(session, row, event)
            session.flush()
    return len(rows)


def _note(session: Session, engagement: Engagement, event: HistoryEvent) -> None:
    """What was done once is not done again."""
    told, zone = event.payload, zone_of(engagement.country)
    day = date.fromisoformat(told["day"])
    row = session.scalar(
        select(Deadline).where(
            Deadline.engagement_id == engagement.id, Deadline.kind == told["deadline"],
            Deadline.subject == told["about"], Deadline.day == day,
        )
    )  # fmt: skip
    if row is None:
        state = "done" if told["deadline"] == "activity" else "void"
        row = Deadline(
            engagement_id=engagement.id, kind=told["deadline"], subject=told["about"], day=day,
            due_at=end_of(day, zone), zone=zone.key, state=state, acted=[], seq=event.seq,
            set_at=event.recorded_at,
        )  # fmt: skip
        session.add(row)
    row.acted = [*row.acted, told["act"]]
    if event.verb in _NOTED:
        setattr(row, _NOTED[event.verb], event.recorded_at)
