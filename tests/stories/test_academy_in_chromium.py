"""The academy's plan in a real Chromium without scripts: a line completed, the plan approved."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.makers import ADMINISTRATOR, AS_OF
from tests.stories.chromium import Street, Visitor
from tests.stories.office import Office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]

FIA = "PAK-FIA"
HERE = f"/e/{FIA}"
LEAD = "lead.fia@example.org"
EXPERT = "expert.training.fia@example.org"
HEADQUARTERS = "focal.headquarters.fia@example.org"
IMMIGRATION = "validator.immigration.fia@example.org"
OTHERS = ("head.academy.fia@example.org", "validator.admin.fia@example.org",
          "validator.ahs.fia@example.org")  # fmt: skip


def test_a_line_is_completed_by_clicks(
    browser: Browser, world_address: str, world_office: Office
) -> None:
    begin(Street(browser, world_address, "en", world_office), world_office)


def test_the_plan_is_completed_and_approved_by_clicks(
    browser: Browser, world_address: str, world_office: Office
) -> None:
    street = Street(browser, world_address, "ur", world_office)
    begin(street, world_office)
    send_for_validation(street, world_office)
    take_a_position(street)
    hold_the_workshop(world_office)
    approve(street, world_office)


def begin(street: Street, office: Office) -> None:
    office.take_up(FIA, LEAD)
    leave_a_gap(office)
    complete_the_line(street, office)


def act(office: Office, who: str, verb: str, **args: object) -> None:
    office.seeded.act(who, verb, engagement=FIA, **args)


def leave_a_gap(office: Office) -> None:
    act(office, LEAD, "make_move", move="return_to_drafting", reason="A line is missing.")
    fields = {"words": {"en": "Keep statements."}, "responsible": {"en": "ACAD"}}
    line = {"id": "ap-99", "kind": "action", "about": "fin-o1-m1", "fields": fields}
    act(office, EXPERT, "change_text", changes=[{"insert": line, "parent": None, "after": None}])
    act(office, EXPERT, "publish_revision", label={"en": "Fourth draft"})
    for number in office.seeded.open_comments(FIA):
        act(office, LEAD, "answer_comment", comment=number, disposition="noted")


def complete_the_line(street: Street, office: Office) -> None:
    """From what is missing to the form of the line; saved, and published."""
    expert = street.visitor(EXPERT)
    expert.open(HERE)
    in_its_language(expert)
    expert.click('main a[href$="/edit/plan/ap-99"]')
    expert.page.fill("[name=indicator]", "Statements on file")
    expert.page.fill("[name=budget_eur]", "۱۲٬۰۰۰" if street.language == "ur" else "12,000")
    expert.choose("none", "cause_kind")
    expert.click("main form button.btn")
    assert expert.clicks == 3
    line = expert.page.inner_text("#p-ap-99")
    assert "Statements on file" in line and "12,000" in line, line
    expert.open(f"{HERE}/edit")
    expert.page.fill("[name=label]", "Fifth draft")
    expert.click("#publish ~ div form button, section:has(#publish) form button")
    assert expert.page.url.endswith("/r/5")
    assert "action_plan_complete" not in office.seeded.missing("submit_for_validation", FIA)


def in_its_language(visitor: Visitor) -> None:
    html = visitor.page.locator("html")
    way = "ltr" if visitor.language == "en" else "rtl"
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == (visitor.language, way)


def send_for_validation(street: Street, office: Office) -> None:
    act(office, HEADQUARTERS, "record_agreement", move="submit_for_validation")
    move(street.visitor(LEAD), "submit_for_validation")
    assert office.seeded.engagement(FIA).stage == "validation"


def move(lead: Visitor, name: str) -> None:
    lead.open(f"{HERE}/move")
    lead.choose(name, "move")
    lead.click("#make form button")
    assert lead.clicks == 2


def take_a_position(street: Street) -> None:
    validator = street.visitor(IMMIGRATION)
    validator.open(f"{HERE}/validation")
    validator.choose("endorse", "position")
    validator.click("#take_position form button")
    assert validator.clicks == 2
    assert validator.page.locator("#positions .tag.ok").count() == 1


def hold_the_workshop(office: Office) -> None:
    for address in OTHERS:
        if address.startswith("validator.admin"):
            act(office, address, "lift_reservation", position="endorse")
        else:
            act(office, address, "take_position", position="endorse")
    act(office, LEAD, "record_meeting", kind="validation_workshop", place="Islamabad",
        title={"en": "Validation"}, institutions=["FIA", "ACAD"], minutes={"en": "Agreed."},
        )  # fmt: skip
    act(office, LEAD, "approve_minutes", meeting=office.seeded.facts(FIA).meetings[-1].number)
    act(office, HEADQUARTERS, "record_agreement", move="present")
    act(office, LEAD, "make_move", move="present")


def approve(street: Street, office: Office) -> None:
    """Presented to the senior management and endorsed; its act recorded; two people seal it."""
    lead = street.visitor(LEAD)
    lead.open(f"{HERE}/records?do=record_presentation")
    lead.page.select_option("[name=body]", "senior-management")
    lead.page.fill("[name=occurred_on]", AS_OF.isoformat())
    lead.page.fill("[name=place]", "Islamabad")
    lead.page.fill("[name=chair]", "The Director General")
    lead.click("#record_presentation form button")
    lead.click('main a[href*="do=record_outcome"]')
    lead.choose("endorsed", "outcome")
    lead.click("#record_outcome form button")
    move(lead, "submit_for_adoption")
    lead.open(f"{HERE}/records?do=record_adoption")
    lead.page.fill("[name=authority]", "Senior management of the FIA")
    lead.page.fill("[name=decision]", "FIA/2019/1")
    lead.page.fill("[name=occurred_on]", AS_OF.isoformat())
    lead.choose("identical", "compared")
    lead.page.select_option("[name=revision]", "5")
    lead.click("#record_adoption form button")
    move(lead, "record_adoption")
    assert office.seeded.engagement(FIA).sealed_at is None
    second = street.visitor(ADMINISTRATOR)
    second.open(f"{HERE}/move")
    second.click("#proposed form button")
    assert office.seeded.engagement(FIA).sealed_at is not None
    assert second.page.locator(".seal").count() == 1
    in_its_language(second)
