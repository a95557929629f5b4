"""The form for files, the page of a job, the list of files, and the check of a file that came back."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from srf_policy import clock
from srf_policy.documents import office
from srf_policy.domain import HistoryEvent
from srf_policy.jobs.worker import clearing, run_once
from srf_policy.operations import Store
from srf_policy.settings import Settings
from tests.web.browser import Browser

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

FORM = "/e/IRQ-PEI/export"
LEAD, MOFA, STAFF = "lead.irq@example.org", "focal.mofa.iq@example.org", "staff.one@example.org"


def test_a_draft_comes_with_the_second_click(browser: Browser) -> None:
    browser.sign_in(MOFA)
    assert f'href="/en{FORM}"' in browser.get("/e/IRQ-PEI").text
    browser.get(FORM)
    got = browser.submit()
    assert got.headers["Content-Disposition"].endswith('"IRQ-PEI-revision-3-en.docx"')


def test_only_what_is_theirs_is_offered(browser: Browser) -> None:
    browser.sign_in(MOFA)
    page = browser.get(FORM).text
    assert 'value="redline"' in page and 'value="report"' not in page
    assert "Made out to" not in page, "for whom a form is made out is the Facility's and the lead's"
    browser.submit(status=422, kind=["report"])
    assert "Nothing is chosen that could be made" in browser.page.text
    assert "portfolio" not in browser.get("/x").text
    browser.sign_in(LEAD)
    assert 'value="report"' in browser.get(FORM).text


def test_a_draft_or_round_that_is_none_is_said_in_the_form(browser: Browser) -> None:
    browser.sign_in(LEAD)
    for kind, field, words in (
        ("draft", "revision", "There is no draft 9. The newest is draft 3."),
        ("redline", "base", "There is no draft 9. The newest is draft 3."),
        ("matrix", "round", "There is no round 9. There are rounds 1 and 2."),
    ):
        browser.get(FORM)
        browser.submit(status=422, **{"kind": [kind], field: "9"})
        assert words in browser.page.text


def test_pdf_is_offered_only_where_it_can_be_made(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(LEAD)
    monkeypatch.setattr(office, "program", lambda: None)
    page = browser.get(FORM).text
    assert 'value="pdf"' not in page and "LibreOffice is not installed here" in page
    browser.submit(status=422, format="pdf")
    assert "install the package libreoffice-writer" in browser.page.text


def test_letter_paper_and_words_across_the_pages(
    browser: Browser, demo_settings: Settings, demo_store: Store
) -> None:
    browser.sign_in(MOFA)
    page = browser.get(FORM).text
    assert "<details><summary>More options" in page
    browser.submit(status=422, kind=["form"], watermark="For review")
    assert "“Comment form” takes no words across its pages" in browser.page.text
    assert (
        'value="For review"' in browser.page.text and '<details open="open">' in browser.page.text
    )
    browser.submit(status=422, kind=["draft"], watermark="x" * 41)
    assert "may have at most 40 letters" in browser.page.text
    browser.submit(status=422, kind=["draft"], watermark="", paper="a0")
    assert "Paper is a4 or letter" in browser.page.text
    browser.submit(kind=["draft"], watermark=" For review ", paper="letter")
    assert_marked(browser.page.data)
    browser.get(FORM)
    browser.submit(kind=["redline"], revision="3", watermark="For review", paper="letter")
    place = browser.page.request.path.removeprefix("/en")
    while run_once(demo_store, demo_settings):
        pass
    assert "For review" in browser.get(place).text
    assert_marked(browser.get(f"{place}/file").data)
    with demo_store.database.reading() as session:
        told = session.scalars(
            select(HistoryEvent.payload).where(HistoryEvent.verb == "request_export")
        ).all()
    assert told and "For review" not in str(told), "free words stay out of the history"


def assert_marked(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert b'w:w="12240"' in package.read("word/document.xml")
        headers = [n for n in package.namelist() if n.startswith("word/header")]
        assert any(b'string="For review"' in package.read(n) for n in headers)


def test_several_are_a_job_with_progress_and_a_list(
    browser: Browser, demo: Flask, demo_settings: Settings, demo_store: Store
) -> None:
    browser.sign_in(LEAD)
    browser.get(FORM)
    several = {"kind": ["draft", "redline", "matrix"], "language": ["en", "ar"]}
    browser.submit(status=422, revision="1", **several)
    assert "say with which earlier draft to compare" in browser.page.text
    browser.submit(revision="3", **several)
    place = browser.page.request.path.removeprefix("/en")
    assert "The file is being made" in browser.page.text
    assert browser.page.headers["Refresh"] == "3"
    while run_once(demo_store, demo_settings):
        pass
    page = browser.get(place).text
    assert "The file is ready" in page and "Not everything could be made" not in page
    got = browser.get(f"{place}/file")
    assert got.content_type == "application/zip"
    assert len(zipfile.ZipFile(io.BytesIO(got.data)).namelist()) == 6
    assert f'href="/en{place}/file"' in browser.get("/x").text
    other = Browser(demo)
    other.sign_in(STAFF)
    other.get(place, status=404)
    assert place not in other.get("/x").text


def test_what_failed_can_be_asked_for_again(
    browser: Browser, demo_settings: Settings, demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(LEAD)
    monkeypatch.setattr(office, "program", lambda: "/bin/false")
    browser.get(FORM)
    browser.submit(format="pdf")
    place = browser.page.request.path
    while run_once(demo_store, demo_settings):
        pass
    page = browser.get(place.removeprefix("/en")).text
    assert "LibreOffice could not turn" in page
    browser.submit()
    assert browser.page.request.path not in (place, FORM)
    assert "The file is being made" in browser.page.text


def test_a_file_that_came_back_is_checked(browser: Browser) -> None:
    browser.sign_in(STAFF)
    draft = browser.get("/e/IRQ-PEI/r/3.docx").data
    browser.get("/verify")
    browser.submit(file=(io.BytesIO(draft), "draft.docx"))
    assert "The text is unaltered" in browser.page.text
    for content, words in ((b"PK no zip", "damaged"), (b"PK", "damaged")):
        browser.get("/verify")
        browser.submit(status=422, file=(io.BytesIO(content), "draft.docx"))
        assert words in browser.page.text
    browser.submit(status=422)
    assert "Choose a Word file first" in browser.page.text
    browser.sign_in(LEAD)
    browser.get("/verify", status=403)


def test_a_file_is_not_kept_for_ever_and_the_page_says_so_and_offers_to_ask_again(
    browser: Browser, demo_settings: Settings, demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(LEAD)
    browser.get("/e/IRQ-PEI/export")
    browser.submit(kind=["redline"], revision="3", base="1", paper="letter")
    place = browser.page.request.path.removeprefix("/en")
    while run_once(demo_store, demo_settings):
        pass
    assert "Kept until" in browser.get(place).text
    real = clock.real_now()
    with monkeypatch.context() as a_month_on:
        a_month_on.setattr(clock, "real_now", lambda: real + timedelta(days=30, seconds=5))
        assert clearing.clear(demo_settings) == 1
        browser.sign_in(LEAD)
        page = browser.get(place).text
        assert "files are kept for 30 days" in page and "Kept until" not in page
        browser.get(f"{place}/file", status=404)
        assert "No longer kept" in browser.get("/x").text
        browser.get(place)
        browser.submit()
    assert browser.page.request.path.removeprefix("/en") != place
    assert "The file is being made" in browser.page.text
