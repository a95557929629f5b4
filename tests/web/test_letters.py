"""Letters on the screens: with a reply, a position, an outcome, an exception, a suspension, an opening."""

from __future__ import annotations

import io

import pytest

from srf_policy.operations import Store
from tests.makers import EXPERT, IRAQ, LEAD, MOFA_FOCAL, MOI_FOCAL, STAFF, VALIDATORS
from tests.web.acting import act, into_validation, iraq, last_event, part, problems
from tests.web.browser import Browser
from tests.web.test_people_screens import OPENING

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

AT = f"/e/{IRAQ}"
CHECK = f"/c/{IRAQ}-3/check"


def scan(content: bytes = b"%PDF-1.7") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), "reply.pdf"


def letter(store: Store, **more: object) -> str:
    told = {"kind": "letter", "sender": "MoFA", "addressee": "ICMPD", "title": {"en": "Letter"}}
    return str(act(store, EXPERT, "file_paper", **told, **more).values["paper"])


def test_a_focal_point_sends_the_reply_with_a_scan(browser: Browser, demo_store: Store) -> None:
    from datetime import date

    act(demo_store, LEAD, "open_round", closes_on=date(2019, 12, 20), invited=["MoFA", "MoI"])
    said = {"round": 3, "answer": "remark", "text": "One.", "provision": "il-o1-m2"}
    act(demo_store, MOFA_FOCAL, "save_comment", **said)
    browser.sign_in(MOFA_FOCAL)
    browser.get(CHECK)
    sent = browser.form().fields
    assert sent["expected"] == "1.1"
    browser.submit(status=422, letter_reference="MoFA/7", letter_file=scan())
    assert [where for where, _ in problems(browser)] == ["#send-letter_on"]
    browser.submit(letter_on="2019-11-26")
    told = last_event(demo_store).payload
    assert told["paper"] and told["comments"]
    assert told["paper"] in browser.page.text and "MoFA/7" in browser.page.text
    other = Browser(browser.client.application)
    other.sign_in(MOI_FOCAL)
    assert "MoFA/7" not in other.get(AT).text
    lead = Browser(browser.client.application)
    lead.sign_in(LEAD)
    assert told["paper"] in part(lead_at(lead, f"{AT}/rounds"), "round-3")
    assert told["paper"] in lead.get(f"/c/{IRAQ}-3/matrix").text
    assert "reply.pdf" in lead.get(f"{AT}/records").text


def lead_at(browser: Browser, path: str) -> Browser:
    browser.get(path)
    return browser


def test_the_expert_names_a_letter_that_came_beside_the_form(
    browser: Browser, demo_store: Store
) -> None:
    ref = letter(demo_store, restricted=True)
    browser.sign_in(EXPERT)
    browser.get(f"{AT}/rounds")
    form = {"form": "name_letter", "round": "2", "institution": "MoFA", "key": "k1", "expected": "",
            "csrf_token": browser.token()}  # fmt: skip
    answer = browser.client.post(f"/en{AT}/rounds", data=form)
    assert answer.status_code == 422 and "Choose the letter." in answer.text
    answer = browser.client.post(f"/en{AT}/rounds", data={**form, "paper": ref})
    assert answer.status_code == 303
    browser.get(f"{AT}/rounds")
    assert ref in part(browser, "round-2")


def test_a_position_is_recorded_by_letter(browser: Browser, demo_store: Store) -> None:
    into_validation(demo_store)
    ref = letter(demo_store, restricted=True)
    browser.sign_in(EXPERT)
    browser.get(f"{AT}/validation")
    browser.submit("#record_position", status=422, institution="MoFA", position="reservation")
    wrong = [where for where, _ in problems(browser)]
    assert wrong == ["#record_position-occurred_on"]
    told = {"occurred_on": "2019-11-27", "text": "Article 3 must go.", "paper": ref}
    browser.submit("#record_position", **told)
    said = part(browser, "reservations")
    assert "By letter of 27 November 2019" in said and "recorded by the Facility" in said
    assert ref in said
    validator = Browser(browser.client.application)
    validator.sign_in(VALIDATORS["MoFA"])
    validator.get(f"{AT}/validation")
    assert ref in part(validator, "reservations")
    validator.submit("#lift_reservation", position="endorse", paper=ref)
    assert last_event(demo_store).payload["paper"] == ref


def test_an_outcome_an_adoption_an_exception_and_a_suspension_name_theirs(
    browser: Browser, demo_store: Store
) -> None:
    ref = letter(demo_store)
    browser.sign_in(LEAD)
    put = {"body": "committees", "chair": {"en": "Chair"}, "place": "Baghdad"}
    act(demo_store, LEAD, "record_presentation", **put)
    browser.get(f"{AT}/records?do=record_outcome&presentation=1")
    browser.submit("#record_outcome", outcome="noted", paper=ref)
    assert part(browser, "presentation-1").count(ref) == 1
    browser.get(f"{AT}/records?do=record_adoption")
    told = {"authority": "Cabinet", "decision": "7", "compared": "not_seen", "paper": ref}
    browser.submit("#record_adoption", occurred_on="2019-11-20", **told)
    assert ref in browser.get(f"{AT}/adoption/1").text
    browser.get(f"{AT}/move")
    browser.submit("lead_agrees", reason="No minister.", paper=ref)
    assert ref in part(browser, "exceptions")
    browser.submit("#make", move="suspend", reason="The government changed.", paper=ref)
    assert "Rests on the letter" in browser.page.text
    assert iraq(demo_store).suspension_paper == ref
    assert f"#paper-{ref}" in browser.get(f"{AT}/move").text


def test_an_engagement_is_opened_with_both_letters(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(STAFF)
    browser.get("/engagements/new")
    files = {"request_file": scan(b"asked"), "reply_file": scan(b"answered")}
    browser.submit("/engagements/new", status=422, **{**OPENING, "title": ""}, **files)
    browser.submit("/engagements/new", title="Labour Migration Policy")
    page = browser.get("/e/UZB-LMP/records").text
    assert page.count("reply.pdf") >= 2
