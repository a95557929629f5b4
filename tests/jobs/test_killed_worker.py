"""A worker killed between lease and finish: another one does the job, the first can do no harm."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from srf_policy import clock
from srf_policy.domain import Job
from srf_policy.jobs import queue, worker
from tests.jobs.test_worker import job, put
from tests.makers import Seeded
from tests.sources import ROOT

HANGING = """
import time
from datetime import timedelta
from srf_policy.jobs import queue, worker
from srf_policy.operations.accounts import open_store
from srf_policy.settings import Settings

def hang(store, settings, job):
    print("leased", flush=True)
    time.sleep(600)

queue.LEASE = timedelta(seconds=3)
worker.HANDLERS["test"] = hang
settings = Settings()
worker.run_once(open_store(settings), settings)
"""

ON_POSTGRES = """
import sys, time
from srf_policy.jobs import worker
from srf_policy.jobs.worker import postgres
from srf_policy.operations.accounts import open_store
from srf_policy.settings import Settings

def hang(store, settings, job):
    print("leased", flush=True)
    time.sleep(600)

def finish(store, settings, job):
    print("done", flush=True)
    return {"by": "the second"}

worker.HANDLERS["test"] = hang if sys.argv[1] == "hang" else finish
postgres.HEARTBEAT, postgres.DEAD_AFTER, postgres.EVERY = 0.5, 1.5, "* * * * * *"
postgres.POLLING = 0.3
settings = Settings()
postgres.run(open_store(settings), settings)
"""


def environment(seeded: Seeded) -> dict[str, str]:
    settings = seeded.settings
    return {
        **os.environ,
        "SRF_DATA_DIR": str(settings.data_dir),
        "SRF_KEY_DIR": str(settings.keys),
        "SRF_DATABASE_URL": settings.database_url,
        "SRF_SECRET_KEY": settings.secret_key,
    }


def test_another_worker_does_the_job_of_a_killed_one(seeded: Seeded) -> None:
    number = put(seeded, "test")
    killed = subprocess.Popen(
        [sys.executable, "-c", HANGING], env=environment(seeded), cwd=ROOT, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert killed.stdout is not None
        assert killed.stdout.readline().strip() == "leased"
        lost = job(seeded, number).fence
        assert not worker.run_once(seeded.store, seeded.settings), "it is held as long as the lease"
    finally:
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    _wait_until_due(seeded, number)
    worker.HANDLERS["test"] = lambda *_: {"by": "the second"}
    try:
        assert worker.run_once(seeded.store, seeded.settings)
    finally:
        del worker.HANDLERS["test"]
    assert job(seeded, number).result == {"by": "the second"}
    assert job(seeded, number).attempts == 2
    with seeded.store.database.writing() as session:
        assert not queue.finish(session, number, lost, {"by": "the first"})
        queue.fail(session, number, lost, "the first says no")
    assert job(seeded, number).result == {"by": "the second"}
    assert job(seeded, number).error == ""


@pytest.mark.postgres
@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_procrastinate_gives_the_job_of_a_killed_worker_to_another(seeded: Seeded) -> None:
    number = put(seeded, "test")
    killed, second = on_postgres(seeded, "hang"), None
    try:
        assert killed.stdout is not None
        assert killed.stdout.readline().strip() == "leased"
        lost = job(seeded, number).fence
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        second = on_postgres(seeded, "finish")
        assert second.stdout is not None
        # Long before the lease would end, which is five minutes.
        assert "done" in (line.strip() for line in second.stdout)
        second.send_signal(signal.SIGTERM)
        assert second.wait(60) == 0
    finally:
        for process in (killed, second):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()
    row = job(seeded, number)
    assert (row.state, row.result, row.attempts) == ("done", {"by": "the second"}, 2)
    with seeded.store.database.writing() as session:
        assert not queue.finish(session, number, lost, {"by": "the first"})


def on_postgres(seeded: Seeded, what: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ON_POSTGRES, what], env=environment(seeded), cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def _wait_until_due(seeded: Seeded, number: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        row: Job = job(seeded, number)
        if (
            row.leased_until is None
            or row.leased_until + timedelta(milliseconds=50) < clock.real_now()
        ):
            return
        time.sleep(0.1)
    raise AssertionError("the lease does not end")
