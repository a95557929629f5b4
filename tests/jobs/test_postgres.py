"""Procrastinate beside our rows: woken with the transaction, once, and by who is alive."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Job
from srf_policy.domain.errors import refused
from srf_policy.jobs import queue, schema, waking, worker
from srf_policy.jobs.worker import postgres
from srf_policy.store import migrate
from srf_policy.store.database import Database
from tests.jobs.test_worker import job, put
from tests.makers import LEAD, LEAD_FOCAL, VALIDATORS, Seeded

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True),
]


def woken(database: Database) -> list[Any]:
    with database.reading() as session:
        query = text(
            "SELECT (args->>'job')::bigint, queue_name, status::text, scheduled_at "
            "FROM procrastinate_jobs ORDER BY id"
        )
        return [tuple(row) for row in session.execute(query)]


def done(seeded: Seeded) -> None:
    postgres.run(seeded.store, seeded.settings, once=True)


def test_a_verb_wakes_a_worker_for_each_of_its_messages(seeded: Seeded) -> None:
    for number in seeded.open_comments():
        seeded.act(LEAD, "answer_comment", comment=number, disposition="noted")
    seeded.act(LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    seeded.act(LEAD, "make_move", move="submit_for_validation")
    found = woken(seeded.store.database)
    mails = [number for number, kind, *_ in found if kind == "mail"]
    assert len(mails) >= len(VALIDATORS)
    assert {(status, due) for _, _, status, due in found} == {("todo", None)}
    done(seeded)
    kept = list((seeded.settings.data_dir / "mail").iterdir())
    assert len(kept) == len(mails)
    assert woken(seeded.store.database) == []
    assert {job(seeded, number).state for number, *_ in found} == {"done"}


def test_what_is_rolled_back_wakes_nobody(seeded: Seeded) -> None:
    def roll_back() -> None:
        with seeded.store.database.writing() as session:
            queue.put(session, "mail", "k", None, "abc", {"notice": "x"})
            raise RuntimeError("planted")

    with pytest.raises(RuntimeError, match="planted"):
        roll_back()
    assert woken(seeded.store.database) == []


def test_waking_twice_does_not_abort_the_transaction(database: Database) -> None:
    with database.writing() as session:
        row = queue.put(session, "mail", "k", None, "abc", {})
        waking.wake(session, row)
        queue.put(session, "mail", "l", None, "abc", {})
    assert len(woken(database)) == 2


def test_without_a_savepoint_it_would(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault; the test above must see it."""
    monkeypatch.setattr(Session, "begin_nested", lambda _self: nullcontext())
    with pytest.raises(SQLAlchemyError):
        test_waking_twice_does_not_abort_the_transaction(database)


def test_a_failed_job_is_woken_when_its_row_says(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> dict[str, Any]:
        raise refused("refused.nothing_ticked")

    monkeypatch.setitem(worker.HANDLERS, "test", fail)
    number = put(seeded, "test")
    monkeypatch.setattr(queue, "ATTEMPTS", 2)
    done(seeded)
    row = job(seeded, number)
    assert (row.state, row.attempts) == ("waiting", 1)
    [(_, _, status, scheduled)] = woken(seeded.store.database)
    assert status == "todo"
    assert abs(scheduled - row.run_after) < timedelta(milliseconds=1)


def test_what_is_cancelled_is_never_done(seeded: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []
    monkeypatch.setitem(worker.HANDLERS, "test", lambda *_: ran.append(1) or {})
    number = put(seeded, "test")
    with seeded.store.database.writing() as session:
        assert queue.cancel(session.get_one(Job, number))
    done(seeded)
    assert (ran, job(seeded, number).state) == ([], "cancelled")
    with seeded.store.database.writing() as session:
        queue.again(session, session.get_one(Job, number))
    done(seeded)
    assert (ran, job(seeded, number).state) == ([1], "done")


def test_only_the_queues_that_are_asked_for(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(worker.HANDLERS, "test", lambda *_: {})
    number = put(seeded, "test")
    postgres.run(seeded.store, seeded.settings, ["export"], once=True)
    assert job(seeded, number).state == "waiting"
    postgres.run(seeded.store, seeded.settings, ["test"], once=True)
    assert job(seeded, number).state == "done"


def test_what_nobody_would_wake_is_woken(database: Database) -> None:
    with database.writing() as session:
        row = queue.put(session, "mail", "k", None, "abc", {})
        row.run_after = clock.real_now() - timedelta(minutes=2)
        session.execute(text("DELETE FROM procrastinate_jobs"))
        number = row.id
    assert woken(database) == []
    store: Any = type("Held", (), {"database": database})
    postgres._wake_forgotten(store)
    postgres._wake_forgotten(store)
    assert [found[0] for found in woken(database)] == [number]


def test_the_library_s_schema_is_applied_once_and_migrated(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = schema._scripts()
    with database.engine.connect() as connection:
        assert connection.scalar(text(schema._FOUND)) == max(scripts)
    later = {"90.00.00_01_pre_planted.sql": "CREATE TABLE procrastinate_planted (id int)"}
    monkeypatch.setattr(schema, "_scripts", lambda: scripts | later)
    migrate.upgrade(database)
    # Made twice it would be refused.
    migrate.upgrade(database)
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM procrastinate_planted")) == 0
        assert connection.scalar(text(schema._FOUND)) == max(later)
