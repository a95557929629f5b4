"""A move that has a document made: the job is written with it, and the worker makes the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from srf_policy.domain import HistoryEvent, Job
from srf_policy.jobs import worker
from tests.makers import IRAQ, LEAD, LEAD_FOCAL, Seeded


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_draft_is_made_of_the_newest_revision(seeded: Seeded) -> None:
    seeded.act(LEAD, "answer_comments", comments=seeded.open_comments(), disposition="noted")
    seeded.act(LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    seeded.act(LEAD, "make_move", move="submit_for_validation")
    query = select(Job).where(Job.kind == "export")
    with seeded.reading() as session:
        [job] = session.scalars(query)
        asked = select(HistoryEvent.verb).where(HistoryEvent.chain == IRAQ)
        verbs = session.scalars(asked.order_by(HistoryEvent.seq)).all()[-4:]
    wanted = {"document": "draft", "revision": 3, "language": "en"}
    assert job.arguments == wanted
    assert job.requested_by == seeded.viewer(LEAD).number
    assert "request_export" in verbs
    while worker.run_once(seeded.store, seeded.settings, ["export"]):
        pass
    with seeded.reading() as session:
        [job] = session.scalars(query)
    assert job.state == "done"
    assert Path(job.result["path"]).read_bytes().startswith(b"PK")  # type: ignore[index]
