"""Deadline rows: kept beside what they follow, in the transaction of the verb that changes it.

The rows hold nothing that the history does not tell: `follow` makes them anew from the facts at
any time, and what was done about each stands in its events. While an engagement is suspended its
clocks stand; when it is resumed, days that had not passed move by as many days as it stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
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
from srf_policy.engine.deadlines import Clocks, Due, RoundClock, day_at, dues, end_of
from srf_policy.engine.definition import Definition
from srf_policy.languages.calendars import zone_of

from .work import Work, definition_of

FOLLOWED = frozenset(
    {
        "open_engagement", "open_round", "extend_round", "close_round", "record_no_reply",
        "send_submission", "record_comment", "publish_revision", "make_move", "confirm_move",
        "suspend", "resume", "plan_presentation", "record_presentation", "act_on_deadline",
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
    held = {
        (row.kind, row.subject, row.day): row
        for row in session.scalars(
            select(Deadline).where(
                Deadline.engagement_id == engagement.id, Deadline.kind != "activity"
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


def own_day(work: Work, row: Round, institution: Institution) -> date:
    """By when this institution is to reply: its own day, or that of the round."""
    given = work.session.scalar(
        select(Invitation.closes_on).where(
            Invitation.round_id == row.id, Invitation.institution_id == institution.id
        )
    )
    return given or row.closes_on


def is_late(work: Work, due: date) -> bool:
    """Whether what is done now comes after the day; a suspended engagement's clocks stand.

    Where no other day was stated, the day in the country counts, not that of the server.
    """
    engagement = work.engagement
    if engagement.suspended_on is not None and due >= engagement.suspended_on:
        return False
    there = day_at(clock.now(), zone_of(engagement.country))
    return (there if work.occurred_on == clock.today() else work.occurred_on) > due


def move_days(work: Work, since: date, days: int) -> list[dict[str, Any]]:
    """Move the days that had not passed when the clocks were stopped; what moved, and to when.

    The day of a presentation is the body's own and stays.
    """
    moved: list[dict[str, Any]] = []
    engagement, by = work.engagement, timedelta(days=days)
    rounds = work.session.scalars(
        select(Round).where(Round.engagement_id == engagement.id, Round.closed_on.is_(None))
    ).all()
    for row in rounds if days else ():
        if row.closes_on >= since:
            row.closes_on += by
            moved.append({"subject": f"round:{row.number}", "closes_on": row.closes_on})
        for invitation, code in _invitations(work, row):
            if invitation.closes_on is not None and invitation.closes_on >= since:
                invitation.closes_on += by
                moved.append(
                    {"subject": f"round:{row.number}:{code}", "closes_on": invitation.closes_on}
                )
    ballot = work.session.scalar(
        select(Ballot)
        .where(Ballot.engagement_id == engagement.id, Ballot.voided_on.is_(None))
        .order_by(Ballot.number.desc())
        .limit(1)
    )
    if ballot is not None and days and ballot.closes_on >= since:
        ballot.closes_on += by
        moved.append({"subject": f"ballot:{ballot.number}", "closes_on": ballot.closes_on})
    return moved


def _invitations(work: Work, row: Round) -> Sequence[Any]:
    return work.session.execute(
        select(Invitation, Institution.code)
        .join(Institution, Institution.id == Invitation.institution_id)
        .where(Invitation.round_id == row.id)
        .order_by(Invitation.id)
    ).all()


def refresh_all(session: Session) -> int:
    """Make the rows of all engagements that have not ended; how many engagements there are."""
    rows = session.scalars(select(Engagement).where(Engagement.ended_on.is_(None))).all()
    for row in rows:
        refresh(session, row, definition_of(session, row), row.event_count)
    return len(rows)
