"""What deadlines do when their moment comes: one scanner, one verb, and each act once.

Whoever scans, and however often: the verb holds the engagement's lock, looks whether the act is
due and was not done yet, notes it in the row, and its key makes a second try the first answer.
Time alone never changes a stage: an act tells, reminds, closes a round, or proposes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Deadline, Engagement, HistoryEvent
from srf_policy.domain.errors import NotAllowed, Problem, Refused, refused
from srf_policy.engine.deadlines import (
    ACTIVITY,
    Act,
    Due,
    activity_due,
    acts_due,
    day_at,
    end_of,
    too_late,
)
from srf_policy.engine.definition import Definition
from srf_policy.engine.loading import DefinitionErrors
from srf_policy.languages.calendars import zone_of
from srf_policy.languages.messages import msg

from . import deadlines, find, reminding
from .people import SYSTEM
from .rounds import shut
from .runner import Store, perform, verb
from .work import Work, definition_of

log = structlog.get_logger()


@dataclass(frozen=True)
class Task:
    """One act that is due. `key` is the same for every scanner, at every time."""

    code: str
    kind: str
    subject: str
    day: date
    act: str

    @property
    def key(self) -> str:
        return f"deadline:{self.code}:{self.kind}:{self.subject}:{self.day}:{self.act}"


def scan(store: Store) -> list[Task]:
    """Do everything that is due by the working clock and was not done; what this scan did.

    One that breaks does not keep the others from being done; then it is raised.
    """
    with store.database.reading() as session:
        found = list(_due_now(session, clock.now()))
    done, broken = [], None
    for task in found:
        try:
            if _do(store, task):
                done.append(task)
        except Exception as error:
            log.error("deadline", code=task.code, kind=task.kind, problem=type(error).__name__)
            broken = error
    if broken is not None:
        raise broken
    return done


def _do(store: Store, task: Task) -> bool:
    try:
        answer = perform(
            store, "act_on_deadline", actor=SYSTEM, engagement=task.code, key=task.key,
            origin="system", kind=task.kind, subject=task.subject, day=task.day, act=task.act,
        )  # fmt: skip
    except Refused as error:
        # Somebody was first: closed the round, suspended, moved on.
        log.info("deadline passed over", code=task.code, why=str(error))
        return False
    return not answer.repeated


def _due_now(session: Session, now: datetime) -> Iterator[Task]:
    for engagement in session.scalars(
        select(Engagement).where(Engagement.ended_on.is_(None)).order_by(Engagement.code)
    ):
        try:
            definition = definition_of(session, engagement)
        except DefinitionErrors as error:
            log.error("deadlines", code=engagement.code, problem=str(error))
            continue
        if not definition.deadlines:
            continue
        zone = zone_of(engagement.country)
        for row in _open(session, engagement):
            due = _due(session, engagement, row)
            for act in acts_due(definition.deadlines, due, zone, _acted(session, row), now):
                yield Task(engagement.code, due.kind, due.subject, due.day, act.key)
        yield from _quiet(session, engagement, definition, now)


def _open(session: Session, engagement: Engagement) -> Sequence[Deadline]:
    """Rows whose clocks run: of a suspended engagement only the day on which it is looked at."""
    query = select(Deadline).where(
        Deadline.engagement_id == engagement.id, Deadline.state == "open",
        Deadline.kind != ACTIVITY,
    )  # fmt: skip
    if engagement.suspended_on is not None:
        query = query.where(Deadline.kind == "suspension_review")
    return session.scalars(query.order_by(Deadline.id)).all()


def _acted(session: Session, row: Deadline) -> list[str]:
    """What was done about it. A target that had passed moves with a suspension all the same, because
    days in a stage are counted without it; what followed its passing is not done again."""
    if row.kind != "stage_target":
        return row.acted
    before = session.scalars(
        select(Deadline.acted).where(
            Deadline.engagement_id == row.engagement_id, Deadline.subject == row.subject,
            Deadline.id != row.id,
        )
    )  # fmt: skip
    return [*row.acted, *(key for acted in before for key in acted if " after " in key)]


def _due(session: Session, engagement: Engagement, row: Deadline) -> Due:
    return deadlines.last_of_round(
        session, engagement, Due(row.kind, row.subject, row.day, row.day)
    )


def _quiet(
    session: Session, engagement: Engagement, definition: Definition, now: datetime
) -> Iterator[Task]:
    """Nothing was done for so long; a stage that waits on others raises no alarm."""
    stage = definition.stage(engagement.stage)
    if engagement.suspended_on is not None or stage is None or stage.waits:
        return
    last = last_activity(session, engagement)
    if last is None:
        return
    zone = zone_of(engagement.country)
    since = day_at(last[1], zone)
    subject = f"activity:{last[0]}"
    done = {
        key
        for acted in session.scalars(
            select(Deadline.acted).where(
                Deadline.engagement_id == engagement.id, Deadline.subject == subject
            )
        )
        for key in acted
    }
    for act in activity_due(definition.deadlines, since, zone, now):
        if act.key not in done:
            day = since + timedelta(days=act.when.days)
            yield Task(engagement.code, ACTIVITY, subject, day, act.key)


def last_activity(session: Session, engagement: Engagement) -> tuple[int, datetime] | None:
    """Place and moment of the last thing that a person did."""
    row = session.execute(
        select(HistoryEvent.seq, HistoryEvent.recorded_at)
        .where(HistoryEvent.chain == engagement.code, HistoryEvent.origin != "system")
        .order_by(HistoryEvent.seq.desc())
        .limit(1)
    ).first()
    return None if row is None else (row[0], row[1])


@verb(dated=False)
def act_on_deadline(work: Work, *, kind: str, subject: str, day: date, act: str) -> dict[str, Any]:
    """Do one act of one deadline; only the scanner may. Refused where it is not due, or was done."""
    if work.actor.number != SYSTEM.number:
        raise NotAllowed([Problem(msg("refused.not_your_role"))])
    now, task = clock.now(), Task(work.engagement.code, kind, subject, day, act)
    row = _quiet_row(work, task, now) if kind == ACTIVITY else _row(work, task)
    due = _due(work.session, work.engagement, row)
    wanted = _wanted(work, row, due, now, act)
    _note_once(row, wanted)
    zone = zone_of(work.engagement.country)
    late = too_late(wanted, due, zone, now)
    effect = "skip_reminder" if late else _EFFECTS[wanted.name]
    about = {"deadline": kind, "about": subject, "day": day, "act": act}
    if effect == "close_round":
        # It ended with its day, however long nobody looked.
        ended = work.following("close_round", due.last)
        shut(ended, find.round_(work, int(subject.split(":")[1])), **about)
        work.recorded += 1
        return {"effect": effect, "told": 0}
    told = _noted(work, row, wanted, effect)
    work.record(
        subject, as_verb=effect, **about, count=len(told),
        institutions=sorted({person.institution for person in told}),
    )  # fmt: skip
    reminding.tell(work, told, row)
    return {"effect": effect, "told": len(told)}


_EFFECTS = {
    "remind": "remind", "tell": "tell_deadline", "escalate": "escalate_deadline",
    "close_round": "close_round", "propose": "propose_suspension",
}  # fmt: skip


def _note_once(row: Deadline, act: Act) -> None:
    row.acted = [*row.acted, act.key]


def _noted(work: Work, row: Deadline, act: Act, effect: str) -> list[reminding.Told]:
    """Note in the row that it was done; who is told of it."""
    if effect == "skip_reminder":
        return []
    if effect == "propose_suspension":
        row.proposed_at = clock.now()
        return []
    if effect == "remind":
        row.reminded_at = clock.now()
    elif effect == "escalate_deadline":
        row.escalated_at = clock.now()
    return reminding.listeners(work, row, act)


def _row(work: Work, task: Task) -> Deadline:
    rows = _open(work.session, work.engagement)
    found = next(
        (r for r in rows if (r.kind, r.subject, r.day) == (task.kind, task.subject, task.day)), None
    )
    if found is None or work.engagement.ended_on is not None:
        raise refused("refused.nothing_due")
    return found


def _quiet_row(work: Work, task: Task, now: datetime) -> Deadline:
    """The row is made when nothing was done for so long; there is nothing to keep before."""
    if task not in _quiet(work.session, work.engagement, work.definition, now):
        raise refused("refused.nothing_due")
    zone = zone_of(work.engagement.country)
    found = work.session.scalar(
        select(Deadline).where(
            Deadline.engagement_id == work.engagement.id, Deadline.kind == task.kind,
            Deadline.subject == task.subject, Deadline.day == task.day,
        )
    )  # fmt: skip
    row = found or Deadline(
        engagement_id=work.engagement.id, kind=task.kind, subject=task.subject, day=task.day,
        due_at=end_of(task.day, zone), zone=zone.key, state="done", acted=[], seq=work.next_seq,
        set_at=now,
    )  # fmt: skip
    work.session.add(row)
    return row


def _wanted(work: Work, row: Deadline, due: Due, now: datetime, act: str) -> Act:
    rules, zone = work.definition.deadlines, zone_of(work.engagement.country)
    if row.kind == ACTIVITY:
        acts: Iterable[Act] = (a for rule in rules for a in rule.acts if a.key not in row.acted)
    else:
        acts = acts_due(rules, due, zone, _acted(work.session, row), now)
    found = next((a for a in acts if a.key == act), None)
    if found is None:
        raise refused("refused.nothing_due")
    return found
