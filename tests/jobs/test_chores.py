"""Jobs cancelled and tried again by administrators: never done, or said to be too late."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select

from srf_policy.domain import HistoryEvent, Job
from srf_policy.domain.errors import NotAllowed, NotFound, Refused
from srf_policy.jobs import queue, worker
from srf_policy.jobs.worker.leased import begin
from tests.jobs.test_worker import job, make_due, put, work
from tests.makers import ADMINISTRATOR, LEAD, STAFF, Seeded


def ask(seeded: Seeded, verb: str, number: int, by: str = ADMINISTRATOR) -> None:
    seeded.act(by, verb, engagement=None, job=number)


def code_of(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.problems[0].message.code


class Stages:
    """A handler that waits for the test before its effect and within it."""

    def __init__(self) -> None:
        self.prepared, self.go = threading.Event(), threading.Event()
        self.begun, self.end = threading.Event(), threading.Event()
        self.effects = 0

    def __call__(self, store: Any, _settings: Any, leased: Any) -> dict[str, Any]:
        self.prepared.set()
        assert self.go.wait(20)
        begin(store, leased)
        self.effects += 1
        self.begun.set()
        assert self.end.wait(20)
        return {"did": "it"}


@contextmanager
def running(seeded: Seeded, stages: Stages) -> Iterator[None]:
    thread = threading.Thread(target=work, args=(seeded,), daemon=True)
    thread.start()
    try:
        assert stages.prepared.wait(20)
        yield
    finally:
        stages.go.set()
        stages.end.set()
        thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> Stages:
    made = Stages()
    monkeypatch.setitem(worker.HANDLERS, "test", made)
    return made


def test_a_cancelled_job_is_never_run(seeded: Seeded, stages: Stages) -> None:
    number = put(seeded, "test")
    ask(seeded, "cancel_job", number)
    assert not work(seeded)
    assert (job(seeded, number).state, stages.effects) == ("cancelled", 0)


def test_a_running_job_is_cancelled_before_its_effect(seeded: Seeded, stages: Stages) -> None:
    number = put(seeded, "test")
    with running(seeded, stages):
        ask(seeded, "cancel_job", number)
    assert (job(seeded, number).state, stages.effects) == ("cancelled", 0)
    assert job(seeded, number).result is None


def test_once_the_effect_has_begun_it_is_too_late(seeded: Seeded, stages: Stages) -> None:
    number = put(seeded, "test")
    with running(seeded, stages):
        stages.go.set()
        assert stages.begun.wait(20)
        with pytest.raises(Refused) as error:
            ask(seeded, "cancel_job", number)
        assert code_of(error) == "job.too_late"
        with pytest.raises(Refused) as error:
            ask(seeded, "retry_job", number)
        assert code_of(error) == "job.running"
    assert (job(seeded, number).state, stages.effects) == ("done", 1)
    with pytest.raises(Refused) as error:
        ask(seeded, "retry_job", number)
    assert code_of(error) == "job.done"


def test_a_beginning_that_asks_nothing_would_be_seen(
    seeded: Seeded, stages: Stages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault."""
    monkeypatch.setattr(queue, "begin", lambda *_: True)
    with pytest.raises(AssertionError):
        test_a_running_job_is_cancelled_before_its_effect(seeded, stages)


def test_a_failed_job_is_tried_again_from_the_beginning(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[Any] = [RuntimeError("broken")] * queue.ATTEMPTS + [{"did": "it"}]

    def handle(*_: Any) -> dict[str, Any]:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return dict(answer)

    monkeypatch.setitem(worker.HANDLERS, "test", handle)
    number = put(seeded, "test")
    for _ in range(queue.ATTEMPTS):
        make_due(seeded, number)
        work(seeded)
    assert job(seeded, number).state == "failed"
    ask(seeded, "retry_job", number)
    assert work(seeded)
    done = job(seeded, number)
    assert (done.state, done.attempts, done.error) == ("done", 1, "")
    with seeded.reading() as session:
        events = session.scalars(select(HistoryEvent).where(HistoryEvent.verb == "retry_job")).all()
    assert [(e.chain, e.subject, e.payload["job_kind"]) for e in events] == [
        ("FACILITY", f"job:{number}", "test")
    ]


@pytest.mark.parametrize("verb", ["cancel_job", "retry_job"])
def test_administrators_alone_may(seeded: Seeded, verb: str) -> None:
    number = put(seeded, "test")
    for address in (LEAD, STAFF):
        with pytest.raises(NotAllowed):
            ask(seeded, verb, number, by=address)
    with pytest.raises(NotFound):
        ask(seeded, verb, number + 99)
    with seeded.reading() as session:
        assert session.get_one(Job, number).state == "waiting"
