"""Uploads and downloads, the gazetted copy beside the draft, contact notes, participation."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask import Flask

from srf_policy.operations import Store
from tests.makers import AS_OF, EXPERT, LEAD, LEAD_FOCAL, MOFA_FOCAL, OBSERVER, STAFF
from tests.web.acting import act, iraq, last_event, part, problems
from tests.web.browser import Browser
from tests.web.test_records import MEETING, RECORDS, opened
from tests.word.test_plain import p, run, word_file

PAPER = {"kind": "letter", "title": "Agreement", "sender": "MoMD", "addressee": "ICMPD",
         "occurred_on": "2019-11-01"}  # fmt: skip
ADOPTED = {"authority": "Council of Ministers", "decision": "No. 12", "occurred_on": "2019-11-20"}
DIFFERS = {**ADOPTED, "compared": "differs", "revision": "3"}


def upload(
    content: bytes = b"%PDF-1.4", name: str = "scan.pdf", kind: str = "application/pdf"
) -> Any:
    return (io.BytesIO(content), name, kind)


def address(store: Store, field: str = "file") -> str:
    return f"/e/IRQ-PEI/files/{last_event(store).payload[field]['sha256']}"


def test_a_file_comes_back_as_a_download(browser: Browser, demo_store: Store) -> None:
    opened(browser, "file_paper")
    browser.submit("#file_paper", **PAPER, file=upload(b"<script>", "رسالة.html", "text/html"))
    shown = part(browser, f"paper-{last_event(demo_store).payload['ref']}")
    assert "رسالة.html" in shown
    assert last_event(demo_store).payload["file"]["sha256"] in shown
    got = browser.get(address(demo_store))
    assert got.data == b"<script>"
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    told = got.headers["Content-Disposition"]
    assert told.startswith("attachment;") and "filename*=UTF-8''" in told and told.isascii()
    assert "script-src 'none'" in got.headers["Content-Security-Policy"]


def test_the_type_that_was_told_is_told_where_it_is_harmless(
    browser: Browser, demo_store: Store
) -> None:
    opened(browser, "file_paper")
    browser.submit("#file_paper", **PAPER, file=upload())
    assert browser.get(address(demo_store)).headers["Content-Type"] == "application/pdf"


def test_what_is_not_yours_is_not_there(browser: Browser, demo_store: Store) -> None:
    opened(browser, "file_paper")
    browser.submit("#file_paper", **PAPER, restricted="yes", file=upload(b"closed"))
    closed = address(demo_store)
    browser.get(f"{RECORDS}?do=record_meeting")
    browser.submit("#record_meeting", **MEETING, list_file=upload(b"signed"))
    signed = address(demo_store, "list_file")
    for who in (MOFA_FOCAL, OBSERVER):
        browser.sign_in(who)
        for there in (closed, signed, f"/e/IRQ-PEI/files/{'0' * 64}", "/e/IRQ-PEI/files/..%2f"):
            browser.get(there, status=404)
    browser.sign_in(LEAD_FOCAL)
    assert browser.get(closed).data == b"closed"
    assert browser.get(signed).data == b"signed"


def test_a_refused_form_keeps_its_file(browser: Browser, demo_store: Store) -> None:
    opened(browser, "file_paper")
    wrong = {**PAPER, "title": " "}
    browser.submit("#file_paper", status=422, **wrong, file=upload(b"kept"))
    assert [where for where, _ in problems(browser)] == ["#file_paper-title"]
    assert "scan.pdf" in browser.page.text
    browser.submit("#file_paper", **PAPER)
    assert browser.get(address(demo_store)).data == b"kept"


def test_a_file_that_was_not_sent_cannot_be_claimed(browser: Browser, demo_store: Store) -> None:
    opened(browser, "file_paper")
    browser.submit("#file_paper", status=422, **{**PAPER, "title": ""}, file=upload(b"theirs"))
    held = browser.form("#file_paper").fields["file_kept"]
    opened(browser, "file_paper", EXPERT)
    for claimed in (held, held[:-2] + "xx", "nonsense"):
        browser.submit("#file_paper", **PAPER, file_kept=claimed)
        assert last_event(demo_store).payload["file"] is None
        browser.get(f"{RECORDS}?do=file_paper")


def test_files_that_are_too_large_or_empty(browser: Browser, demo_store: Store) -> None:
    opened(browser, "file_paper")
    before = iraq(demo_store).event_count
    for content in (b"", b"x" * (20 * 1024 * 1024 + 1)):
        browser.submit("#file_paper", status=422, **PAPER, file=upload(content))
        assert [where for where, _ in problems(browser)] == ["#file_paper-file"]
        assert browser.form("#file_paper").fields["title"] == "Agreement"
    form = browser.form("#file_paper")
    sent = {**form.fields, **PAPER, "file": upload(b"x" * (25 * 1024 * 1024))}
    assert browser.client.post(form.action, data=sent).status_code == 413
    assert iraq(demo_store).event_count == before


def test_a_correction_keeps_the_file_or_not(browser: Browser, demo_store: Store) -> None:
    opened(browser, "file_paper")
    browser.submit("#file_paper", **PAPER, file=upload())
    ref = last_event(demo_store).payload["ref"]
    browser.get(f"{RECORDS}?do=file_paper&corrects={ref}")
    browser.submit("#file_paper", correction_reason="Misread.", keep_file=["yes"])
    assert last_event(demo_store).payload["file"]["size"] == 8
    ref = last_event(demo_store).payload["ref"]
    browser.get(f"{RECORDS}?do=file_paper&corrects={ref}")
    browser.submit("#file_paper", correction_reason="Wrong file.", keep_file=[])
    assert last_event(demo_store).payload["file"] is None


def test_who_came_row_by_row(browser: Browser, demo_store: Store) -> None:
    opened(browser, "record_meeting")
    rows: dict[str, Any] = {
        "row_institution": ["MoMD", "", "MoFA", ""], "row_kind": ["", "diaspora", "", ""],
        "row_women": ["٣", "2", "x", ""], "row_men": ["5", "2", "", ""],
        "row_not_stated": ["", "", "", ""],
    }  # fmt: skip
    browser.submit("#record_meeting", status=422, **MEETING, **rows)
    assert [where for where, _ in problems(browser)] == ["#record_meeting-attending"]
    assert 'value="x"' in browser.page.text
    rows["row_women"][2] = "1"
    browser.submit("#record_meeting", status=422, **MEETING, **rows, attendance="20")
    assert [where for where, _ in problems(browser)] == ["#record_meeting-attendance"]
    browser.submit("#record_meeting", **MEETING, **rows, attendance="13")
    assert last_event(demo_store).payload["women"] == 6
    assert "Diaspora" in part(browser, "meeting-7") or "diaspora" in part(browser, "meeting-7")


def test_more_rows_change_nothing_else(browser: Browser, demo_store: Store) -> None:
    opened(browser, "record_meeting")
    before = iraq(demo_store).event_count
    fields = {"row_institution": ["MoMD"] * 6, "row_kind": [""] * 6, "row_women": ["1"] * 6,
              "row_men": [""] * 6, "row_not_stated": [""] * 6}  # fmt: skip
    browser.submit("#record_meeting", **{**MEETING, "title": ""}, **fields, more="yes")
    assert browser.page.text.count('name="row_women"') == 12
    assert problems(browser) == []
    assert iraq(demo_store).event_count == before


def test_the_gazetted_copy_is_asked_for_kept_and_compared(
    browser: Browser, demo_store: Store
) -> None:
    opened(browser, "record_adoption")
    browser.submit("#record_adoption", status=422, **DIFFERS)
    assert problems(browser)[0][0] == "#record_adoption-file"
    copy = word_file(p(run("Human capital")) + p(run("A new paragraph of the cabinet.")))
    browser.submit("#record_adoption", **DIFFERS, file=upload(copy, "gazette.docx"))
    browser.sign_in(MOFA_FOCAL)
    browser.get("/e/IRQ-PEI/adoption/1")
    assert "A new paragraph of the cabinet." in browser.page.text
    before = browser.page.text.count('class="tag ok"')
    browser.get("/e/IRQ-PEI/adoption/1?all=yes&language=en")
    assert browser.page.text.count('class="tag ok"') == before + 1
    browser.get("/e/IRQ-PEI/adoption/2", status=404)


@pytest.mark.parametrize("name", ["scan.pdf", "broken.docx"])
def test_a_copy_that_cannot_be_compared_is_kept(
    browser: Browser, demo_store: Store, name: str
) -> None:
    opened(browser, "record_adoption")
    browser.submit("#record_adoption", **DIFFERS, file=upload(name=name))
    browser.get("/e/IRQ-PEI/adoption/1")
    assert "beside" in browser.page.text and "<table" not in part(browser, "beside")
    assert browser.get(address(demo_store)).data == b"%PDF-1.4"


def test_a_corrected_adoption_shows_both_seals(browser: Browser, demo_store: Store) -> None:
    opened(browser, "record_adoption")
    browser.submit("#record_adoption", **ADOPTED, compared="identical", revision="3")
    browser.get(f"{RECORDS}?do=record_adoption")
    assert 'action="/en/e/IRQ-PEI/records?do=record_adoption' not in browser.page.text
    browser.get(f"{RECORDS}?do=record_adoption&corrects=1")
    why = {"correction_reason": "Misread."}
    browser.submit("#record_adoption", **why, compared="not_seen", decision="No. 13")
    browser.get("/e/IRQ-PEI/adoption/1")
    assert "/en/e/IRQ-PEI/adoption/2" in browser.page.text
    browser.get("/e/IRQ-PEI/adoption/2")
    assert "Misread." in browser.page.text


def test_approved_minutes_are_corrected(browser: Browser, demo_store: Store) -> None:
    act(demo_store, EXPERT, "record_minutes", meeting=4, minutes={"en": "Read in full."})
    act(demo_store, EXPERT, "approve_minutes", meeting=4)
    opened(browser, "correct_minutes&meeting=4")
    browser.submit("#correct_minutes", status=422, minutes="Read in part.")
    assert problems(browser)[0][0] == "#correct_minutes-correction_reason"
    browser.submit("#correct_minutes", minutes="Read in part.", correction_reason="Too much said.")
    assert last_event(demo_store).verb == "correct_minutes"
    assert "Read in part." in part(browser, "meeting-7")
    assert "approve_minutes&amp;meeting=7" in browser.page.text


def test_a_presentation_is_corrected_with_its_outcome(browser: Browser, demo_store: Store) -> None:
    asked = {"outcome": "endorsed_with_changes", "conditions": ["Shorter", "One map"]}
    put = {"body": "committees", "chair": {"en": "Chair"}, "place": "Baghdad"}
    act(demo_store, EXPERT, "record_presentation", **put, **asked)
    opened(browser, "record_presentation&corrects=1")
    assert browser.form("#record_presentation").fields["conditions"].split() == [
        "Shorter",
        "One",
        "map",
    ]
    browser.submit("#record_presentation", place="Erbil", correction_reason="It was in Erbil.")
    assert last_event(demo_store).payload["outcome"] == "endorsed_with_changes"
    assert "One map" in part(browser, "presentations")


def test_questions_and_answers_on_the_adoption(browser: Browser, demo_store: Store) -> None:
    put = {"body": "committees", "chair": {"en": "Chair"}, "place": "Baghdad"}
    act(demo_store, EXPERT, "record_presentation", **put)
    opened(browser, "note_contact")
    browser.submit("#note_contact", status=422, asked="", question="When?")
    assert problems(browser)[0][0] == "#note_contact-asked"
    browser.submit("#note_contact", asked="Prime Minister's office", question="When?")
    browser.get("/engagements")
    assert "Prime Minister&#39;s office" in browser.page.text
    browser.get(f"{RECORDS}?do=answer_contact&contact=1")
    browser.submit("#answer_contact", answer="After the budget.")
    for there in ("/engagements", "/e/IRQ-PEI"):
        assert "After the budget." in browser.get(there).text
    browser.get(f"{RECORDS}?do=note_contact&corrects=1")
    browser.submit("#note_contact", answer="In March.", correction_reason="It was misheard.")
    assert all(said in browser.page.text for said in ("After the budget.", "In March."))
    assert "After the budget." not in browser.get("/engagements").text
    browser.sign_in(MOFA_FOCAL)
    for there in ("/engagements", "/e/IRQ-PEI"):
        assert "In March." not in browser.get(there).text
    browser.sign_in(LEAD)
    browser.get(f"{RECORDS}?do=answer_contact&contact=9", status=404)


def test_closed_without_adoption_says_why(browser: Browser, demo_store: Store) -> None:
    why = {"choice": "government_changed", "reason": "The new cabinet begins again."}
    act(demo_store, LEAD, "make_move", move="close", **why)
    browser.sign_in(LEAD)
    page = browser.get("/e/IRQ-PEI").text
    assert "The new cabinet begins again." in page
    assert "government_changed:" not in page
    assert "The government changed" in page or "reason.government_changed" in page


def test_participation_and_who_sees_it(browser: Browser, demo: Flask, demo_store: Store) -> None:
    rows = [
        {"institution": "MoMD", "women": 3, "men": 4},
        {"kind": "diaspora", "women": 1, "men": 0},
    ]
    act(demo_store, LEAD, "open_round", closes_on=date(2019, 12, 4), invited=["MoFA"])
    act(demo_store, LEAD, "extend_round", round=3, closes_on=date(2019, 12, 9), reason="Arbaeen.")
    meeting = {**MEETING, "title": {"en": "=1+1"}, "attending": rows, "occurred_on": AS_OF}
    act(demo_store, EXPERT, "record_meeting", **meeting)
    browser.sign_in(OBSERVER)
    for there in ("/e/IRQ-PEI/participation", "/participation"):
        assert "=1+1" in browser.get(there).text and "Arbaeen." in browser.page.text
        got = browser.get(f"{there}.xlsx")
        assert "spreadsheetml" in got.headers["Content-Type"]
        assert got.headers["Content-Disposition"].startswith("attachment;")
        sheets = openpyxl.load_workbook(io.BytesIO(got.data)).worksheets
        assert any(
            c.value == "=1+1" and c.data_type == "s" for row in sheets[4].iter_rows() for c in row
        )
    assert "AFG-CMP" not in browser.get("/participation").text
    browser.sign_in(STAFF)
    page = browser.get("/participation").text
    assert "AFG-CMP" in page and "IRQ-PEI" in page
    browser.sign_in(MOFA_FOCAL)
    for there in ("/e/IRQ-PEI/participation", "/participation", "/participation.xlsx"):
        browser.get(there, status=403)
