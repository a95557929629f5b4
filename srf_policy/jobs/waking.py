"""Waking the workers on PostgreSQL: a Procrastinate job that carries the number of one of ours.

It is deferred by the task's name on the connection of the verb's own transaction, so that it is
there when the row is, and is gone when the verb is rolled back. On SQLite workers look by
themselves, and nothing is imported.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Job

if TYPE_CHECKING:
    from procrastinate import App

TASK = "srf_policy.job"
"""The task of all kinds of jobs; each kind is a queue of its name."""


def wake(session: Session, job: Job) -> None:
    """Let a worker look at the job when it is due. Twice is harmless: the row is leased once."""
    if session.get_bind().dialect.name != "postgresql":
        return
    session.flush()
    from procrastinate.exceptions import AlreadyEnqueued

    due = job.run_after if job.run_after > clock.real_now() else None
    try:
        # A duplicate would abort the whole transaction: within a savepoint only this is undone.
        with session.begin_nested():
            _app().configure_task(
                TASK,
                queue=job.kind,
                queueing_lock=f"{TASK}:{job.id}:{job.run_after.isoformat()}",
                schedule_at=due,
                connection=session.connection().connection.driver_connection,
            ).defer(job=job.id)
    except AlreadyEnqueued:
        return


@cache
def _app() -> App:
    """An app without a connection of its own."""
    from procrastinate import App, SyncPsycopgConnector

    return App(connector=SyncPsycopgConnector())
