"""The working draft: editing, previewing, translating, publishing, and who may not."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from srf_policy.domain import Change
from srf_policy.operations import Store
from srf_policy.settings import Settings
from srf_policy.store.queries import texts
from tests.makers import EXPERT, LEAD, LEAD_FOCAL, MOFA_FOCAL, TRANSLATOR, Seeded
from tests.web.browser import Browser

LIST = "/e/IRQ-PEI/edit"
HERE = LIST + "/il-o1-m1"
NEW = "Establish the SCC at the level of directors general, meeting every month."


@pytest.fixture
def acts(demo_settings: Settings, demo_store: Store) -> Seeded:
    return Seeded(demo_settings, demo_store)


def words(acts: Seeded, language: str = "en", name: str = "words") -> str:
    with acts.reading() as session:
        node = texts.of_working(session, acts.engagement()).find("il-o1-m1")
        found = node.text(name, language) if node else None
        return found.words if found else ""


def last_change(acts: Seeded) -> Change:
    with acts.reading() as session:
        found = session.scalar(select(Change).order_by(Change.id.desc()).limit(1))
        assert found is not None
        return found


def test_edited_with_its_cause_and_published(browser: Browser, acts: Seeded) -> None:
    browser.sign_in(LEAD)
    browser.get(HERE)
    browser.submit(words=NEW, cause_kind="comment", comment="6")
    assert browser.page.request.path.endswith("/edit")
    assert words(acts) == NEW and words(acts, name="heading") == ""
    assert (last_change(acts).cause_kind, last_change(acts).cause) == ("comment", "6")
    assert 'id="c-il-o1-m1"' in browser.page.text and "note warn" not in browser.page.text
    browser.submit(label="Fourth draft", note="Meetings are monthly.", label_ar="المسودة الرابعة")
    assert browser.page.request.path.endswith("/r/4") and NEW in browser.page.text
    assert 'id="p-il-o1-m1"' in browser.get("/e/IRQ-PEI/diff/3..4").text


def test_a_preview_saves_nothing(browser: Browser, acts: Seeded) -> None:
    browser.sign_in(EXPERT)
    old = words(acts)
    browser.get(HERE)
    browser.submit(words=NEW, preview="yes")
    assert "<ins>" in browser.page.text and "<del>" in browser.page.text
    assert words(acts) == old
    browser.submit(cause_kind="none")
    assert words(acts) == NEW
    assert 'href="#c-il-o1-m1"' in browser.page.text


@pytest.mark.parametrize("kind", ["minutes", "letter", "note"])
def test_every_kind_of_cause(browser: Browser, acts: Seeded, kind: str) -> None:
    browser.sign_in(LEAD)
    browser.get(HERE)
    named = {"note": "Agreed by telephone."} if kind == "note" else {}
    browser.submit(words=NEW, cause_kind=kind, **named)
    assert last_change(acts).cause_kind == kind and last_change(acts).cause


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"words": NEW}, "cause_kind"),
        ({"words": NEW, "cause_kind": "rumour"}, "cause_kind"),
        ({"words": NEW, "cause_kind": "comment", "comment": "999"}, None),
        ({"words": NEW, "cause_kind": "letter", "letter": "nothing"}, "cause_kind"),
        ({"words": "", "cause_kind": "none"}, "words"),
        ({"words": "x" * 1_000_000, "cause_kind": "none"}, "words"),
        ({"words": "a\x07b", "cause_kind": "none"}, "words"),
        ({"words": "a\u202eb", "cause_kind": "none"}, "words"),
        ({"words": "a\u2066b", "cause_kind": "none"}, "words"),
        ({"heading": "a\u2069b", "cause_kind": "none"}, "heading"),
        ({"cause_kind": "none"}, "words"),
    ],
)
def test_what_is_refused_is_shown_as_typed(
    browser: Browser, acts: Seeded, fields: dict[str, str], field: str | None
) -> None:
    old = words(acts)
    browser.sign_in(LEAD)
    browser.get(HERE)
    status = 422 if field else 404
    browser.submit(status=status, **fields)
    if field:
        assert f'href="#{field}"' in browser.page.text
        assert browser.form().fields["words"] == fields.get("words", old)
    assert words(acts) == old


def test_somebody_else_was_faster(browser: Browser, acts: Seeded) -> None:
    browser.sign_in(LEAD)
    browser.get(HERE)
    theirs = {"words": {"en": "Establish the SCC. They were faster."}}
    acts.act(EXPERT, "change_text", changes=[{"change": "il-o1-m1", "fields": theirs}])
    browser.submit(status=409, words=NEW, cause_kind="none")
    assert "They were faster." in browser.page.text
    assert browser.form().fields["words"] == NEW
    browser.submit()
    assert words(acts) == NEW


def test_a_second_press_changes_nothing(browser: Browser, acts: Seeded) -> None:
    browser.sign_in(LEAD)
    browser.get(HERE)
    form = {**browser.form().fields, "words": NEW, "cause_kind": "none"}
    for _ in range(2):
        assert browser.client.post(f"/en{HERE}", data=form).status_code == 303
    before = last_change(acts).id
    assert browser.client.post(f"/en{HERE}", data=form).status_code == 303
    assert last_change(acts).id == before


def test_translating(browser: Browser, acts: Seeded) -> None:
    browser.sign_in(TRANSLATOR)
    page = browser.get(HERE + "?language=ar").text
    assert words(acts) in page and 'name="heading"' not in page
    browser.submit("?language=ar", words="نص جديد.")
    assert words(acts, "ar") == "نص جديد."
    browser.get(HERE + "?language=ar")
    browser.submit("?language=ar", status=422)
    browser.get(HERE)
    assert 'name="words"' not in browser.page.text
    browser.get(HERE + "?language=ru", status=404)
    browser.get(HERE + "?language=fa-AF", status=404)


def test_who_may_not(browser: Browser, acts: Seeded) -> None:
    browser.sign_in(MOFA_FOCAL)
    for path in (LIST, HERE, HERE + "?language=ar"):
        browser.get(path, status=403)
    browser.sign_in(LEAD_FOCAL)
    assert "/edit/il-o1-m1" not in browser.get(LIST).text
    browser.get(HERE, status=403)
    browser.sign_in(LEAD)
    browser.get(LIST + "/nothing", status=404)
    browser.get("/e/AFG-CMP/edit/x", status=404)


def test_a_draft_is_published_once(browser: Browser, acts: Seeded) -> None:
    browser.sign_in(LEAD)
    assert 'name="label"' not in browser.get(LIST).text
    acts.act(LEAD, "change_text", cause_kind="none",
             changes=[{"change": "il-o1-m1", "fields": {"words": {"en": NEW}}}])  # fmt: skip
    browser.get(LIST)
    browser.submit(status=422, label=" ")
    assert 'href="#publish-label"' in browser.page.text
    form = {**browser.form().fields, "label": "Fourth"}
    acts.act(LEAD, "publish_revision", label={"en": "Faster"})
    acts.act(LEAD, "change_text", cause_kind="none",
             changes=[{"change": "il-o1-m1", "fields": {"words": {"en": NEW + " More."}}}])  # fmt: skip
    assert browser.client.post(f"/en{LIST}", data=form).status_code == 409


def test_promises_that_are_not_kept_are_named(browser: Browser, acts: Seeded) -> None:
    number = acts.open_comments()[0]
    acts.act(LEAD, "answer_comment", comment=number, disposition="accepted", resulting_revision=4)
    acts.act(LEAD, "change_text", cause_kind="note", cause="Shorter.",
             changes=[{"change": "il-o1-m1", "fields": {"words": {"en": NEW}}}])  # fmt: skip
    browser.sign_in(LEAD)
    page = browser.get(LIST).text
    assert f"?comment={number}" in page


def test_only_editorial_changes_where_the_stage_allows_no_other(
    browser: Browser, acts: Seeded
) -> None:
    with acts.store.database.writing() as session:
        session.merge(acts.engagement()).stage = "validation"
    browser.sign_in(LEAD)
    browser.get(HERE)
    browser.submit(status=422, words=NEW, cause_kind="note", note="A misspelt word.")
    browser.submit(editorial="yes")
    assert words(acts) == NEW and last_change(acts).editorial
    browser.sign_in(EXPERT)
    assert 'name="words"' not in browser.get(HERE).text
