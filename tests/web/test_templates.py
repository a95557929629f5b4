"""Word templates put in place by an administrator: checked, versioned, the nearest one used."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from srf_policy.domain import WordTemplate
from srf_policy.languages.tags import INTERFACE, autonym
from srf_policy.operations import Store
from srf_policy.operations.attaching import folder
from srf_policy.settings import Settings
from srf_policy.store import verifying
from tests.web.acting import act
from tests.web.browser import Browser
from tests.word.templates import rewritten, run, with_paragraph

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

ADMIN, LEAD, CODE = "admin@example.org", "lead.irq@example.org", "IRQ-PEI"
PAGE, FILE = "/admin/templates", "/admin/template.docx?"


@pytest.fixture
def admin(browser: Browser) -> Browser:
    browser.sign_in(ADMIN)
    browser.get(PAGE)
    return browser


def put(browser: Browser, content: bytes, scope: str = "", status: int = 200, **more: str) -> str:
    browser.get(PAGE)
    sent = {"kind": "draft", "language": "en", "scope": scope, **more}
    file = (io.BytesIO(content), "ours.docx")
    return browser.submit(PAGE, file=file, status=status, **sent).text


def marked(word: str) -> bytes:
    return with_paragraph(run(word))


def word_of(app: Flask, language: str = "en") -> tuple[str, str]:
    """The text of the newest draft's file, and what it says about its template."""
    reader = Browser(app)
    reader.sign_in(LEAD)
    content = reader.get(f"/e/{CODE}/r/3.docx?language={language}").data
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return (
            package.read("word/document.xml").decode(),
            package.read("docProps/custom.xml").decode(),
        )


def test_the_nearest_template_is_used_and_named_in_the_file(admin: Browser, demo: Flask) -> None:
    assert "shipped" in word_of(demo)[1]
    for scope, word in (("", "FACILITY"), ("IQ", "COUNTRY"), (CODE, "ENGAGEMENT")):
        assert "version 1" in put(admin, marked(word), scope)
        text, about = word_of(demo)
        assert word in text and f"{scope or 'facility'}/draft/en/1" in about
        assert word in word_of(demo, "ar")[0], "other languages are derived from it"
    put(admin, marked("SECOND"), CODE)
    assert "SECOND" in word_of(demo)[0] and f"{CODE}/draft/en/2" in word_of(demo)[1]


def test_withdrawing_brings_back_what_was_there_before(admin: Browser, demo: Flask) -> None:
    put(admin, marked("FIRST"))
    put(admin, marked("SECOND"))
    admin.get(PAGE)
    gone = {"kind": "draft", "language": "en", "scope": "", "version": "2"}
    said = admin.submit("#t2", **gone).text
    assert "withdrawn on" in said
    assert "FIRST" in word_of(demo)[0]
    assert b"SECOND" in zip_text(admin.get(FILE + "kind=draft&language=en&version=2&scope=").data)


def zip_text(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read("word/document.xml")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (with_paragraph(run("{{ engagement.contry }}")), "engagement.country"),
        (rewritten(lambda xml: xml.replace("{{ body }}", "")), "{{ body }}"),
        (b"not a Word file", "Word"),
    ],
    ids=["misspelt", "no body", "no package"],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_changes(
    admin: Browser, demo: Flask, content: bytes, said: str
) -> None:
    shown = put(admin, content, CODE, status=422)
    assert said in shown and "ours.docx" in shown, "the file needs not be chosen again"
    assert "None yet" in shown and "picture" not in shown
    assert "shipped" in word_of(demo)[1]


def test_a_lost_template_is_told_and_not_replaced_by_another(
    admin: Browser, demo: Flask, demo_store: Store
) -> None:
    lost = {"sha256": "0" * 64, "size": 1, "name": "lost.docx", "media_type": "x/y"}
    act(demo_store, ADMIN, "put_template", kind="draft", language="en", file=lost)
    reader = Browser(demo)
    reader.sign_in(LEAD)
    assert "restore the files" in reader.get(f"/e/{CODE}/r/3.docx", status=422).text


def test_a_template_that_was_changed_behind_our_back_is_found(
    admin: Browser, demo: Flask, demo_store: Store, demo_settings: Settings
) -> None:
    def wrong() -> str | None:
        with demo_store.database.reading() as session:
            against = verifying.Against(folder(demo_settings), {})
            [chain] = verifying.chains(session, "FACILITY")
            found = verifying.first_wrong(session, chain, against)
            return found.code if found else None

    put(admin, marked("FIRST"))
    put(admin, marked("SECOND"))
    act(demo_store, ADMIN, "withdraw_template", kind="draft", language="en", version=2)
    assert wrong() is None
    [kept] = (p for p in folder(demo_settings).rglob("*") if p.is_file() and first(p))
    kept.write_bytes(marked("FORGED"))
    assert wrong() == "verify.file_altered"
    reader = Browser(demo)
    reader.sign_in(LEAD)
    assert "restore the files" in reader.get(f"/e/{CODE}/r/3.docx", status=422).text
    kept.write_bytes(marked("FIRST"))
    assert wrong() is None
    with demo_store.database.writing() as session:
        session.execute(update(WordTemplate).values(withdrawn_on=None))
    assert wrong() == "verify.table"


def first(path: Path) -> bool:
    return path.read_bytes() == marked("FIRST")


def test_an_own_template_of_a_language_goes_before_the_english_one(
    admin: Browser, demo: Flask
) -> None:
    put(admin, marked("ENGLISH"), CODE)
    arabic = admin.get(FILE + "kind=draft&language=ar").data
    assert "ENGLISH" in word_of(demo, "ar")[0]
    put(admin, arabic, CODE, language="ar")
    assert "ENGLISH" not in word_of(demo, "ar")[0]
    assert "ENGLISH" in word_of(demo, "en")[0]


def test_the_page_is_offered_only_in_languages_of_the_interface(admin: Browser) -> None:
    shown = admin.get(PAGE).text
    offered = set(re.findall(r'<a href="/([^/"]+)/admin/templates" lang', shown))
    assert offered == set(INTERFACE)
    assert f'<option value="ckb">{autonym("ckb")}' in shown, "templates are for every language"
