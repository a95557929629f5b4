"""Waking the workers on PostgreSQL: a Procrastinate job that carries the number of one of ours.

It is deferred by the task's name on the connection of the verb's own transaction, so that it is
there when the row is, and is gone when the verb is rolled back. On SQLite workers look by
themselves, and nothing is imported.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Job

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.jobs import JobDeferrer

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
            _task(session, job, due).defer(job=job.id)
    except AlreadyEnqueued:
        return


def wake_new(session: Session, rows: Iterable[Any]) -> None:
    """Let workers look at jobs whose rows have just been written, in one statement.

    No savepoint: nobody can have called for a number that was not there before.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    made = [_task(session, row).make_new_job(job=row.id) for row in rows]
    if made:
        _app().job_manager.batch_defer_jobs(jobs=made, connection=_driver(session))


def _task(session: Session, job: Any, due: datetime | None = None) -> JobDeferrer:
    return _app().configure_task(
        TASK,
        queue=job.kind,
        queueing_lock=f"{TASK}:{job.id}:{job.run_after.isoformat()}",
        schedule_at=due,
        connection=_driver(session),
    )


def _driver(session: Session) -> Any:
    return session.connection().connection.driver_connection


@cache
def _app() -> App:
    """An app without a connection of its own."""
    from procrastinate import App, SyncPsycopgConnector

    return App(connector=SyncPsycopgConnector())
