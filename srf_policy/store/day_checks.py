"""Deadline rows against what is due by the engagement's other rows, and against the history, which
tells of those that are over too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from srf_policy.domain import Deadline, Engagement, HistoryEvent
from srf_policy.domain.deadlines import DEADLINE_KINDS, DEADLINE_STATES
from srf_policy.languages.messages import Message, msg

Key = tuple[str, str, date]

_CLOCKS_CHANGED = timedelta(hours=2)
"""A country may change its clocks after a day was set; its end then lies that much elsewhere."""

_ACTIVITY = "activity"
"""Nothing is due by it: its rows only say that it was noted that nothing had been done."""

_BESIDE = timedelta(hours=1)
"""A row's moments are read from the clock in the transaction of the event that set them."""

_ROWS: Any = Deadline.__table__
_NOTED = ("reminded_at", "escalated_at", "proposed_at")


@dataclass(frozen=True)
class Told:
    """A row as the history tells it. `seq`: the event that set its day, or one that the same verb
    wrote before that one."""

    state: str
    seq: int
    set_at: datetime
    acted: tuple[str, ...] = ()
    reminded_at: datetime | None = None
    escalated_at: datetime | None = None
    proposed_at: datetime | None = None


@dataclass(frozen=True)
class Days:
    """What is due now, as kind, subject and day; every row as the history tells it; in which zone
    days end there, and when one does."""

    due: frozenset[Key]
    told: Mapping[Key, Told]
    zone: str
    ends: Callable[[date], datetime]


Awaited = Callable[[Session, Engagement], Days]
"""Computes it, as the verbs do that keep the rows."""


def first_wrong(session: Session, engagement: Engagement, awaited: Awaited) -> Message | None:
    """The first row that is open and not due, due and not open, or otherwise than it is told."""
    days, opened, held = awaited(session, engagement), set[Key](), set[Key]()
    wrong = []
    for row in session.execute(_rows(engagement)):
        key = (row.kind, row.subject, row.day)
        held.add(key)
        if row.state == "open":
            opened.add(key)
        if not (_known(row) and _ends_right(row, days) and _as_told(row, days.told.get(key))):
            wrong.append(key)
    for key in sorted({*wrong, *(opened ^ days.due), *(held ^ days.told.keys())}):
        item = ", ".join(str(part) for part in key)
        return msg("verify.table", chain=engagement.code, part="deadlines", item=item)
    return None


def _rows(engagement: Engagement) -> Any:
    event = HistoryEvent
    its_own = and_(event.chain == engagement.code, event.seq == _ROWS.c.seq)
    return (
        select(_ROWS, event.recorded_at.label("recorded_at"))
        .outerjoin(event, its_own)
        .where(_ROWS.c.engagement_id == engagement.id)
    )


def _known(row: Any) -> bool:
    if row.kind not in DEADLINE_KINDS or row.state not in DEADLINE_STATES:
        return False
    return bool(row.kind != _ACTIVITY or row.state == "done")


def _ends_right(row: Any, days: Days) -> bool:
    off: timedelta = row.due_at - days.ends(row.day)
    return row.zone == days.zone and abs(off) <= _CLOCKS_CHANGED


def _as_told(row: Any, told: Told | None) -> bool:
    if told is None or row.state != told.state or tuple(row.acted) != told.acted:
        return False
    if row.seq < told.seq or (row.kind == _ACTIVITY and row.seq != told.seq):
        return False
    noted = all(_beside(getattr(row, name), getattr(told, name)) for name in _NOTED)
    return noted and row.recorded_at is not None and _beside(row.set_at, row.recorded_at)


def _beside(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _BESIDE
