"""Deadline rows against what is due by the engagement's other rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Deadline, Engagement
from srf_policy.domain.deadlines import DEADLINE_KINDS, DEADLINE_STATES
from srf_policy.languages.messages import Message, msg

Key = tuple[str, str, date]

_CLOCKS_CHANGED = timedelta(hours=2)
"""A country may change its clocks after a day was set; its end then lies that much elsewhere."""

_ACTIVITY = "activity"
"""Nothing is due by it: its rows only say that it was noted that nothing had been done."""

_ROWS: Any = Deadline.__table__


@dataclass(frozen=True)
class Days:
    """What is due now, as kind, subject and day; in which zone days end there, and when one does."""

    due: frozenset[Key]
    zone: str
    ends: Callable[[date], datetime]


Awaited = Callable[[Session, Engagement], Days]
"""Computes it, as the verbs do that keep the rows."""


def first_wrong(session: Session, engagement: Engagement, awaited: Awaited) -> Message | None:
    """The first row that is open and not due, due and not open, or ends at another moment."""
    days, opened = awaited(session, engagement), set[Key]()
    wrong = []
    for row in session.execute(select(_ROWS).where(_ROWS.c.engagement_id == engagement.id)):
        key = (row.kind, row.subject, row.day)
        if row.state == "open":
            opened.add(key)
        if not (_known(row) and _ends_right(row, days)):
            wrong.append(key)
    for key in sorted({*wrong, *(opened ^ days.due)}):
        item = ", ".join(str(part) for part in key)
        return msg("verify.table", chain=engagement.code, part="deadlines", item=item)
    return None


def _known(row: Any) -> bool:
    if row.kind not in DEADLINE_KINDS or row.state not in DEADLINE_STATES:
        return False
    return bool(row.kind != _ACTIVITY or row.state == "done")


def _ends_right(row: Any, days: Days) -> bool:
    off: timedelta = row.due_at - days.ends(row.day)
    return row.zone == days.zone and abs(off) <= _CLOCKS_CHANGED
