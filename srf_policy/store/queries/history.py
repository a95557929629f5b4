"""The history of an engagement, page by page, and the check of its chain."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Engagement, HistoryEvent, Seal
from srf_policy.domain.chain import Stored, first_fault_stored
from srf_policy.domain.viewer import Viewer

from .. import scope, stored_events

PAGE = 50
KEPT = timedelta(minutes=10)
"""How long the result of going through a chain is shown again while nothing is added to it."""

_MOST_KEPT = 500
_kept: WeakKeyDictionary[Engine, dict[str, tuple[datetime, Checked]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Filter:
    """`verbs`: only these, all when empty; `institution`: of who acted; `before`: earlier places."""

    verbs: Sequence[str] = ()
    institution: str = ""
    before: int | None = None


@dataclass(frozen=True)
class Page:
    """`following`: the place before which the next page begins, None on the last one."""

    events: tuple[HistoryEvent, ...]
    following: int | None


@dataclass(frozen=True)
class Checked:
    """The result of going through the whole chain, and when that was done.

    `fault`: first wrong place and what is wrong.

    A tail that was cut off shows in head and count, which the engagement keeps beside the chain.
    """

    count: int
    head: str
    fault: tuple[int, str] | None
    at: datetime

    @property
    def sound(self) -> bool:
        return self.fault is None


def page(session: Session, viewer: Viewer, engagement: Engagement, wanted: Filter) -> Page:
    """One page of the events that the viewer may see, newest first. One statement."""
    query = scope.events(viewer, engagement).order_by(HistoryEvent.seq.desc()).limit(PAGE + 1)
    if wanted.before is not None:
        query = query.where(HistoryEvent.seq < wanted.before)
    if wanted.verbs:
        query = query.where(HistoryEvent.verb.in_(wanted.verbs))
    if wanted.institution:
        query = query.where(HistoryEvent.institution == wanted.institution)
    rows = session.scalars(query).all()
    following = rows[PAGE - 1].seq if len(rows) > PAGE else None
    return Page(tuple(rows[:PAGE]), following)


def check(session: Session, engagement: Engagement) -> Checked:
    """Go through every event of the chain. One statement; it reads whole, and shows only the result."""
    count, head = 0, ""

    def counted() -> Iterator[Stored]:
        nonlocal count, head
        for row in stored_events.rows(session, engagement.code):
            count, head = count + 1, row[-1]
            yield row

    rows = counted()
    try:
        fault = first_fault_stored(rows)
        deque(rows, maxlen=0)  # what stands after a fault, for head and number
    except ValueError:
        fault = (count + 1, "column")
    if fault is None and (head, count) != (engagement.history_head, engagement.event_count):
        fault = (count + 1, "tail")
    return Checked(count, head, fault, clock.now())


def last_check(session: Session, engagement: Engagement) -> Checked:
    """The last check, made anew when events were added, it found a fault, or it is ten minutes old.

    A page that goes through the whole chain each time it is opened grows slower for ever.
    """
    kept = _kept.setdefault(session.get_bind().engine, {})
    when, found = kept.get(engagement.code, (None, None))
    if (
        when is not None
        and found is not None
        and (found.count, found.head) == (engagement.event_count, engagement.history_head)
        and clock.real_now() - when < KEPT
    ):
        return found
    found = check(session, engagement)
    if found.sound:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        kept[engagement.code] = (clock.real_now(), found)
    return found


def gap(event: HistoryEvent) -> date | None:
    """The day of recording, where it is more than a day from the stated one."""
    recorded = event.recorded_at.date()
    return recorded if abs((recorded - event.occurred_on).days) > 1 else None


def event(session: Session, engagement: Engagement, seq: int) -> HistoryEvent | None:
    """The event at this place. Who may see what it says is not asked here."""
    return session.get(HistoryEvent, (engagement.code, seq))


def seal(session: Session, engagement: Engagement) -> Seal | None:
    """The newest seal of an adopted text."""
    return session.scalar(
        select(Seal)
        .where(Seal.engagement_id == engagement.id)
        .order_by(Seal.number.desc())
        .limit(1)
    )
