"""The jobs as administrators look after them, and what became of each mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Engagement, Job

PAGE = 50


@dataclass(frozen=True)
class Listed:
    """A job with its engagement, if it is of one. `held`: a worker has it now."""

    job: Job
    engagement: Engagement | None
    held: bool

    @property
    def given_up(self) -> bool:
        """Whether its workers died again and again, so that nothing says why."""
        return self.job.state == "failed" and not self.job.error


@dataclass(frozen=True)
class Listing:
    """A page of jobs, newest first; `following`: the number before which the next one begins."""

    rows: Sequence[Listed]
    following: int | None


def counts(session: Session) -> Mapping[str, int]:
    """How many jobs stand in each state."""
    found = session.execute(select(Job.state, func.count()).group_by(Job.state))
    return {row[0]: row[1] for row in found}


def in_state(session: Session, state: str, before: int | None) -> Listing:
    """The jobs in one state."""
    return _listing(session, before, Job.state == state)


def mails(session: Session, before: int | None) -> Listing:
    """All messages to people, whatever became of them."""
    return _listing(session, before, Job.kind == "mail")


def _listing(session: Session, before: int | None, which: object) -> Listing:
    query = (
        select(Job, Engagement)
        .outerjoin(Engagement, Engagement.id == Job.engagement_id)
        .where(which)  # type: ignore[arg-type]
        .order_by(Job.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Job.id < before)
    now = clock.real_now()
    rows = [
        Listed(job, engagement, job.leased_until is not None and job.leased_until >= now)
        for job, engagement in session.execute(query)
    ]
    return Listing(rows[:PAGE], rows[PAGE - 1].job.id if len(rows) > PAGE else None)


def mail(session: Session, number: int) -> Listed | None:
    """One message."""
    row = session.execute(
        select(Job, Engagement)
        .outerjoin(Engagement, Engagement.id == Job.engagement_id)
        .where(Job.id == number, Job.kind == "mail")
    ).first()
    return Listed(row[0], row[1], False) if row is not None else None


def refused(session: Session, engagement: Engagement) -> Mapping[str, Job]:
    """By person: the last mail of this engagement that was refused for good and that none reached
    the person after. Mail of other engagements stays theirs."""
    found: dict[str, Job] = {}
    for job in session.scalars(
        select(Job)
        .where(Job.engagement_id == engagement.id, Job.person != "", Job.kind == "mail")
        .where(Job.state.in_(("done", "failed")))
        .order_by(func.coalesce(Job.done_at, Job.refused_at), Job.id)
    ):
        if job.state == "failed" and (job.result or {}).get("refused", {}).get("for_good"):
            found[job.person] = job
        elif (job.result or {}).get("sent"):
            found.pop(job.person, None)
    return found
