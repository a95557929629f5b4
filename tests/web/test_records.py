"""The records screen: each form, what it refuses, and corrections."""

from __future__ import annotations

import re

import pytest

from srf_policy.operations import Store
from tests.makers import ADMINISTRATOR, EXPERT, LEAD, LEAD_FOCAL, MOFA_FOCAL, OBSERVER
from tests.web.acting import act, comment, iraq, last_event, part, problems
from tests.web.browser import Browser, forms_of

RECORDS = "/e/IRQ-PEI/records"
MEETING = {
    "kind": "validation_workshop",
    "title": "Validation workshop",
    "occurred_on": "2019-11-20",
    "place": "Baghdad",
    "institutions": ["MoMD", "ICMPD"],
}


def opened(browser: Browser, do: str, address: str = LEAD) -> None:
    browser.sign_in(address)
    browser.get(f"{RECORDS}?do={do}")


def offered(browser: Browser) -> list[str]:
    """The forms that the page offers or shows."""
    shown = [f.action.partition("?do=")[2] for f in forms_of(browser.page.text)]
    return shown + re.findall(r'href="/en/e/IRQ-PEI/records\?do=([^"#]*)#', browser.page.text)


def test_a_meeting_is_recorded_minuted_and_approved(browser: Browser, demo_store: Store) -> None:
    opened(browser, "record_meeting")
    browser.submit("#record_meeting", **MEETING, attendance="٢٤", women="10")
    assert "Validation workshop" in part(browser, "meeting-7")
    assert last_event(demo_store).payload["attendance"] == 24
    browser.get(f"{RECORDS}?do=record_minutes&meeting=7")
    browser.submit("#record_minutes", minutes="Agreed on all points.")
    browser.get(f"{RECORDS}?do=approve_minutes&meeting=7")
    browser.submit("#approve_minutes", occurred_on="2019-11-25")
    assert last_event(demo_store).verb == "approve_minutes"
    assert last_event(demo_store).occurred_on.isoformat() == "2019-11-25"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"title": "  "}, "title"),
        ({"place": ""}, "place"),
        ({"occurred_on": ""}, "occurred_on"),
        ({"occurred_on": "2019-11-28"}, "occurred_on"),
        ({"occurred_on": "2010-01-01"}, "occurred_on"),
        ({"until": "2019-11-19"}, "until"),
        ({"attendance": "some"}, "attendance"),
        ({"attendance": "3", "women": "4"}, "women"),
        ({"institutions": "NOBODY"}, "institutions"),
        ({"title": "a\u202eb"}, "title"),
    ],
)
def test_a_meeting_that_cannot_be(
    browser: Browser, demo_store: Store, changed: dict[str, str], field: str
) -> None:
    opened(browser, "record_meeting")
    before = iraq(demo_store).event_count
    browser.submit("#record_meeting", status=422, **{**MEETING, **changed})
    assert [where for where, _ in problems(browser)] == [f"#record_meeting-{field}"]
    assert f'id="record_meeting-{field}"' in browser.page.text
    assert iraq(demo_store).event_count == before


def test_a_correction_stands_beside_what_it_corrects(browser: Browser) -> None:
    opened(browser, "record_meeting&corrects=4")
    assert browser.form("#record_meeting").fields["place"] == "Baghdad"
    browser.submit("#record_meeting", status=422, place="Erbil")
    assert problems(browser)[0][0] == "#record_meeting-correction_reason"
    browser.submit("#record_meeting", place="Erbil", correction_reason="Held in Erbil.")
    assert "4" in part(browser, "meeting-7") and "Held in Erbil." in part(browser, "meeting-7")
    assert "7" in part(browser, "meeting-4")
    assert 'href="#meeting-4"' in browser.page.text and 'href="#meeting-7"' in browser.page.text
    assert "<s>" in browser.page.text
    assert "corrects=4" not in browser.page.text


def test_minutes_in_another_language_are_kept(browser: Browser, demo_store: Store) -> None:
    opened(browser, "record_minutes&meeting=4")
    browser.submit("#record_minutes", minutes="محضر", minutes_language="ar")
    texts = last_event(demo_store).payload["texts"]["minutes"]
    assert set(texts) >= {"en", "ar"}


def test_two_write_the_same_minutes(browser: Browser, demo_store: Store) -> None:
    opened(browser, "record_minutes&meeting=4")
    act(demo_store, EXPERT, "record_minutes", meeting=4, minutes={"en": "Theirs"})
    browser.submit("#record_minutes", status=409, minutes="Mine")
    assert browser.form("#record_minutes").fields["minutes"] == "Mine"
    browser.submit("#record_minutes", minutes="Mine")
    assert last_event(demo_store).verb == "record_minutes"


def test_a_paper_is_filed_and_restricted(browser: Browser, demo_store: Store) -> None:
    opened(browser, "file_paper")
    fields = {"kind": "letter", "title": "Agreement", "sender": "MoMD", "addressee": "ICMPD"}
    browser.submit("#file_paper", status=422, **fields)
    assert problems(browser)[0][0] == "#file_paper-occurred_on"
    browser.submit("#file_paper", **fields, occurred_on="2019-11-01", restricted="yes")
    assert last_event(demo_store).payload["restricted"] is True
    assert "Agreement" in part(browser, f"paper-{last_event(demo_store).payload['ref']}")


def test_the_lead_institution_agrees_itself_and_experts_need_its_letter(
    browser: Browser, demo_store: Store
) -> None:
    opened(browser, "record_agreement")
    browser.submit("#record_agreement", status=422)
    assert problems(browser)[0][0] == "#record_agreement-paper"
    browser.submit("#record_agreement", paper="req")
    assert last_event(demo_store).payload["paper"] == "req"
    opened(browser, "record_agreement", LEAD_FOCAL)
    browser.submit("#record_agreement", move="present")
    assert last_event(demo_store).payload["move"] == "present"
    assert last_event(demo_store).institution == "MoMD"


def test_a_comment_by_letter_counts_as_the_institutions(
    browser: Browser, demo_store: Store
) -> None:
    opened(browser, "record_comment")
    fields = {"round": "2", "institution": "MoJ", "occurred_on": "2019-06-11", "paper": "r-02"}
    browser.submit("#record_comment", status=422, **fields, answer="remark")
    assert problems(browser)[0][0] == "#record_comment-text"
    browser.submit("#record_comment", **fields, answer="remark", text="By letter.", provision="il")
    kept = comment(demo_store, 45)
    assert (kept.via, kept.layer, kept.late) == ("letter", "engagement", False)
    browser.get(f"{RECORDS}?do=record_comment")
    other = {**fields, "institution": "NIC", "round": "1"}
    browser.submit("#record_comment", status=422, **other, answer="agree")
    assert problems(browser)[0][0] == "#record_comment-institution"


def test_a_presentation_its_outcome_and_its_conditions(browser: Browser, demo_store: Store) -> None:
    opened(browser, "record_presentation")
    browser.submit("#record_presentation", place="Baghdad", occurred_on="2019-11-20", chair="Chair")
    browser.get(f"{RECORDS}?do=record_outcome&presentation=1")
    browser.submit("#record_outcome", status=422, outcome="endorsed", conditions="Shorter")
    assert problems(browser)[0][0] == "#record_outcome-conditions"
    browser.submit(
        "#record_outcome", outcome="endorsed_with_changes", conditions="Shorter\nOne map"
    )
    assert "One map" in part(browser, "presentations")
    browser.get(f"{RECORDS}?do=meet_condition&presentation=1&condition=2")
    browser.submit("#meet_condition", status=422, how_met=" ")
    assert problems(browser)[0][0] == "#meet_condition-how_met"
    browser.submit("#meet_condition", how_met="Added in draft 3.")
    assert last_event(demo_store).payload["condition"] == 2


def test_an_adoption_is_recorded_and_corrected(browser: Browser, demo_store: Store) -> None:
    opened(browser, "record_adoption")
    fields = {"authority": "Council of Ministers", "occurred_on": "2019-11-20", "decision": ""}
    browser.submit("#record_adoption", status=422, **fields, compared="identical", revision="3")
    assert problems(browser)[0][0] == "#record_adoption-decision"
    fields["decision"] = "No. 12"
    browser.submit("#record_adoption", status=422, **fields, compared="identical", revision="")
    assert problems(browser)[0][0] == "#record_adoption-revision"
    browser.submit("#record_adoption", status=422, **fields, compared="not_seen",
                   gazetted_on="2019-11-01")  # fmt: skip
    assert problems(browser)[0][0] == "#record_adoption-gazetted_on"
    browser.submit("#record_adoption", **fields, compared="identical", revision="3", gazetted_on="")
    browser.get(f"{RECORDS}?do=record_adoption&corrects=1")
    fields |= {"decision": "No. 13", "correction_reason": "Misread."}
    browser.submit("#record_adoption", **fields, compared="not_seen")
    assert last_event(demo_store).payload["number"] == 2
    assert "No. 12" in part(browser, "adoption") and "No. 13" in part(browser, "adoption")


@pytest.mark.parametrize(
    "query",
    ["record_minutes", "record_minutes&meeting=99", "approve_minutes&meeting=x",
     "record_outcome&presentation=1", "meet_condition&presentation=1&condition=1",
     "record_meeting&corrects=99", "file_paper&corrects=nothing"],
)  # fmt: skip
def test_a_form_about_nothing_is_not_found(browser: Browser, query: str) -> None:
    browser.sign_in(LEAD)
    browser.get(f"{RECORDS}?do={query}", status=404)


def test_an_unknown_form_is_no_form(browser: Browser) -> None:
    browser.sign_in(LEAD)
    browser.get(f"{RECORDS}?do=drop_tables")
    assert 'class="btn"' not in browser.page.text


def test_the_lead_institution_reads_and_others_do_not(browser: Browser) -> None:
    browser.sign_in(LEAD_FOCAL)
    browser.get(f"{RECORDS}?do=record_meeting")
    assert not any(do.startswith("record_meeting") for do in offered(browser))
    for address in (MOFA_FOCAL, OBSERVER):
        browser.sign_in(address)
        browser.get(RECORDS, status=403)


def test_a_form_sent_without_the_role_is_refused(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(ADMINISTRATOR)
    browser.get(RECORDS)
    before = iraq(demo_store).event_count
    token = browser.form("/sign-out").fields["csrf_token"]
    sent = browser.client.post(f"/en{RECORDS}?do=record_meeting",
                               data={**MEETING, "form": "record_meeting", "csrf_token": token})  # fmt: skip
    assert sent.status_code == 403
    assert iraq(demo_store).event_count == before
