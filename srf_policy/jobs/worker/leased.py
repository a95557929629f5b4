"""A job in a worker's hands, and the moment after which it cannot be cancelled any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from srf_policy.domain import Job
from srf_policy.jobs import queue
from srf_policy.operations import Store


class Cancelled(Exception):
    """The job was cancelled, or another worker has it: nothing of it may be done any more."""


@dataclass(frozen=True)
class Leased:
    """A job as plain values, so that nothing of the database is held while it is done.

    `known` is what its handler has found out so far; staff see it where the job fails.
    """

    id: int
    kind: str
    key: str
    fence: int
    attempts: int
    engagement_id: int | None
    requested_by: str
    created_at: datetime
    arguments: Mapping[str, Any]
    known: dict[str, Any] = field(default_factory=dict)


def leased(job: Job) -> Leased:
    """The values of a row that was just leased."""
    return Leased(
        job.id, job.kind, job.key, job.fence, job.attempts, job.engagement_id,
        job.requested_by, job.created_at, dict(job.arguments),
    )  # fmt: skip


def begin(store: Store, job: Leased) -> None:
    """Called by a handler right before its effect. Raises Cancelled where there must be none."""
    with store.database.writing() as session:
        if not queue.begin(session, job.id, job.fence):
            raise Cancelled


def tell_progress(store: Store, job: Leased, done: int, of: int) -> None:
    """Called between two steps of a long job. Raises Cancelled where it need not go on."""
    with store.database.writing() as session:
        if not queue.progress(session, job.id, job.fence, done, of):
            raise Cancelled
