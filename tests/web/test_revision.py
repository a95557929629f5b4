"""The text of a draft: languages side by side, comments, references, its Word file."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest
from sqlalchemy import event, select

from srf_policy.documents.draft import SMALL
from srf_policy.domain import Engagement
from srf_policy.jobs import worker
from srf_policy.operations import Store
from srf_policy.settings import Settings
from srf_policy.store.queries import revision
from srf_policy.web import exports
from tests.makers import LEAD, MOFA_FOCAL, OBSERVER, Seeded
from tests.web.browser import Browser

HERE = "/e/IRQ-PEI/r/3"


@pytest.fixture
def acts(demo_settings: Settings, demo_store: Store) -> Seeded:
    return Seeded(demo_settings, demo_store)


def test_the_text_with_its_numbers_and_contents(browser: Browser) -> None:
    browser.sign_in(OBSERVER)
    page = browser.get(HERE).text
    assert '<a href="#p-il">' in page and 'id="p-il"' in page
    assert (
        '<bdi class="n" dir="ltr">1.1.1</bdi>' in page
        and '<bdi class="n" dir="ltr">(a)</bdi>' in page
    )
    assert "{ref" not in page and '<a href="#p-il-o1-m3"' in page
    assert page.count('<tr role="row" id="p-ap-') == 23


def test_two_languages_side_by_side(browser: Browser) -> None:
    browser.sign_in(LEAD)
    page = browser.get(HERE + "?language=ar").text
    assert page.index('lang="en"') < page.index('class="txt" lang="ar" dir="rtl"')
    assert page.count('class="tag warn"') > 3
    browser.language = "ar"
    page = browser.get(HERE).text
    assert '<bdi class="n" dir="rtl">١.١.١</bdi>' in page
    assert page.index('class="txt" lang="ar"') < page.index('class="txt" lang="en"')
    browser.language = "fa-AF"
    assert 'class="bi"' not in browser.get(HERE).text


def test_comments_are_counted_as_far_as_one_may_see_them(browser: Browser) -> None:
    browser.sign_in(LEAD)
    all_ = browser.get(HERE).text.count("comments?provision=")
    browser.sign_in(MOFA_FOCAL)
    own = browser.get(HERE).text.count("comments?provision=")
    browser.sign_in(OBSERVER)
    assert all_ > own > 0 and "comments?provision=" not in browser.get(HERE).text


def test_only_who_writes_is_led_to_the_working_draft(browser: Browser) -> None:
    for address, leads in ((LEAD, True), ("focal.momd@example.org", True), (MOFA_FOCAL, False)):
        browser.sign_in(address)
        assert ('href="/en/e/IRQ-PEI/edit"' in browser.get(HERE).text) is leads


@pytest.mark.parametrize(
    "path", ["/e/IRQ-PEI/r/0", "/e/IRQ-PEI/r/4", "/e/IRQ-PEI/r/999999999999", "/e/IRQ-PEI/r/x",
             "/e/AFG-CMP/r/1", "/e/NO-NE/r/1", HERE + "?language=xx", HERE + "?language=ru"],
)  # fmt: skip
def test_what_is_not_there_or_not_yours(browser: Browser, path: str) -> None:
    browser.sign_in(MOFA_FOCAL)
    browser.get(path, status=404)


@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
def test_the_word_file_comes_at_once(browser: Browser, language: str) -> None:
    browser.sign_in(MOFA_FOCAL)
    answer = browser.get(f"{HERE}.docx?language={language}")
    assert f'"IRQ-PEI-revision-3-{language}.docx"' in answer.headers["Content-Disposition"]
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert browser.get(HERE + ".docx?language=ru", status=422)


def test_a_large_word_file_is_made_by_the_worker(
    browser: Browser, acts: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SMALL == 400
    monkeypatch.setattr(exports, "SMALL", 10)
    browser.sign_in(MOFA_FOCAL)
    browser.get(HERE + ".docx?language=ar")
    browser.submit()
    page = browser.page.request.path.removeprefix("/en")
    assert page.startswith("/x/") and browser.page.headers["Refresh"] == "3"
    browser.get(page + "/file", status=404)
    while worker.run_once(acts.store, acts.settings):
        pass
    assert f"{page}/file" in browser.get(page).text
    made = browser.get(page + "/file")
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(made.data)).namelist()
    browser.sign_in(LEAD)
    browser.get(page, status=404)
    browser.get(page + "/file", status=404)


def test_the_whole_draft_is_small_and_takes_few_statements(browser: Browser, acts: Seeded) -> None:
    browser.sign_in(LEAD)
    assert len(gzip.compress(browser.get(HERE + "?language=ar").data)) < 90 * 1024
    said: list[str] = []
    engine = acts.store.database.engine
    event.listen(engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    with acts.reading() as session:
        iraq = session.scalar(select(Engagement).where(Engagement.code == "IRQ-PEI"))
        assert iraq is not None
        said.clear()
        revision.shown(session, acts.viewer(LEAD), iraq, 3)
    assert len([one for one in said if "FROM revision" in one or "comment" in one]) <= 8
