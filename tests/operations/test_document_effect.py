"""A move that has a document made: the job is written with it, the worker makes the file, and all
who may have such a file in that engagement find it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from srf_policy.documents.kinds import KINDS
from srf_policy.domain import HistoryEvent, Job
from srf_policy.domain.errors import NotFound
from srf_policy.domain.exports import ALIKE, INTO
from srf_policy.engine.vocabulary import TEMPLATES
from srf_policy.jobs import worker
from srf_policy.operations import moves
from srf_policy.store.queries import exports
from tests.makers import IRAQ, LEAD, LEAD_FOCAL, MOFA_FOCAL, OBSERVER, STAFF, Seeded

MOVE = "submit_for_validation"


def moved(seeded: Seeded) -> list[Job]:
    """The move is made and the worker has done its work."""
    seeded.act(LEAD, "answer_comments", comments=seeded.open_comments(), disposition="noted")
    seeded.act(LEAD_FOCAL, "record_agreement", move=MOVE)
    seeded.act(LEAD, "make_move", move=MOVE)
    while worker.run_once(seeded.store, seeded.settings, ["export"]):
        pass
    with seeded.reading() as session:
        return list(session.scalars(select(Job).where(Job.kind == "export").order_by(Job.id)))


def given(seeded: Seeded, who: str) -> list[str]:
    """The kinds that somebody finds in the engagement; on their own page just these."""
    viewer, engagement = seeded.viewer(who), seeded.engagement()
    with seeded.reading() as session:
        listed = exports.of_moves(session, viewer, engagement)
        for job in session.scalars(select(Job).where(Job.kind == "export")):
            if job.id in [one.id for one in listed]:
                assert exports.export(session, viewer, job.id)[0].id == job.id
            else:
                with pytest.raises(NotFound):
                    exports.export(session, viewer, job.id)
    return sorted(str(job.arguments["document"]) for job in listed)


def test_the_draft_is_made_of_the_newest_revision_for_all_who_read_it(seeded: Seeded) -> None:
    [job] = moved(seeded)
    with seeded.reading() as session:
        asked = select(HistoryEvent).where(
            HistoryEvent.chain == IRAQ, HistoryEvent.verb == "request_export"
        )
        [event] = session.scalars(asked)
    wanted = {"document": "draft", "revision": 3, "language": "en"}
    assert job.arguments == {**wanted, "move": MOVE}
    assert "move" not in event.payload
    assert job.requested_by == seeded.viewer(LEAD).number
    assert job.state == "done"
    assert Path(job.result["path"]).read_bytes().startswith(b"PK")  # type: ignore[index]
    for who in (LEAD, LEAD_FOCAL, MOFA_FOCAL, OBSERVER, STAFF):
        assert given(seeded, who) == ["draft"]
    with seeded.reading() as session:
        assert list(exports.newest(session, seeded.viewer(OBSERVER))) == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_each_kind_reaches_those_who_may_have_all_that_it_tells(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = moves.make_document

    def every_kind(work: Any, _template: str, *revision: Any, move: str) -> None:
        for kind in TEMPLATES:
            real(work, kind, *revision, move=move)

    monkeypatch.setattr(moves, "make_document", every_kind)
    jobs = moved(seeded)
    made = {(job.arguments["document"], job.arguments["language"]): job for job in jobs}
    assert [of for of in made if of[0] == "translation"] == [
        ("translation", tag) for tag in seeded.engagement().languages if tag != "en"
    ]
    assert {kind for kind, _ in made} == set(TEMPLATES)
    # Nothing is adopted yet, and says so; all others are made of what is there.
    assert [of for of, job in made.items() if job.state != "done"] == [("record", "en")]
    every = sorted(job.arguments["document"] for job in jobs)
    for who in (LEAD, LEAD_FOCAL, STAFF):
        assert given(seeded, who) == every
    for who in (MOFA_FOCAL, OBSERVER):
        # The matrix of a move holds the comments of all: a ministry asks for its own.
        assert given(seeded, who) == [kind for kind in every if kind in ALIKE]
    by_seat = {job.id: job for job in jobs}
    seeded.act(STAFF, "end_member", person=seeded.viewer(LEAD).number, role="lead_expert",
               reason="Moved on")  # fmt: skip
    with seeded.reading() as session:
        found = [job.id for job, _ in exports.newest(session, seeded.viewer(LEAD))]
    assert not set(found) & set(by_seat), "who made the move and left it has no more right to it"


def test_the_closed_lists_say_the_same() -> None:
    needing_nothing = {name for name, kind in KINDS.items() if not kind.needs and not kind.whole}
    assert set(TEMPLATES) == needing_nothing
    assert {name for name, kind in KINDS.items() if kind.into} == INTO
