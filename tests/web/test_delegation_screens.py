"""A role handed on and ended on the people page, and shown on every act."""

from __future__ import annotations

import pytest

from srf_policy.operations import Store
from tests.makers import EXPERT, IRAQ, LEAD, MOFA_CONSULAR, MOFA_FOCAL
from tests.web.acting import act, part, problems
from tests.web.browser import Browser
from tests.web.test_people_screens import number

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

AT = f"/e/{IRAQ}"


def handed(browser: Browser, store: Store, giver: str, deputy: str, role: str) -> None:
    browser.sign_in(giver)
    browser.get(f"{AT}/people?do=delegate_role&role={role}")
    told = {"to": number(store, deputy), "until": "2019-12-04", "reason": "On leave."}
    browser.submit("#delegate_role", **told)


def test_an_expert_acts_for_the_lead_expert(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(LEAD)
    page = browser.get(f"{AT}/people?do=delegate_role&role=lead_expert").text
    assert "Who will be told" in page and "Who is named here" in page
    assert "you act as Lead expert for a colleague" not in page
    browser.submit("#delegate_role", status=422, until="2019-12-04", to=number(demo_store, EXPERT))
    assert "you act as Lead expert for a colleague" in browser.page.text
    browser.get(f"{AT}/people?do=delegate_role&role=lead_expert")
    browser.submit("#delegate_role", status=422, to=number(demo_store, EXPERT), reason="On leave.")
    assert [where for where, _ in problems(browser)] == ["#delegate_role-until"]
    assert "On leave." in browser.page.text
    browser.submit("#delegate_role", until="2019-12-04")
    assert "Expert, engagement with communities abroad" in part(browser, "delegation-1")
    browser.get("/me")
    assert "A colleague acts for you as Lead expert" in part(browser, "handed")
    deputy = Browser(browser.client.application)
    deputy.sign_in(EXPERT)
    deputy.get("/me")
    assert "You act as Lead expert for a colleague" in part(deputy, "handed")
    page = deputy.get(f"{AT}/move").text
    assert "You do this for another, as" in page
    deputy.submit("lead_agrees", reason="No minister.")
    assert "Expert, for: Lead expert" in part(deputy, "exceptions")
    act(demo_store, LEAD, "record_agreement", move="present", paper="req")
    deputy.get(f"{AT}/history")
    assert "Expert, for: Lead expert" in part(deputy, "events")
    lead = Browser(browser.client.application)
    lead.sign_in(LEAD)
    page = lead.get(f"{AT}/move").text
    assert "Confirm exception 1" not in page
    form = {"csrf_token": lead.token(), "form": "waive", "exception": "1", "key": "k"}
    answer = lead.client.post(f"/en{AT}/move", data=form)
    assert answer.status_code == 403 and "A third person must confirm it." in answer.text


def test_it_is_ended_by_who_holds_it(browser: Browser, demo_store: Store) -> None:
    handed(browser, demo_store, MOFA_FOCAL, MOFA_CONSULAR, "focal_point")
    deputy = Browser(browser.client.application)
    deputy.sign_in(MOFA_CONSULAR)
    page = deputy.get(f"{AT}/people").text
    assert "Acts as Focal point for" in part(
        deputy, f"seat-{number(demo_store, MOFA_CONSULAR)}-reviewer"
    )
    assert "End this" in page
    deputy.submit("do=end_delegation&delegation=1")
    assert "The handing on has ended." in deputy.page.text
    assert "Acts as" not in deputy.page.text
    answer = deputy.client.post(
        f"/en{AT}/people?do=end_delegation&delegation=1",
        data={
            "csrf_token": deputy.token(),
            "form": "end_delegation",
            "delegation": "1",
            "key": "z",
        },
    )
    assert answer.status_code == 409 and "changed while you had it open" in answer.text


def test_nobody_hands_on_what_is_not_theirs(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(MOFA_CONSULAR)
    browser.get(f"{AT}/people?do=delegate_role&role=focal_point", status=404)
    form = {
        "csrf_token": browser.token(), "form": "delegate_role", "role": "focal_point", "key": "k",
        "to": number(demo_store, MOFA_FOCAL), "until": "2019-12-04", "reason": "x",
    }  # fmt: skip
    answer = browser.client.post(f"/en{AT}/people?do=delegate_role", data=form)
    assert answer.status_code == 403 and "do not hold the role" in answer.text
