"""The worker: leases, fences, what it does for each kind of job, and what it says when it cannot."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Job
from srf_policy.domain.errors import refused
from srf_policy.jobs import queue, worker
from srf_policy.jobs.worker import Leased, run_once
from tests.makers import IRAQ, LEAD, LEAD_FOCAL, STAFF, VALIDATORS, Seeded


def put(seeded: Seeded, kind: str, key: str = "k", by: str = STAFF, **arguments: Any) -> int:
    number, engagement = seeded.viewer(by).number, seeded.engagement()
    with seeded.store.database.writing() as session:
        job = queue.put(session, kind, key, engagement, number, arguments)
        session.flush()
        return job.id


def job(seeded: Seeded, job_id: int) -> Job:
    with seeded.reading() as session:
        return session.get_one(Job, job_id)


def work(seeded: Seeded) -> bool:
    return run_once(seeded.store, seeded.settings)


def make_due(seeded: Seeded, job_id: int) -> None:
    with seeded.store.database.writing() as session:
        session.get_one(Job, job_id).run_after = clock.real_now() - timedelta(seconds=1)


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], list[Leased]]:
    """Put a function in the place of the handler `test`; gives the jobs that it got."""

    def install(function: Callable[[], dict[str, Any]]) -> list[Leased]:
        got: list[Leased] = []

        def handle(_store: Any, _settings: Any, leased: Leased) -> dict[str, Any]:
            got.append(leased)
            return function()

        monkeypatch.setitem(worker.HANDLERS, "test", handle)
        return got

    return install


def test_a_job_is_done_once(seeded: Seeded, handler: Any) -> None:
    got = handler(lambda: {"answer": 42})
    number = put(seeded, "test", value=1)
    assert work(seeded)
    assert not work(seeded)
    assert [leased.arguments for leased in got] == [{"value": 1}]
    done = job(seeded, number)
    assert (done.state, done.result, done.leased_until) == ("done", {"answer": 42}, None)


def test_an_unknown_kind_says_so(seeded: Seeded) -> None:
    number = put(seeded, "fax")
    work(seeded)
    assert job(seeded, number).error.startswith("This version of the program knows no job of the")
    assert job(seeded, number).state == "waiting"


def test_a_failure_is_tried_again_later_and_then_given_up(seeded: Seeded, handler: Any) -> None:
    def fail() -> dict[str, Any]:
        raise RuntimeError("focal@example.org was here")

    got = handler(fail)
    number = put(seeded, "test")
    work(seeded)
    assert not work(seeded), "it waits before it is tried again"
    waits = job(seeded, number).run_after - clock.real_now()
    assert timedelta(0) < waits <= timedelta(seconds=2)
    for _ in range(queue.ATTEMPTS - 1):
        make_due(seeded, number)
        assert work(seeded)
    assert len(got) == queue.ATTEMPTS
    assert job(seeded, number).state == "failed"
    assert "RuntimeError" in job(seeded, number).error
    assert "@" not in job(seeded, number).error, "what libraries say may hold names"


def test_a_refusal_is_kept_as_its_sentence(seeded: Seeded, handler: Any) -> None:
    def refuse() -> dict[str, Any]:
        raise refused("refused.nothing_ticked")

    handler(refuse)
    number = put(seeded, "test")
    work(seeded)
    assert job(seeded, number).error == "No comment is ticked. Tick at least one."


def test_a_job_that_kills_its_workers_does_not_come_back_for_ever(
    seeded: Seeded, handler: Any
) -> None:
    got = handler(dict)
    number = put(seeded, "test")
    for _ in range(queue.ATTEMPTS):
        with seeded.store.database.writing() as session:
            leased = queue.lease(session)
            assert leased is not None
            leased.leased_until = clock.real_now() - timedelta(seconds=1)
    work(seeded)
    assert got == []
    assert job(seeded, number).state == "failed"


def test_who_was_away_too_long_writes_no_result(seeded: Seeded, handler: Any) -> None:
    number = put(seeded, "test")

    def slow() -> dict[str, Any]:
        with seeded.store.database.writing() as session:
            session.get_one(Job, number).leased_until = clock.real_now() - timedelta(seconds=1)
        with seeded.store.database.writing() as session:
            other = queue.lease(session)
            assert other is not None
            fence = other.fence
        with seeded.store.database.writing() as session:
            assert queue.finish(session, number, fence, {"by": "the other"})
        return {"by": "the late one"}

    handler(slow)
    assert work(seeded)
    assert job(seeded, number).result == {"by": "the other"}


def test_without_the_fence_the_late_one_would_overwrite(
    seeded: Seeded, handler: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: `finish` that asks for no fence. The test above must see the difference."""

    def careless(session: Any, job_id: int, _fence: int, result: dict[str, Any]) -> bool:
        session.get_one(Job, job_id).result = result
        return True

    real = queue.finish
    monkeypatch.setattr(queue, "finish", careless)
    with pytest.raises(AssertionError):
        test_who_was_away_too_long_writes_no_result(seeded, handler)
    monkeypatch.setattr(queue, "finish", real)


def test_handlers_run_outside_any_transaction(seeded: Seeded, handler: Any) -> None:
    """On SQLite a writer inside would wait for itself."""

    def write() -> dict[str, Any]:
        seeded.act(LEAD, "record_agreement", move="present", paper=letter(seeded))
        return {}

    handler(write)
    number = put(seeded, "test")
    work(seeded)
    assert job(seeded, number).state == "done"


def letter(seeded: Seeded) -> str:
    return str(seeded.facts().papers[0].ref)


def test_a_verb_that_is_rolled_back_leaves_no_job(seeded: Seeded) -> None:
    before = count_jobs(seeded)
    with pytest.raises(Exception, match=r"refused|missing"):
        seeded.act(LEAD, "make_move", move="submit_for_validation")
    assert count_jobs(seeded) == before == 0


def count_jobs(seeded: Seeded) -> int:
    with seeded.reading() as session:
        return len(session.scalars(select(Job)).all())


def mails(seeded: Seeded) -> list[str]:
    folder = seeded.settings.data_dir / "mail"
    return [f.read_text() for f in sorted(folder.iterdir())] if folder.is_dir() else []


def send_for_validation(seeded: Seeded) -> None:
    for number in seeded.open_comments():
        seeded.act(LEAD, "answer_comment", comment=number, disposition="noted")
    seeded.act(LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    seeded.act(LEAD, "make_move", move="submit_for_validation")


def test_a_move_tells_the_validators_in_files_without_names(seeded: Seeded) -> None:
    send_for_validation(seeded)
    expected = count_jobs(seeded) - 1  # the draft, which the move has made too
    assert expected >= len(VALIDATORS)
    while work(seeded):
        pass
    kept = mails(seeded)
    assert len(kept) == expected
    assert all("IRQ-PEI" in text and "X-SRF-Role: validator" in text for text in kept)
    for address in VALIDATORS.values():
        assert not any(address in text for text in kept)
    with seeded.reading() as session:
        states = session.scalars(select(Job.state)).all()
    assert set(states) == {"done"}


def test_mail_sent_twice_is_one_file(seeded: Seeded) -> None:
    send_for_validation(seeded)
    while work(seeded):
        pass
    before = mails(seeded)
    with seeded.store.database.writing() as session:
        for row in session.scalars(select(Job)):
            row.state = "waiting"
    while work(seeded):
        pass
    assert mails(seeded) == before


def test_who_is_not_there_any_more_is_told_nothing(seeded: Seeded) -> None:
    number = put(seeded, "mail", notice="adopted", person="nobody", params={})
    work(seeded)
    assert job(seeded, number).result == {"sent": False}
    assert mails(seeded) == []


def test_an_export_is_kept_under_its_hash(seeded: Seeded) -> None:
    number = put(seeded, "export", document="draft", revision=2, language="ar")
    work(seeded)
    result = job(seeded, number).result
    assert result is not None, job(seeded, number).error
    content = Path(result["path"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == result["sha256"]
    assert Path(result["path"]).name == f"{result['sha256']}.docx"
    assert len(content) == result["size"]
    assert result["name"] == f"{IRAQ}-revision-2-ar.docx"


def test_an_export_sees_with_the_eyes_of_who_asked(seeded: Seeded) -> None:
    with seeded.store.database.writing() as session:
        created = queue.put(
            session, "export", "k", seeded.engagement(), "nobody", {"document": "draft"}
        )
        session.flush()
        number = created.id
    work(seeded)
    assert "path" not in (job(seeded, number).result or {})
    assert job(seeded, number).error != ""


def test_the_loop_stops_when_told_and_outlives_a_broken_database(
    seeded: Seeded, handler: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, stop = threading.Event(), threading.Event()

    def finish() -> dict[str, Any]:
        done.set()
        return {}

    handler(finish)
    real, broken = worker.run_once, [OSError("no database")]

    def once(*arguments: Any) -> bool:
        if broken:
            raise broken.pop()
        return real(*arguments)

    monkeypatch.setattr(worker, "run_once", once)
    put(seeded, "test")
    thread = threading.Thread(
        target=worker.run, args=(seeded.store, seeded.settings, stop, 0.01), daemon=True
    )
    thread.start()
    assert done.wait(60)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
