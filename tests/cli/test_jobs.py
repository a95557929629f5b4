"""`worker --once`, and jobs listed, cancelled and tried again on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from srf_policy.jobs import queue
from srf_policy.operations.accounts import open_store
from tests.cli.running import in_folder, ok, refusal
from tests.conftest import settings_for, sqlite_url


def test_jobs_are_listed_cancelled_tried_again_and_done(demo: Path) -> None:
    settings = settings_for(sqlite_url(demo / "srf.db"), demo.parent).model_copy(
        update={"secret_key": "", "key_dir": None}
    )
    store = open_store(settings)
    with store.database.writing() as session:
        job = queue.put(session, "password_link", "k", None, "system", {"lookup": "nobody's"})
        session.flush()
        number = str(job.id)
    store.database.dispose()
    where = in_folder(demo)
    [found] = json.loads(ok(where, "jobs", "list", "--json"))
    assert (str(found["job"]), found["state"], found["kind"]) == (
        number,
        "waiting",
        "password_link",
    )
    assert "cancelled" in ok(where, "jobs", "cancel", number)
    ok(where, "worker", "--once")
    assert "cancelled" in ok(where, "jobs", "list", "--state", "cancelled")
    ok(where, "jobs", "retry", number)
    ok(where, "worker", "--once", "--queue", "mail")
    assert "waiting" in ok(where, "jobs", "list")
    ok(where, "worker", "--once", "--queue", "password_link")
    assert number in ok(where, "jobs", "list", "--state", "done")
    assert "does not wait any more" in refusal(where, "jobs", "cancel", number)[0]
