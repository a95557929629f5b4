"""The worker on PostgreSQL: Procrastinate says when, `run_job` does it.

A job of a killed worker comes back only because a periodic task of our own looks for it, on its
own queue and without a lock, so that one that dies itself does not stop the next.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from typing import Any

import procrastinate
import structlog
from procrastinate import retry
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as Wake
from procrastinate.jobs import Status
from sqlalchemy import make_url, text

from srf_policy.domain import Job
from srf_policy.jobs import queue
from srf_policy.jobs.waking import TASK, wake
from srf_policy.operations import Store
from srf_policy.settings import Settings

from . import run_job

STALLED = "srf_policy.stalled"
EVERY = "* * * * *"
"""When jobs of dead workers are looked for: each minute."""

HEARTBEAT, DEAD_AFTER = 10.0, 30.0
"""Seconds between two signs of life, and after which a worker without one is dead."""

POLLING = 5.0

log = structlog.get_logger()

_FORGOTTEN = text(
    "SELECT job.id FROM job WHERE job.state = 'waiting'"
    " AND job.run_after < now() - interval '1 minute'"
    " AND (job.leased_until IS NULL OR job.leased_until < now())"
    " AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs woken WHERE woken.task_name = :task"
    " AND woken.status IN ('todo', 'doing') AND (woken.args->>'job')::bigint = job.id)"
    " ORDER BY job.id LIMIT 1000"
)
"""Jobs that nobody would wake: written by an earlier version, or restored from a backup."""


class Later(Exception):
    """Not now: the row says when."""

    def __init__(self, when: datetime) -> None:
        super().__init__(when.isoformat())
        self.when = when


class _WhenTheRowSays(retry.BaseRetryStrategy):
    def get_retry_decision(
        self, *, exception: BaseException, job: Wake
    ) -> retry.RetryDecision | None:
        """What broke on the way to the row (the database was away) is tried again in a minute."""
        if isinstance(exception, Later):
            return retry.RetryDecision(retry_at=exception.when)
        return retry.RetryDecision(retry_in={"minutes": 1})


def run(
    store: Store, settings: Settings, kinds: Collection[str] | None = None, *, once: bool = False
) -> None:
    """Work until the process is told to stop (SIGTERM, SIGINT); `once`: until nothing is due."""
    asyncio.run(_run(store, settings, kinds, once))


async def _run(store: Store, settings: Settings, kinds: Collection[str] | None, once: bool) -> None:
    """Procrastinate's worker ends, even without an error, when the database is away: begin again."""
    told = asyncio.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, told.set)
    while True:
        working = asyncio.create_task(_worker(store, settings, kinds, once))
        stopping = asyncio.create_task(told.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if told.is_set():
            # It brings what it has begun to its end.
            working.cancel()
            await asyncio.wait({working})
            return
        problem = working.exception()
        if problem is not None and not isinstance(problem, ConnectorException):
            raise problem
        if once and problem is None:
            return
        log.warning("worker", problem="the database is away")
        with suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), POLLING)


async def _worker(
    store: Store, settings: Settings, kinds: Collection[str] | None, once: bool
) -> None:
    app = _app(store, settings)
    wanted: dict[str, Any] = {} if kinds is None else {"queues": [*kinds, STALLED]}
    async with app.open_async():
        await app.run_worker_async(
            **wanted,
            wait=not once,
            fetch_job_polling_interval=POLLING,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=DEAD_AFTER,
            # Our own row is the record: what woke us is not kept.
            delete_jobs="always",
            install_signal_handlers=False,
        )


def _app(store: Store, settings: Settings) -> procrastinate.App:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=_url(settings)))

    @app.task(name=TASK, retry=_WhenTheRowSays())
    def do(job: int) -> None:
        again = run_job(store, settings, job)
        if again is not None:
            raise Later(again)

    @app.periodic(cron=EVERY)
    @app.task(name=STALLED, queue=STALLED)
    async def stalled(timestamp: int) -> None:
        await rescue(app, store)

    return app


def _url(settings: Settings) -> str:
    url = make_url(settings.database).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


async def rescue(app: procrastinate.App, store: Store) -> None:
    """Give the jobs of dead workers to those who live, and wake what nobody would."""
    for found in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER):
        if found.task_name != TASK:
            # The next one does what this one left.
            await app.job_manager.finish_job(found, Status.FAILED, delete_job=True)
            continue
        await asyncio.to_thread(_release, store, found.task_kwargs)
        await app.job_manager.retry_job(found)
        log.warning("job of a dead worker", job=found.task_kwargs.get("job"))
    await asyncio.to_thread(_wake_forgotten, store)


def _release(store: Store, arguments: dict[str, Any]) -> None:
    with store.database.writing() as session:
        queue.release(session, int(arguments["job"]))


def _wake_forgotten(store: Store) -> None:
    with store.database.writing() as session:
        for number in session.scalars(_FORGOTTEN, {"task": TASK}).all():
            wake(session, session.get_one(Job, number))
