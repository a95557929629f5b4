"""Validation: positions, reservations, and what others may see of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from srf_policy import clock
from srf_policy.operations import Store
from tests.makers import LEAD, LEAD_FOCAL, LEGAL, MOFA_FOCAL, OBSERVER, VALIDATORS
from tests.web.acting import act, into_validation, iraq, last_event, problems
from tests.web.browser import Browser, forms_of

PAGE = "/e/IRQ-PEI/validation"
WORDS = "Complaints need a court."


def forms(browser: Browser) -> list[str]:
    return [f.fields.get("form", "") for f in forms_of(browser.page.text) if f.method == "post"]


def test_without_a_ballot_the_page_says_so(browser: Browser) -> None:
    browser.sign_in(VALIDATORS["MoI"])
    browser.get(PAGE)
    assert "take_position" not in forms(browser)


def test_a_validator_takes_a_position_in_two_clicks(browser: Browser, demo_store: Store) -> None:
    into_validation(demo_store)
    browser.sign_in(VALIDATORS["MoI"])
    browser.get(PAGE)
    browser.submit("#take_position", position="endorse")
    event = last_event(demo_store)
    assert (event.payload["institution"], event.payload["position"]) == ("MoI", "endorse")


@pytest.mark.parametrize("position", ["", "maybe"])
def test_a_position_must_be_chosen(browser: Browser, demo_store: Store, position: str) -> None:
    into_validation(demo_store)
    browser.sign_in(VALIDATORS["MoI"])
    browser.get(PAGE)
    browser.submit("#take_position", status=422, position=position, text=WORDS)
    assert problems(browser)[0][0] == "#take_position-position"
    assert browser.form("#take_position").fields["text"] == WORDS


def test_a_reservation_owes_its_text_and_is_lifted(browser: Browser, demo_store: Store) -> None:
    into_validation(demo_store)
    browser.sign_in(VALIDATORS["MoFA"])
    browser.get(PAGE)
    browser.submit("#take_position", status=422, position="reservation", text=" ")
    assert problems(browser)[0][0] == "#take_position-text"
    browser.submit("#take_position", position="reservation", text=WORDS)
    assert WORDS in browser.page.text
    assert "lift_reservation" in forms(browser)
    browser.submit("#lift_reservation", position="no_objection", text="Settled in 4.2.")
    assert last_event(demo_store).payload["lifts"] is True
    assert "lift_reservation" not in forms(browser)


def test_positions_of_others_are_hidden_until_it_closes(
    browser: Browser, demo_store: Store
) -> None:
    into_validation(demo_store)
    act(demo_store, VALIDATORS["MoFA"], "take_position", position="reservation", text=WORDS)
    for address in (VALIDATORS["MoI"], OBSERVER):
        browser.sign_in(address)
        browser.get(PAGE)
        assert WORDS not in browser.page.text
    for address in (LEAD, LEAD_FOCAL, LEGAL, MOFA_FOCAL):
        browser.sign_in(address)
        browser.get(PAGE)
        assert WORDS in browser.page.text
    clock.shift(datetime(2020, 2, 1, tzinfo=UTC) - clock.real_now())
    browser.sign_in(VALIDATORS["MoI"])
    browser.get(PAGE)
    assert WORDS in browser.page.text


def test_a_new_draft_makes_the_form_stale(browser: Browser, demo_store: Store) -> None:
    into_validation(demo_store)
    browser.sign_in(VALIDATORS["MoI"])
    browser.get(PAGE)
    act(demo_store, LEAD, "make_move", move="return_to_drafting", reason="Again.")
    act(demo_store, LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    browser.submit("#take_position", status=None, position="endorse")
    assert browser.page.status_code in (403, 422)
    assert last_event(demo_store).verb == "record_agreement"


@pytest.mark.parametrize("address", [OBSERVER, LEAD])
def test_who_does_not_vote_gets_no_form(browser: Browser, demo_store: Store, address: str) -> None:
    into_validation(demo_store)
    browser.sign_in(address)
    browser.get(PAGE)
    assert "take_position" not in forms(browser)


def test_who_does_not_vote_cannot_send_one(browser: Browser, demo_store: Store) -> None:
    into_validation(demo_store)
    browser.sign_in(OBSERVER)
    browser.get(PAGE)
    before = iraq(demo_store).event_count
    token = browser.form("/sign-out").fields["csrf_token"]
    fields = {"csrf_token": token, "form": "take_position", "position": "endorse"}
    assert browser.client.post(f"/en{PAGE}", data=fields).status_code in (403, 404)
    assert iraq(demo_store).event_count == before
