"""Job rows: written in the transaction of the verb that asks, leased by a worker later.

Leases and fences make a job safe on two processes: a worker that was away too long finds its
fence passed and its result refused. Times are real; the demo's clock does not move them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Engagement, Job

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
    found = session.scalar(select(Job).where(Job.key == key))
    if found is not None:
        return found
    job = Job(
        engagement_id=engagement.id if engagement else None,
        key=key,
        kind=kind,
        arguments=arguments,
        requested_by=requested_by,
        run_after=clock.real_now(),
        created_at=clock.real_now(),
    )
    session.add(job)
    return job


def lease(session: Session) -> Job | None:
    """The next job that is due and that nobody holds, now held; None when there is none.

    A job whose workers died `ATTEMPTS` times stands as failed: it may be what killed them.
    """
    now = clock.real_now()
    while (job := _due(session, now)) is not None:
        if job.attempts < ATTEMPTS:
            job.leased_until = now + LEASE
            job.attempts += 1
            job.fence += 1
            return job
        job.state, job.leased_until = "failed", None
        session.flush()
    return None


def _due(session: Session, now: datetime) -> Job | None:
    return session.scalar(
        select(Job)
        .where(
            Job.state == "waiting",
            Job.run_after <= now,
            or_(Job.leased_until.is_(None), Job.leased_until < now),
        )
        .order_by(Job.run_after, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def finish(session: Session, job_id: int, fence: int, result: dict[str, Any]) -> bool:
    """Write the result; False where the lease was lost to another worker."""
    job = session.scalar(select(Job).where(Job.id == job_id).with_for_update())
    if job is None or job.fence != fence or job.state != "waiting":
        return False
    job.state, job.result, job.done_at, job.leased_until = "done", result, clock.real_now(), None
    return True


def fail(session: Session, job_id: int, fence: int, error: str) -> None:
    """Try again later, each time later; after the last attempt the job stands as failed."""
    job = session.scalar(select(Job).where(Job.id == job_id).with_for_update())
    if job is None or job.fence != fence or job.state != "waiting":
        return
    job.error, job.leased_until = error[:500], None
    job.run_after = clock.real_now() + timedelta(seconds=2**job.attempts)
    if job.attempts >= ATTEMPTS:
        job.state = "failed"
