"""The outbox: one job a key, one worker a job, and none that runs for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Job
from srf_policy.jobs import queue
from srf_policy.store.database import Database


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[timedelta]]:
    """Append to it to let real time go on."""
    steps: list[timedelta] = []
    real = clock.real_now

    def now() -> datetime:
        return real() + sum(steps, timedelta())

    monkeypatch.setattr(clock, "real_now", now)
    return steps


def put(session: Session, key: str = "mail:1") -> Job:
    return queue.put(session, "mail", key, None, "abc", {"notice": "x"})


def test_the_same_key_asks_for_one_job(database: Database) -> None:
    for _ in range(2):
        with database.writing() as session:
            put(session)
            put(session)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 1


def test_a_job_is_held_by_one_worker(database: Database) -> None:
    with database.writing() as session:
        put(session)
    with database.writing() as session:
        assert queue.lease(session) is not None
    with database.writing() as session:
        assert queue.lease(session) is None


def test_jobs_come_in_the_order_in_which_they_are_due(database: Database) -> None:
    with database.writing() as session:
        for key in ("a", "b"):
            put(session, key)
            session.flush()
    with database.writing() as session:
        assert [queue.lease(session).key for _ in range(2)] == ["a", "b"]  # type: ignore[union-attr]


def test_a_worker_that_was_away_too_long_writes_nothing(
    database: Database, later: list[timedelta]
) -> None:
    with database.writing() as session:
        put(session)
        first = queue.lease(session)
        assert first is not None
        old = first.fence
    later.append(queue.LEASE + timedelta(seconds=1))
    with database.writing() as session:
        second = queue.lease(session)
        assert second is not None
        assert not queue.finish(session, second.id, old, {"by": "the first"})
        queue.fail(session, second.id, old, "the first")
        assert queue.finish(session, second.id, second.fence, {"by": "the second"})
        assert not queue.finish(session, second.id, second.fence, {"by": "nobody"})
    with database.reading() as session:
        row = session.scalars(select(Job)).one()
        assert (row.state, row.result, row.error) == ("done", {"by": "the second"}, "")


def test_a_failed_job_comes_back_later_and_later_and_then_stands(
    database: Database, later: list[timedelta]
) -> None:
    with database.writing() as session:
        put(session)
    for attempt in range(1, queue.ATTEMPTS + 1):
        with database.writing() as session:
            job = queue.lease(session)
            assert job is not None
            assert job.attempts == attempt
            queue.fail(session, job.id, job.fence, "no server " * 100)
            assert queue.lease(session) is None
        later.append(timedelta(seconds=2**attempt + 1))
    with database.reading() as session:
        row = session.scalars(select(Job)).one()
        assert (row.state, len(row.error)) == ("failed", 500)


def test_a_job_that_kills_its_workers_is_given_up(
    database: Database, later: list[timedelta]
) -> None:
    with database.writing() as session:
        put(session)
    for _ in range(queue.ATTEMPTS):
        with database.writing() as session:
            assert queue.lease(session) is not None
        later.append(queue.LEASE + timedelta(seconds=1))
    with database.writing() as session:
        assert queue.lease(session) is None
    with database.reading() as session:
        assert session.scalars(select(Job.state)).one() == "failed"
