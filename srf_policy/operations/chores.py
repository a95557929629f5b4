"""Jobs as administrators look after them: cancelled, or tried once more."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from srf_policy.domain import Engagement, Job
from srf_policy.domain.errors import NotFound, refused
from srf_policy.jobs import queue

from .authority import require_administrator
from .runner import verb
from .work import Work


@verb(of_engagement=False, dated=False)
def cancel_job(work: Work, *, job: int) -> dict[str, Any]:
    """Let a waiting job never be done; refused where its effect has begun or is over."""
    require_administrator(work)
    row = _locked(work, job)
    if row.state != "waiting":
        raise refused("job.not_waiting", number=job)
    if not queue.cancel(row):
        raise refused("job.too_late", number=job)
    _record(work, row)
    return {"job": job}


@verb(of_engagement=False, dated=False)
def retry_job(work: Work, *, job: int) -> dict[str, Any]:
    """Try a job again at once, whatever became of it before, unless it is done."""
    require_administrator(work)
    row = _locked(work, job)
    if row.state == "done":
        raise refused("job.done", number=job)
    if row.state == "waiting" and queue.held(row):
        raise refused("job.running", number=job)
    queue.again(work.session, row)
    _record(work, row)
    return {"job": job}


def _locked(work: Work, number: int) -> Job:
    row = work.session.scalar(select(Job).where(Job.id == number).with_for_update())
    if row is None:
        raise NotFound
    return row


def _record(work: Work, row: Job) -> None:
    """On the Facility's chain, for jobs of engagements too: it is no work on a policy."""
    of = work.session.get(Engagement, row.engagement_id) if row.engagement_id else None
    work.record(
        f"job:{row.id}", job=row.id, job_kind=row.kind, engagement=of.code if of else "",
        person=row.person,
    )  # fmt: skip
