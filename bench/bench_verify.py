"""Going through a history, every column of every event, in memory and from the database."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, insert, select

from bench.measure import Row
from bench.scene import demo
from srf_policy.domain import Engagement, HistoryEvent
from srf_policy.domain.chain import canonical_event, first_fault_stored, link
from srf_policy.operations import Store
from srf_policy.store import stored_events
from srf_policy.store.queries import history

EVENTS, GOAL, ROUNDS = 20_000, 150_000, 7
CHAIN = "BEN-CH"


def run() -> list[Row]:
    _, store = demo()
    return rows(store, EVENTS)


def rows(store: Store, count: int) -> list[Row]:
    head = fill(store, count)
    with store.database.reading() as session:
        stored = list(stored_events.rows(session, CHAIN))

    def in_memory() -> None:
        assert first_fault_stored(stored) is None

    def from_database() -> None:
        engagement = Engagement(code=CHAIN, history_head=head, event_count=count)
        with store.database.reading() as session:
            assert history.check(session, engagement).sound

    return [
        _row(f"verification of {count:,} events, every column", in_memory, count),
        _row("the same, read from the database", from_database, count),
    ]


def _row(name: str, side: Callable[[], object], count: int) -> Row:
    """A second here is one of the processor: nothing waits, and others may be at work beside us."""
    side()
    rate = count / statistics.median(processor_seconds(side) for _ in range(ROUNDS))
    return Row(name, rate, "events/s", f"a goal of {GOAL:,} events/s", rate / GOAL)


def processor_seconds(side: Callable[[], object]) -> float:
    begun = time.process_time()
    side()
    return time.process_time() - begun


def chain(
    count: int, name: str = CHAIN, after: int = 0, previous: str = ""
) -> list[dict[str, Any]]:
    """A sound chain of moves, like those that `make_move` records; or how one goes on."""
    found = []
    for seq in range(after + 1, count + 1):
        columns: dict[str, Any] = {
            "chain": name, "seq": seq, "engagement_id": None, "verb": "make_move",
            "subject": "move", "occurred_on": date(2019, 11, 27),
            "recorded_at": datetime(2019, 11, 27, 9, 30, seq % 60, seq % 1000, tzinfo=UTC),
            "actor": "d8c1f7a0b2e94c15", "role": "lead_expert", "institution": "ICMPD",
            "origin": "web",
            # In the order of their names, as `Work.record` leaves them.
            "payload": {"ends": False, "from": "draft", "move": "consult_again", "number": seq,
                        "proposed_by": "d8c1f7a0b2e94c15", "texts": {"reason": f"{seq:064x}"},
                        "to": "consultation"},
        }  # fmt: skip
        canonical = canonical_event(columns)
        head = link(previous, canonical)
        found.append({**columns, "canonical": canonical, "previous": previous, "hash": head})
        previous = head
    return found


def fill(store: Store, count: int) -> str:
    """Write the chain, unless it is there; gives its head."""
    with store.database.writing() as session:
        found = select(func.count()).where(HistoryEvent.chain == CHAIN)
        events = chain(count)
        if session.scalar(found) == 0:
            session.execute(insert(HistoryEvent), events)
    return str(events[-1]["hash"])
