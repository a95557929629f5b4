"""The ministry's side of a round: tasks, one provision at a time, the check, the receipt."""

from __future__ import annotations

import gzip
import re
from datetime import date

import pytest
from sqlalchemy import func, select

from srf_policy import clock
from srf_policy.domain import Comment, Submission, Text
from srf_policy.operations import Store
from srf_policy.settings import Settings
from tests.makers import LEAD, MOFA_CONSULAR, MOFA_FOCAL, MOI_FOCAL, Seeded
from tests.web.browser import Browser
from tests.web.walking import plain

ROUND = "/c/IRQ-PEI-3"
PAGE = ROUND + "/p/il-o1-m1"
CLOSES = date(2019, 12, 20)


@pytest.fixture
def acts(demo_settings: Settings, demo_store: Store) -> Seeded:
    return Seeded(demo_settings, demo_store)


@pytest.fixture
def opened(acts: Seeded) -> Seeded:
    """A third round is open for two ministries."""
    acts.act(LEAD, "open_round", closes_on=CLOSES, invited=["MoFA", "MoI"], revision=3,
             questions=[{"en": "Can you carry it out?", "ar": "هل تستطيعون تنفيذها؟"}])  # fmt: skip
    return acts


def comments(acts: Seeded) -> list[Comment]:
    """The comments of the third round, oldest first."""
    with acts.reading() as session:
        return list(session.scalars(select(Comment).where(Comment.number > 44)
                                    .order_by(Comment.number)))  # fmt: skip


def words(acts: Seeded, sha: str | None) -> str:
    with acts.reading() as session:
        found = session.scalar(select(Text.words).where(Text.sha256 == sha))
    return found or ""


def test_from_the_list_to_the_receipt(browser: Browser, opened: Seeded) -> None:
    before = len(comments(opened))
    browser.sign_in(MOFA_FOCAL)
    assert "Can you carry it out?" in browser.get(ROUND).text
    browser.get(PAGE)
    browser.submit(answer="agree")
    assert browser.page.request.path.endswith("/p/il-o1-m2")
    browser.submit(answer="remark", text="Who pays?")
    browser.get(ROUND + "/general")
    browser.submit(text="Yes, with more staff.")
    assert browser.page.request.path.endswith(ROUND)
    assert "Who pays?" in browser.get(ROUND + "/check").text
    browser.submit()
    assert browser.page.request.path.endswith("/sent")
    new = comments(opened)[before:]
    assert [c.answer for c in new] == ["agree", "remark", "remark"]
    assert {c.layer for c in new} == {"engagement"} and not any(c.late for c in new)


def test_wording_keeps_its_references(browser: Browser, opened: Seeded) -> None:
    browser.sign_in(MOFA_FOCAL)
    browser.get(ROUND + "/p/il-o1-m4?language=en")
    shown = browser.form().fields["proposed"]
    assert "{ref" not in shown and "measure 1.1.3" in shown
    browser.submit(
        answer="proposal", proposed=shown + " Twice.", justification="Once is not enough."
    )
    held = comments(opened)[-1]
    assert "{ref: il-o1-m3}" in words(opened, held.proposed)
    assert words(opened, held.proposed).endswith(" Twice.") and held.language == "en"
    again = browser.get(ROUND + "/p/il-o1-m4?language=en").text
    assert "Once is not enough." in again and 'value="proposal" checked' in again


def test_unchanged_wording_is_no_proposal(browser: Browser, opened: Seeded) -> None:
    browser.sign_in(MOFA_FOCAL)
    for path in (PAGE, ROUND + "/p/il-o1-m4"):
        browser.get(path)
        browser.submit(status=422, answer="proposal")
        assert 'href="#proposed"' in browser.page.text
    assert not [c for c in comments(opened) if c.answer == "proposal" and c.number > 45]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "answer"),
        ({"answer": "veto"}, "answer"),
        ({"answer": "remark", "text": "  "}, "text"),
        ({"answer": "remark", "text": "x" * 1_000_000}, "text"),
        ({"answer": "remark", "text": "a\x07b"}, "text"),
        ({"answer": "remark", "text": "a\u202eb"}, "text"),
        ({"answer": "remark", "text": "a\u2067b"}, "text"),
        ({"answer": "proposal", "proposed": ""}, "proposed"),
        ({"answer": "remark", "text": "Good.", "kind": "rude"}, "kind"),
    ],
)
def test_what_is_refused_is_shown_as_typed(
    browser: Browser, opened: Seeded, fields: dict[str, str], field: str
) -> None:
    before = len(comments(opened))
    browser.sign_in(MOFA_FOCAL)
    browser.get(PAGE)
    browser.submit(status=422, **fields)
    assert f'href="#{field}"' in browser.page.text
    shown = browser.form().fields
    assert all(shown[name] == fields[name] for name in ("text", "proposed") if name in fields)
    assert len(comments(opened)) == before


def test_a_second_press_changes_nothing(browser: Browser, opened: Seeded) -> None:
    browser.sign_in(MOFA_FOCAL)
    browser.get(PAGE)
    form = {**browser.form().fields, "answer": "remark", "text": "Once."}
    before = len(comments(opened))
    for _ in range(2):
        answer = browser.client.post(f"/en{PAGE}", data=form)
        assert answer.status_code == 303
    assert len(comments(opened)) == before + 1


def test_a_stale_form_is_kept_and_can_be_pressed_again(browser: Browser, opened: Seeded) -> None:
    browser.sign_in(MOFA_FOCAL)
    browser.get(PAGE)
    browser.submit(answer="remark", text="First.")
    browser.get(PAGE)
    held = comments(opened)[-1]
    opened.act(MOFA_FOCAL, "save_comment", round=3, answer="remark", text="Meanwhile.",
               provision="il-o1-m1", comment=held.number, expected=str(held.version))  # fmt: skip
    browser.submit(status=409, answer="remark", text="Second.")
    assert "Second." in browser.page.text
    browser.submit()
    assert words(opened, comments(opened)[-1].words) == "Second."


def test_late_remarks_are_taken_and_said_to_be_late(browser: Browser, acts: Seeded) -> None:
    browser.sign_in(MOFA_FOCAL)
    browser.get("/c/IRQ-PEI-2/p/il-o1-m1")
    assert "note warn" in browser.page.text
    browser.submit(answer="remark", text="Late, but true.")
    held = comments(acts)[-1]
    assert held.late and held.layer == "engagement"


def test_a_receipt_names_what_a_remark_refers_to(browser: Browser, acts: Seeded) -> None:
    browser.sign_in("focal.cbi@example.org")
    shown = browser.get("/c/IRQ-PEI-1/sent").text
    assert "{ref" not in shown and re.search(r"and contradicts measure \d\.1\.1\. Delete", shown)


def test_departments_go_through_the_focal_point(browser: Browser, opened: Seeded) -> None:
    browser.sign_in(MOFA_CONSULAR)
    browser.get(PAGE)
    browser.submit(answer="remark", text="The canary sings.")
    assert comments(opened)[-1].layer == "department"
    assert 'value="take"' not in browser.get(ROUND + "/check").text
    browser.sign_in(MOI_FOCAL)
    for path in (ROUND, PAGE, ROUND + "/check", "/e/IRQ-PEI/r/3"):
        assert "canary" not in browser.get(path).text
    browser.sign_in(MOFA_FOCAL)
    assert "canary" in browser.get(PAGE).text
    assert "canary" in browser.get(ROUND + "/check").text
    browser.submit()
    assert comments(opened)[-1].layer == "institution"


def test_a_reviewer_cannot_send(browser: Browser, opened: Seeded) -> None:
    browser.sign_in(MOFA_CONSULAR)
    browser.get(ROUND + "/check")
    form = {**browser.form("/sign-out").fields, "form": "send", "key": "k"}
    answer = browser.client.post(f"/en{ROUND}/check", data=form)
    assert answer.status_code == 403
    with opened.reading() as session:
        sent = select(func.count()).where(Submission.sent_on == clock.today())
        assert session.scalar(sent) == 0


def test_who_is_not_invited_learns_nothing(browser: Browser, opened: Seeded) -> None:
    browser.sign_in("focal.mof.iq@example.org")
    for path in (ROUND, PAGE, ROUND + "/general", ROUND + "/check", ROUND + "/sent"):
        absent = browser.get(path.replace("-3", "-9"), status=404).text
        present = browser.get(path, status=404).text
        assert plain(present) == plain(absent.replace("-9", "-3"))
    browser.get("/c/AFG-CMP-1", status=404)


def test_unknown_provisions_are_not_there(browser: Browser, opened: Seeded) -> None:
    browser.sign_in(MOFA_FOCAL)
    for provision in ("nothing", "il", "%00", "a" * 300):
        browser.get(f"{ROUND}/p/{provision}", status=404)


def test_the_page_is_small(browser: Browser, opened: Seeded) -> None:
    browser.sign_in(MOFA_FOCAL)
    for language in ("en", "ar", "fa-AF"):
        browser.language = language
        page = browser.get(PAGE).data
        style = browser.page.text.partition('href="/static/')[2].partition('"')[0]
        sheet = browser.client.get(f"/static/{style}").data
        assert len(gzip.compress(page)) + len(gzip.compress(sheet)) <= 12 * 1024


@pytest.mark.parametrize("page", [PAGE, ROUND + "/general"])
def test_two_windows_make_one_remark(browser: Browser, opened: Seeded, page: str) -> None:
    """The form of the second window was shown before the first was sent: it says so, and waits."""
    browser.sign_in(MOFA_FOCAL)
    first, second = browser.get(page), browser.get(page)
    browser.page = first
    browser.submit(answer="remark", text="From the first window.")
    browser.page = second
    browser.submit(status=409, answer="remark", text="From the second window.")
    assert len(comments(opened)) == 1
    assert browser.form().fields["text"] == "From the second window."
    browser.submit()
    (kept,) = comments(opened)
    assert words(opened, kept.words) == "From the second window."
