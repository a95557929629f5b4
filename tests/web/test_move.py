"""The move screen: what is possible, the complete list of what is missing, two persons."""

from __future__ import annotations

import pytest

from srf_policy.operations import Store
from tests.makers import ADMINISTRATOR, EXPERT, LEAD, LEAD_FOCAL, OBSERVER, STAFF, VALIDATORS
from tests.web.acting import act, into_validation, iraq, last_event, part, problems, unanswered
from tests.web.browser import Browser, forms_of

MOVE = "/e/IRQ-PEI/move"


def test_everything_missing_is_named_with_its_link(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(LEAD)
    browser.get(MOVE)
    lacking = part(browser, "to-submit_for_validation")
    for number in unanswered(demo_store):
        assert f"after={number - 1}#comment-{number}" in browser.page.text
        assert f" {number} " in lacking
    assert "/en/e/IRQ-PEI/comments?d=none#comments" in browser.page.text
    assert "/en/e/IRQ-PEI/records?do=record_agreement#record_agreement" in browser.page.text


def test_every_mending_link_leads_to_a_page(browser: Browser, demo_store: Store) -> None:
    into_validation(demo_store)
    browser.sign_in(LEAD)
    browser.get(MOVE)
    links = [p.partition('"')[0] for p in browser.page.text.split('class="act"><a href="/en')[1:]]
    assert len(links) >= 4
    for link in links:
        target, _, anchor = link.partition("#")
        browser.get(target)
        assert not anchor or f'id="{anchor}"' in browser.page.text, link


def test_what_is_mended_is_possible(browser: Browser, demo_store: Store) -> None:
    act(demo_store, LEAD, "answer_comments", comments=unanswered(demo_store), disposition="noted")
    act(demo_store, LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    browser.sign_in(LEAD)
    browser.get(MOVE)
    assert "Ministry of Justice" in part(browser, "make")
    browser.submit("#make", move="submit_for_validation")
    assert browser.page.request.path == "/en/e/IRQ-PEI"
    assert iraq(demo_store).stage == "validation"


def test_a_move_that_is_not_open_is_refused(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(LEAD)
    for move in ("submit_for_validation", "present", "record_adoption", "fly", ""):
        browser.get(MOVE)
        browser.submit("#make", status=422, move=move, reason="Because.")
        assert problems(browser)
        assert browser.form("#make").fields["reason"] == "Because."
    assert iraq(demo_store).stage == "draft"


def test_a_reason_is_asked_for_and_a_listed_one_chosen(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(LEAD)
    browser.get(MOVE)
    browser.submit("#make", status=422, move="consult_again")
    assert problems(browser)[0][0] == "#move-reason"
    browser.submit("#make", status=422, move="close", reason="Words alone")
    browser.submit("#make", move="close", reason="Words", **{"choice-close": "funding_ended"})
    assert iraq(demo_store).stage == "closed"
    assert iraq(demo_store).end_reason == "funding_ended: Words"


def test_a_stale_form_says_who_moved_it_and_shows_the_new_state(
    browser: Browser, demo_store: Store
) -> None:
    browser.sign_in(LEAD)
    browser.get(MOVE)
    act(demo_store, LEAD, "make_move", move="consult_again", reason="The ministry asked.")
    browser.submit("#make", status=409, move="close", reason="As typed")
    assert browser.form("#make").fields["reason"] == "As typed"
    assert browser.form("#make").fields["expected"] == "2"
    assert 'value="begin_drafting"' in browser.page.text or "to-begin_drafting" in browser.page.text


@pytest.mark.parametrize("day", ["2019-11-28", "2016-01-01", "yesterday", "2019-13-01"])
def test_a_day_that_cannot_be(browser: Browser, demo_store: Store, day: str) -> None:
    browser.sign_in(LEAD)
    browser.get(MOVE)
    browser.submit("#make", status=422, move="consult_again", reason="R", occurred_on=day)
    assert problems(browser)[0][0] == "#move-occurred_on"
    assert iraq(demo_store).stage == "draft"


def test_suspending_and_resuming(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(LEAD)
    browser.get(MOVE)
    browser.submit("#make", status=422, move="suspend", reason="W", review_on="2019-01-01")
    assert problems(browser)[0][0] == "#move-review_on"
    browser.submit("#make", move="suspend", reason="The ministry is being merged.", review_on="")
    browser.get(MOVE)
    assert "The ministry is being merged." in browser.page.text
    assert 'value="consult_again"' not in browser.page.text
    browser.submit("#make", move="resume", reason="Done.")
    assert iraq(demo_store).suspended_on is None


def adopted_on_record(store: Store) -> None:
    into_validation(store)
    act(store, LEAD, "record_adoption", authority={"en": "Council of Ministers"},
        decision="12", compared="not_seen")  # fmt: skip


def test_one_proposes_and_another_confirms(browser: Browser, demo_store: Store) -> None:
    adopted_on_record(demo_store)
    browser.sign_in(LEAD)
    browser.get(MOVE)
    browser.submit("#make", move="record_adoption")
    assert browser.page.request.path == f"/en{MOVE}"
    assert iraq(demo_store).stage == "validation"
    assert not any("#proposed" in a for a in actions(browser))
    browser.sign_in(EXPERT)
    browser.get(MOVE)
    browser.submit("#proposed")
    assert iraq(demo_store).stage == "adopted"
    assert iraq(demo_store).sealed_at is not None


def test_a_proposal_is_taken_back(browser: Browser, demo_store: Store) -> None:
    adopted_on_record(demo_store)
    browser.sign_in(LEAD)
    browser.get(MOVE)
    browser.submit("#make", move="record_adoption")
    browser.submit("#take_back")
    assert last_event(demo_store).verb == "take_back_move"
    browser.sign_in(ADMINISTRATOR)
    browser.get(MOVE)
    assert not any("#proposed" in a for a in actions(browser))


def test_an_exception_needs_a_second_person(browser: Browser, demo_store: Store) -> None:
    into_validation(demo_store)
    browser.sign_in(LEAD)
    browser.get(MOVE)
    form = "#exception-present-meeting_held"
    browser.submit(form, status=422, items=["validation_workshop"], reason="")
    assert problems(browser)[0][0] == "#exception-reason"
    browser.get(MOVE)
    browser.submit(form, items=["validation_workshop"], reason="The hall was closed.")
    assert "The hall was closed." in part(browser, "exceptions")
    assert not any("#exceptions" in a for a in actions(browser))
    browser.sign_in(EXPERT)
    browser.get(MOVE)
    browser.submit("#exceptions")
    assert last_event(demo_store).verb == "confirm_exception"
    browser.get(MOVE)
    assert form not in browser.page.text


def test_who_is_told_is_shown_by_role_never_by_name(browser: Browser, demo_store: Store) -> None:
    act(demo_store, LEAD, "answer_comments", comments=unanswered(demo_store), disposition="noted")
    act(demo_store, LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    browser.sign_in(LEAD)
    browser.get(MOVE)
    for address in VALIDATORS.values():
        assert address not in browser.page.text
    assert "Validator, MoFA" not in browser.page.text


@pytest.mark.parametrize("address", [LEAD_FOCAL, OBSERVER, STAFF, VALIDATORS["MoI"]])
def test_the_page_is_the_movers_alone(browser: Browser, address: str) -> None:
    browser.sign_in(address)
    browser.get(MOVE, status=403)


def actions(browser: Browser) -> list[str]:
    """Where the forms of the page lead."""
    return [f.action for f in forms_of(browser.page.text)]
