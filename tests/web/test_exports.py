"""The form for files, the page of a job, the list of files, and the check of a file that came back."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask import Flask

from srf_policy.documents import office
from srf_policy.jobs.worker import run_once
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


def test_pdf_is_offered_only_where_it_can_be_made(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(LEAD)
    monkeypatch.setattr(office, "program", lambda: None)
    page = browser.get(FORM).text
    assert 'value="pdf"' not in page and "LibreOffice is not installed here" in page
    browser.submit(status=422, format="pdf")
    assert "install the package libreoffice-writer" in browser.page.text


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
