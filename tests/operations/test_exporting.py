"""Asking for files: what may be asked for and by whom, what a job is told, and how far it is."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import HistoryEvent, Job
from srf_policy.domain.errors import NotAllowed, Refused
from srf_policy.domain.telling import tell
from srf_policy.jobs import queue
from srf_policy.jobs.worker import exporting, run_once
from srf_policy.jobs.worker.leased import Cancelled, leased, tell_progress
from srf_policy.languages.rendering import say
from srf_policy.store.queries import exports
from tests.makers import LEAD, LEAD_FOCAL, MOFA_FOCAL, OBSERVER, STAFF, Seeded

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def asked(seeded: Seeded, who: str, /, **what: Any) -> Job:
    return row(seeded, seeded.act(who, "request_export", **what).values["job"])


def row(seeded: Seeded, number: int) -> Job:
    with seeded.reading() as session:
        return session.get_one(Job, number)


def why(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.problems[0].message.code


def test_what_is_left_out_is_the_newest_draft_in_its_own_language(seeded: Seeded) -> None:
    job = asked(seeded, MOFA_FOCAL)
    assert job.arguments == {"document": "draft", "revision": 3, "language": "en"}
    with seeded.reading() as session:
        event = session.scalars(
            select(HistoryEvent).where(HistoryEvent.verb == "request_export")
        ).one()
    told = say(tell(event.verb, event.payload), "en")
    assert told == "Asked for a file of draft 3: Policy draft"


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"kind": "fax"}, "job.unknown_document"),
        ({"kind": "portfolio"}, "export.only_whole"),
        ({"language": "ru"}, "refused.unknown_language"),
        ({"beside": "ru"}, "refused.unknown_language"),
        ({"beside": "en"}, "export.same_language"),
        ({"base": 3}, "export.same_draft"),
        ({"ending": "odt"}, "export.unknown_ending"),
        ({"paper": "a0"}, "export.unknown_paper"),
        ({"watermark": "x" * 41}, "export.watermark_long"),
        ({"institution": "XYZ"}, "refused.unknown_institution"),
        ({"revision": 99}, "refused.no_draft"),
        ({"revision": 0}, "refused.no_draft"),
        ({"base": 99}, "refused.no_draft"),
        ({"base": 10**30}, "refused.no_draft"),
        ({"round": 99}, "refused.no_round"),
    ],
)
def test_what_is_not_there_is_refused(seeded: Seeded, what: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as error:
        seeded.act(LEAD, "request_export", **what)
    assert why(error) == code


def test_what_tells_of_others_is_the_facilitys_and_the_leads(seeded: Seeded) -> None:
    for who in (LEAD, STAFF, LEAD_FOCAL):
        assert asked(seeded, who, kind="report").arguments["document"] == "report"
    for who in (MOFA_FOCAL, OBSERVER):
        for kind in ("report", "transmittal", "record"):
            with pytest.raises(NotAllowed):
                seeded.act(who, "request_export", kind=kind)
        with pytest.raises(NotAllowed):
            seeded.act(who, "request_portfolio", engagement=None)
        with pytest.raises(NotAllowed):
            seeded.act(who, "request_exports", files=[{}, {"kind": "report"}])


def test_a_round_of_others_is_like_none(seeded: Seeded) -> None:
    said = []
    for number in (1, 9):
        with pytest.raises(Refused) as error:
            seeded.act("focal.molsa.iq@example.org", "request_export", kind="form", round=number)
        said.append(say(error.value.problems[0].message, "en").replace(str(number), "N", 1))
    assert said == ["There is no round N. There is only round 2."] * 2


def test_a_zip_has_a_limit(seeded: Seeded) -> None:
    for files, code in (([], "export.nothing"), ([{}] * 61, "export.too_many")):
        with pytest.raises(Refused) as error:
            seeded.act(LEAD, "request_exports", files=files)
        assert why(error) == code


def test_many_files_come_in_one_zip_and_what_cannot_be_made_is_named(seeded: Seeded) -> None:
    files = [{"language": "en"}, {"language": "ar"}, {"kind": "matrix", "ending": "xlsx"},
             {"kind": "matrix", "base": 1}]  # fmt: skip
    number = seeded.act(LEAD, "request_exports", files=files).values["job"]
    assert run_once(seeded.store, seeded.settings)
    job = row(seeded, number)
    assert (job.state, job.steps_done, job.steps) == ("done", 4, 4), job.error
    assert job.result is not None
    with zipfile.ZipFile(io.BytesIO(Path(job.result["path"]).read_bytes())) as package:
        names = package.namelist()
        left = package.read("not-made.txt").decode()
    assert len(names) == 4 and sum(name.endswith(".xlsx") for name in names) == 1
    assert "“Comment matrix” compares no drafts" in left
    assert [one["template"] for one in job.result["files"]] == ["shipped", "shipped", ""]
    assert len(job.result["left_out"]) == 1


def test_where_nothing_can_be_made_the_job_fails_at_once_with_the_sentence(seeded: Seeded) -> None:
    number = asked(seeded, LEAD, kind="bilingual").id
    run_once(seeded.store, seeded.settings)
    job = row(seeded, number)
    assert (job.state, job.attempts) == ("failed", 1)
    assert "say which second language" in job.error
    assert job.result is not None and job.result["why"][0]["params"]["kind"]["code"]


def test_rights_that_went_meanwhile_count(seeded: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    number = asked(seeded, LEAD, kind="report").id
    monkeypatch.setattr(exporting, "may_have", lambda *_: False)
    run_once(seeded.store, seeded.settings)
    assert row(seeded, number).state == "failed"


def test_who_has_moved_on_is_not_given_what_the_seat_before_saw(seeded: Seeded) -> None:
    jobs = [seeded.act(LEAD_FOCAL, "request_package").values["job"]]
    jobs += [asked(seeded, LEAD_FOCAL, kind=kind).id for kind in ("matrix", "draft")]
    while run_once(seeded.store, seeded.settings):
        pass

    def given() -> list[bool]:
        viewer = seeded.viewer(LEAD_FOCAL)
        with seeded.reading() as session:
            listed = {job.id for job, _ in exports.newest(session, viewer)}
        return [number in listed for number in jobs]

    assert given() == [True, True, True]
    number = seeded.viewer(LEAD_FOCAL).number
    seeded.act(STAFF, "end_member", person=number, role="focal_point", reason="Moved on")
    seeded.act(STAFF, "add_member", person=number, institution="MoFA", role="reviewer")
    assert given() == [False, False, False]
    with seeded.store.database.writing() as session:
        for job in session.scalars(select(Job).where(Job.id.in_(jobs))):
            assert job.result is not None
            job.result = {name: told for name, told in job.result.items() if name != "eyes"}
    # Before rights were kept beside a file, a draft was the same for everybody.
    assert given() == [False, False, True]


def test_the_portfolio_is_of_no_engagement(seeded: Seeded) -> None:
    answer = seeded.act(STAFF, "request_portfolio", engagement=None, language="ar")
    job = row(seeded, answer.values["job"])
    assert job.engagement_id is None
    run_once(seeded.store, seeded.settings)
    done = row(seeded, job.id)
    assert done.state == "done", done.error


def test_progress_keeps_the_lease_and_stops_where_the_job_was_cancelled(seeded: Seeded) -> None:
    number = asked(seeded, LEAD).id
    with seeded.store.database.writing() as session:
        held = queue.lease(session)
        assert held is not None
        mine = leased(held)
        held.leased_until = clock.real_now() + timedelta(seconds=1)
    tell_progress(seeded.store, mine, 1, 3)
    job = row(seeded, number)
    assert (job.steps_done, job.steps) == (1, 3)
    assert job.leased_until is not None
    assert job.leased_until > clock.real_now() + queue.LEASE / 2
    with seeded.store.database.writing() as session:
        assert queue.cancel(session.get_one(Job, number))
    with pytest.raises(Cancelled):
        tell_progress(seeded.store, mine, 2, 3)
    assert row(seeded, number).steps_done == 1
