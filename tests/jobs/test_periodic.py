"""The job that comes back: one row, asked for again and again, done by whoever works."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from srf_policy import clock
from srf_policy.domain import HistoryEvent, Job
from srf_policy.jobs.worker import periodic, run_once
from tests.makers import IRAQ, LEAD, Seeded


def row(seeded: Seeded) -> Job:
    with seeded.reading() as session:
        return session.scalars(select(Job).where(Job.kind == periodic.DEADLINES)).one()


def a_minute_later(seeded: Seeded) -> None:
    with seeded.store.database.writing() as session:
        found = session.scalars(select(Job).where(Job.kind == periodic.DEADLINES)).one()
        found.done_at = clock.real_now() - timedelta(seconds=periodic.EVERY)


def told(seeded: Seeded) -> int:
    with seeded.reading() as session:
        return session.scalar(
            select(func.count()).where(
                HistoryEvent.chain == IRAQ, HistoryEvent.origin == "system"
            )
        ) or 0  # fmt: skip


def work(seeded: Seeded) -> None:
    while run_once(seeded.store, seeded.settings, [periodic.DEADLINES]):
        pass


def test_it_is_one_row_that_comes_back(seeded: Seeded) -> None:
    assert periodic.ask(seeded.store)
    assert not periodic.ask(seeded.store), "it waits already"
    work(seeded)
    first = row(seeded)
    assert first.state == "done" and first.result == {"acts": 2}
    assert not periodic.ask(seeded.store), "it was just done"
    a_minute_later(seeded)
    assert periodic.ask(seeded.store)
    work(seeded)
    again = row(seeded)
    assert (again.id, again.result) == (first.id, {"acts": 0})
    assert told(seeded) == 2


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_became_due_is_done_by_the_next_look(seeded: Seeded) -> None:
    seeded.act(LEAD, "open_round", closes_on=date(2019, 12, 20), invited=["MoFA"])
    periodic.ask(seeded.store)
    work(seeded)
    with seeded.on(date(2019, 12, 14)):
        a_minute_later(seeded)
        periodic.ask(seeded.store)
        work(seeded)
        assert row(seeded).result == {"acts": 1}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_it_is_asked_for_as_long_as_somebody_works(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, enough = [], threading.Event()

    def ask(_store: object) -> bool:
        asked.append(1)
        if len(asked) == 2:
            raise OSError("the database is away")
        if len(asked) > 2:
            enough.set()
        return True

    monkeypatch.setattr(periodic, "EVERY", 0.01)
    monkeypatch.setattr(periodic, "ask", ask)
    with periodic.beside(seeded.store):
        assert enough.wait(20), "one failure does not end it"
    count = len(asked)
    assert not threading.Event().wait(0.1)
    assert len(asked) == count, "it ends with the block"
