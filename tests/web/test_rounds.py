"""Consultation rounds: opened, closed, and the silence that is put on record."""

from __future__ import annotations

from datetime import date

import pytest

from srf_policy.operations import Store
from tests.makers import EXPERT, LEAD, LEAD_FOCAL, MOFA_FOCAL, MOI_FOCAL, OBSERVER
from tests.web.acting import act, iraq, last_event, part, problems
from tests.web.browser import Browser, forms_of

ROUNDS = "/e/IRQ-PEI/rounds"


def opened(browser: Browser) -> None:
    browser.sign_in(LEAD)
    browser.get(f"{ROUNDS}?do=open_round")


def test_a_round_is_opened_for_whom_is_ticked(browser: Browser, demo_store: Store) -> None:
    opened(browser)
    browser.submit("#open_round", closes_on="2019-12-20", invited=["MoFA", "CBI"],
                   **{"question-1": "Is it clear?", "question-2": " "})  # fmt: skip
    event = last_event(demo_store)
    assert (event.verb, event.payload["invited"]) == ("open_round", ["MoFA", "CBI"])
    assert "Is it clear?" in part(browser, "round-3")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"closes_on": ""}, "closes_on"),
        ({"closes_on": "soon"}, "closes_on"),
        ({"closes_on": "2019-11-27"}, "closes_on"),
        ({"closes_on": "2019-11-01"}, "closes_on"),
        ({"invited": ""}, "invited"),
        ({"invited": "NOBODY"}, "invited"),
        ({"occurred_on": "2019-12-01"}, "occurred_on"),
        ({"occurred_on": "2016-01-01"}, "occurred_on"),
        ({"question-1": "a\u202eb"}, "questions"),
    ],
)
def test_a_round_that_cannot_be(
    browser: Browser, demo_store: Store, fields: dict[str, str], field: str
) -> None:
    opened(browser)
    before = iraq(demo_store).event_count
    sent = {"closes_on": "2019-12-20", "question-2": "Kept?", **fields}
    browser.submit("#open_round", status=422, **sent)
    assert [where for where, _ in problems(browser)] == [f"#open_round-{field}"]
    assert browser.form("#open_round").fields["question-2"] == "Kept?"
    assert iraq(demo_store).event_count == before


def test_a_draft_that_does_not_exist(browser: Browser, demo_store: Store) -> None:
    opened(browser)
    browser.submit("#open_round", status=404, closes_on="2019-12-20", revision="9")
    assert last_event(demo_store).verb != "open_round"


def third_round(store: Store, closes_on: date = date(2019, 12, 20), **args: date) -> None:
    act(store, LEAD, "open_round", closes_on=closes_on, invited=["MoFA", "MoI"], **args)


def names(browser: Browser) -> list[str]:
    """The forms of the page by name."""
    return [f.fields.get("form", "") for f in forms_of(browser.page.text)]


def test_each_institution_has_its_state(browser: Browser, demo_store: Store) -> None:
    third_round(demo_store, date(2019, 11, 20), occurred_on=date(2019, 11, 1))
    act(demo_store, MOFA_FOCAL, "send_submission", round=3)
    browser.sign_in(LEAD)
    browser.get(ROUNDS)
    rows = browser.page.text.partition('id="round-3"')[2].partition("</section>")[0]
    mofa, moi = rows.split("<tr role")[2:4]
    assert "tag ok" in mofa and "record_no_reply" not in mofa
    assert "tag bad" in moi and "record_no_reply" in moi


def test_no_reply_is_recorded_after_the_closing_date(browser: Browser, demo_store: Store) -> None:
    third_round(demo_store, date(2019, 11, 20), occurred_on=date(2019, 11, 1))
    browser.sign_in(LEAD)
    browser.get(ROUNDS)
    # The table's forms come first, the one that closes the round after them.
    browser.submit("#round-3")
    assert last_event(demo_store).verb == "record_no_reply"
    assert last_event(demo_store).payload["institution"] == "MoFA"


def test_a_round_is_closed_once(browser: Browser, demo_store: Store) -> None:
    third_round(demo_store)
    browser.sign_in(LEAD)
    browser.get(ROUNDS)
    assert names(browser).count("close_round") == 1
    act(demo_store, LEAD, "close_round", round=3)
    browser.submit("#round-3", status=409)
    browser.get(ROUNDS)
    assert "close_round" not in names(browser)


def test_only_the_lead_expert_manages_rounds(browser: Browser, demo_store: Store) -> None:
    third_round(demo_store)
    for address in (EXPERT, LEAD_FOCAL):
        browser.sign_in(address)
        browser.get(f"{ROUNDS}?do=open_round")
        assert not {"open_round", "close_round", "record_no_reply"} & set(names(browser))
    for address in (MOI_FOCAL, OBSERVER):
        browser.sign_in(address)
        browser.get(ROUNDS, status=403)
