"""The one job that comes back: looking for deadlines whose moment has come.

It is one row of the queue, asked for again each minute by whoever works; leases and fences let one
worker do it at a time, and what it does is done once however often it runs.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Job
from srf_policy.jobs import queue
from srf_policy.operations import Store

DEADLINES = "deadlines"
"""Kind of the job, and the key of its row."""

EVERY = 60.0
"""Seconds between two looks."""

log = structlog.get_logger()


def ask(store: Store) -> bool:
    """Ask for the next look, where none is asked for or just over; whether this asked."""
    with store.database.writing() as session:
        row = session.scalar(select(Job).where(Job.key == DEADLINES).with_for_update())
        if row is None:
            queue.put(session, DEADLINES, DEADLINES, None, "", {})
            return True
        just = clock.real_now() - timedelta(seconds=EVERY / 2)
        if row.state == "waiting" or (row.done_at is not None and row.done_at > just):
            return False
        queue.again(session, row)
        return True


@contextmanager
def beside(store: Store) -> Iterator[None]:
    """Ask again and again from a thread, as long as the block lasts."""
    stop = threading.Event()
    thread = threading.Thread(target=_keep_asking, args=(store, stop), name="clock", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(EVERY)


def _keep_asking(store: Store, stop: threading.Event) -> None:
    while True:
        try:
            ask(store)
        except Exception as error:
            # The database is away or busy: the next minute asks again.
            log.warning("deadlines", problem=type(error).__name__)
        if stop.wait(EVERY):
            return
