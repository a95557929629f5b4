"""Job rows: written in the transaction of the verb that asks, leased by a worker later.

The row is the record of what was asked, how it went and what came out, on both databases; on
PostgreSQL Procrastinate wakes the workers (docs/adr/0008). Leases and fences make a job safe on
two processes: a worker that was away too long finds its fence passed and its result refused. Times
are real; the demo's clock does not move them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Engagement, Job

from . import waking

LEASE = timedelta(minutes=5)
ATTEMPTS = 6


def put(
    session: Session,
    kind: str,
    key: str,
    engagement: Engagement | None,
    requested_by: str,
    arguments: dict[str, Any],
) -> Job:
    """A job row of this kind; the same `key` asks for the same job, which is written once."""
    of = engagement.id if engagement else None
    put_all(session, [Wanted(kind, key, of, requested_by, arguments)])
    return session.scalars(select(Job).where(Job.key == key)).one()


class Wanted(NamedTuple):
    """A job that is asked for, before it has a row."""

    kind: str
    key: str
    engagement_id: int | None
    requested_by: str
    arguments: dict[str, Any]


def put_all(session: Session, wanted: Sequence[Wanted]) -> None:
    """Write the rows of those whose `key` has none yet, in one statement however many they are."""
    if not wanted:
        return
    now, connection = clock.real_now(), session.connection()
    rows = [
        {
            **one._asdict(), "person": str(one.arguments.get("person", "")),
            "run_after": now, "created_at": now,
        }
        for one in wanted
    ]  # fmt: skip
    new = connection.execute(_putting(connection.dialect.name), rows)
    waking.wake_new(session, new.all())


_ROWS: Any = Job.__table__


@cache
def _putting(dialect: str) -> Insert:
    insert: Any = (sqlite if dialect == "sqlite" else postgresql).insert(_ROWS)
    found: Insert = insert.on_conflict_do_nothing(index_elements=[_ROWS.c.key]).returning(
        _ROWS.c.id, _ROWS.c.kind, _ROWS.c.run_after
    )
    return found


def lease(session: Session, kinds: Collection[str] | None = None) -> Job | None:
    """The next job (of these kinds) that is due and that nobody holds, now held; None else.

    A job whose workers died `ATTEMPTS` times stands as failed: it may be what killed them.
    """
    of_kind = [Job.kind.in_(kinds)] if kinds is not None else []
    while (job := _due(session, *of_kind)) is not None:
        if _take(session, job):
            return job
    return None


def lease_one(session: Session, job_id: int) -> Job | None:
    """The same for one job, where it is due."""
    job = _due(session, Job.id == job_id)
    return job if job is not None and _take(session, job) else None


def _take(session: Session, job: Job) -> bool:
    if job.attempts < ATTEMPTS:
        job.leased_until, job.begun_at = clock.real_now() + LEASE, None
        job.attempts += 1
        job.fence += 1
        return True
    job.state, job.leased_until = "failed", None
    session.flush()
    return False


def _due(session: Session, *which: ColumnElement[bool]) -> Job | None:
    now = clock.real_now()
    return session.scalar(
        select(Job)
        .where(Job.state == "waiting", Job.run_after <= now, free(now), *which)
        .order_by(Job.run_after, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def free(now: datetime) -> ColumnElement[bool]:
    """Whether nobody holds the job."""
    return or_(Job.leased_until.is_(None), Job.leased_until < now)


def begin(session: Session, job_id: int, fence: int) -> bool:
    """Note that what cannot be taken back begins now; False where the job was cancelled or lost."""
    job = _own(session, job_id, fence)
    if job is None:
        return False
    job.begun_at = clock.real_now()
    return True


def progress(session: Session, job_id: int, fence: int, done: int, of: int) -> bool:
    """Note how far it is, and keep it a while longer; False where it was cancelled or lost.

    Outside of the history, like leases.
    """
    job = _own(session, job_id, fence)
    if job is None:
        return False
    job.steps_done, job.steps = done, of
    job.leased_until = clock.real_now() + LEASE
    return True


def finish(session: Session, job_id: int, fence: int, result: dict[str, Any]) -> bool:
    """Write the result; False where the lease was lost to another worker."""
    job = _own(session, job_id, fence)
    if job is None:
        return False
    job.state, job.result, job.done_at, job.leased_until = "done", result, clock.real_now(), None
    job.error = ""
    return True


def fail(
    session: Session,
    job_id: int,
    fence: int,
    error: str,
    *,
    result: dict[str, Any] | None = None,
    wait: timedelta | None = None,
    final: bool = False,
) -> datetime | None:
    """Try again later, each time later; after the last attempt, or where it is `final`, it stands.

    Gives the moment of the next attempt, None where there is none. `result` is what staff see of
    the failure; `wait` how long, where the kind of job has its own times.
    """
    job = _own(session, job_id, fence)
    if job is None:
        return None
    job.error, job.leased_until, job.begun_at = error[:500], None, None
    if result is not None:
        job.result = result
    if result is not None and "refused" in result:
        job.refused_at = clock.real_now()
    if final or job.attempts >= ATTEMPTS:
        job.state = "failed"
        return None
    pause = wait if wait is not None else timedelta(seconds=2**job.attempts)
    job.run_after = clock.real_now() + pause
    return job.run_after


def _own(session: Session, job_id: int, fence: int) -> Job | None:
    """The job, while this worker still holds it."""
    job = session.scalar(select(Job).where(Job.id == job_id).with_for_update())
    return job if job is not None and job.fence == fence and job.state == "waiting" else None


def next_time(session: Session, job_id: int) -> datetime | None:
    """When a job that is waiting may be tried again; None where it is held or over."""
    now = clock.real_now()
    return session.scalar(
        select(Job.run_after).where(Job.id == job_id, Job.state == "waiting", free(now))
    )


def cancel(job: Job) -> bool:
    """Cancel a locked job; False where its effect has begun and nobody can take it back."""
    if held(job) and job.begun_at is not None:
        return False
    # The next fence is nobody's: a worker that prepares it may neither begin nor finish.
    job.state, job.leased_until, job.fence = "cancelled", None, job.fence + 1
    return True


def held(job: Job) -> bool:
    """Whether a worker has it now."""
    return job.leased_until is not None and job.leased_until >= clock.real_now()


def again(session: Session, job: Job) -> None:
    """Let a locked job be tried from the beginning, at once."""
    job.state, job.attempts, job.run_after = "waiting", 0, clock.real_now()
    job.leased_until = job.begun_at = job.done_at = None
    waking.wake(session, job)


def release(session: Session, job_id: int) -> None:
    """Take a job from a worker that is known to be dead."""
    job = session.scalar(select(Job).where(Job.id == job_id).with_for_update())
    if job is not None and job.state == "waiting":
        job.leased_until = None
