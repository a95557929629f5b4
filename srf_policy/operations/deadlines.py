"""Deadline rows: kept beside what they follow, in the transaction of the verb that changes it.

The rows hold nothing that the history does not tell: `follow` makes them anew from the facts at
any time, and what was done about each stands in its events. While an engagement is suspended its
clocks stand; when it is resumed, days that had not passed move by as many days as it stood.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import structlog
from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import (
    Body,
    Deadline,
    Engagement,
    PlannedPresentation,
    Presentation,
    Round,
)
from srf_policy.engine.deadlines import Due, dues, end_of
from srf_policy.engine.definition import Definition
from srf_policy.engine.loading import DefinitionErrors
from srf_policy.languages.calendars import zone_of
from srf_policy.store.day_checks import Key, Told
from srf_policy.store.prepared import Prepared

from . import told_days
from .deadline_clocks import Found
from .work import Work

log = structlog.get_logger()

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


def _own_day_waits(session: Session, engagement: Engagement) -> bool:
    """Asked of the rows: of the last institution that had a day of its own, the reply is here."""
    own = (Deadline.kind == "round_closes", Deadline.subject.like("round:%:%"))
    return _exists(session, Deadline, engagement, Deadline.state == "open", *own)


def follow(work: Work) -> None:
    """Bring the rows to what the verb left and has written; the runner calls this after each verb."""
    if work.verb not in FOLLOWED or work.engagement_or_none is None:
        return
    if work.verb in _REPLIES and not _own_day_waits(work.session, work.engagement):
        return
    refresh(work.session, work.engagement, work.definition, work.next_seq - 1)


def refresh(session: Session, engagement: Engagement, definition: Definition, seq: int) -> None:
    """Open what is due, and settle what is not due any more. `seq`: the event that caused it.

    What was written in the session must be flushed: rows are read and written past its objects.
    """
    found = Found(session, engagement)
    wanted = {due.key: due for due in dues(found.clocks(engagement, definition))}
    # What is over and is not due again stays unread, or every move would cost more than the last.
    held = {(row.kind, row.subject, row.day): row for row in found.held}
    still = {(due.kind, due.subject) for due in wanted.values()}
    states = {key: "open" for key in wanted if key not in held}
    for key, row in held.items():
        if key not in wanted:
            states[key] = _settled(session, engagement, row, found, still)
    if states:
        _bring(session, engagement, states, seq)


def _bring(
    session: Session, engagement: Engagement, states: Mapping[tuple[str, str, date], str], seq: int
) -> None:
    """Give the rows of these keys these states: new ones whole, of those that stand nothing else."""
    zone, connection, now = zone_of(engagement.country), session.connection(), clock.now()
    rows = [
        {
            "engagement_id": engagement.id, "kind": kind, "subject": subject, "day": day,
            "due_at": end_of(day, zone), "zone": zone.key, "state": state, "acted": [],
            "seq": seq, "set_at": now,
        }
        for (kind, subject, day), state in states.items()
    ]  # fmt: skip
    _bringing(connection.dialect.name).run(connection, *rows)


_ROWS: Any = Deadline.__table__


@cache
def _bringing(dialect: str) -> Prepared:
    """A day that is due again opens its row again, and keeps what was done about it."""
    names = ("kind", "subject", "day", "due_at", "zone", "state", "acted", "seq", "set_at",
             "engagement_id")  # fmt: skip
    upsert: Any = (sqlite if dialect == "sqlite" else postgresql).insert(_ROWS)
    upsert = upsert.values({n: bindparam(n, type_=_ROWS.c[n].type) for n in names})
    key = ("engagement_id", "kind", "subject", "day")
    again = {"state": upsert.excluded.state}
    return Prepared(upsert.on_conflict_do_update(index_elements=key, set_=again))


def _settled(
    session: Session, engagement: Engagement, row: Any, found: Found, still: set[tuple[str, str]]
) -> str:
    done = (row.kind, row.subject) not in still and _is_done(session, engagement, row, found)
    return "done" if done else "void"


def _is_done(session: Session, engagement: Engagement, row: Any, found: Found) -> bool:
    """Whether what was due came about; else it fell away."""
    name = row.subject.split(":")[1]
    if row.kind == "ballot_closes":
        return int(name) in found.ballots
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


_NOT_TOLD = (
    KeyError, AttributeError, TypeError, ValueError, OverflowError, NoResultFound, DefinitionErrors,
)  # fmt: skip
"""What telling raises of events that no verb wrote so."""


def rebuild(session: Session) -> int:
    """Make the rows of all engagements anew from their histories; how many engagements those are.

    For a database of before there were deadlines, and for one whose rows were lost or altered.
    Rows of a history that cannot be told stay as they are: `history verify` says what is wrong.
    """
    count = 0
    # A verb at work is waited for: rows told without its events would replace those it settled.
    locked = select(Engagement).order_by(Engagement.id).with_for_update()
    for row in session.scalars(locked).all():
        try:
            told = told_days.told(session, row)
        except _NOT_TOLD as error:
            log.error("deadlines", code=row.code, problem=type(error).__name__)
            continue
        session.execute(delete(Deadline).where(Deadline.engagement_id == row.id))
        session.add_all(_row(row, key, one) for key, one in told.items())
        session.flush()
        count += 1
    return count


def _row(engagement: Engagement, key: Key, told: Told) -> Deadline:
    (kind, subject, day), zone = key, zone_of(engagement.country)
    return Deadline(
        engagement_id=engagement.id, kind=kind, subject=subject, day=day,
        due_at=end_of(day, zone), zone=zone.key, state=told.state, acted=list(told.acted),
        seq=told.seq, set_at=told.set_at,
        **{name: getattr(told, name) for name in told_days.NOTED.values()},
    )  # fmt: skip
