"""Afghanistan's policy in a real Chromium without scripts: asked about, suspended, closed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.stories.chromium import Street, Visitor
from tests.stories.office import Office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]

CMP = "AFG-CMP"
HERE = f"/e/{CMP}"
LEAD = "lead.afg@example.org"
FOCAL = "focal.mofa@example.org"
QUESTION = "آیا شورای وزیران پالیسی را در آجندا گرفته است؟"
WHY = "فعلاً طرف مقابل وجود ندارد."


@pytest.mark.parametrize("language", ["en", "fa-AF"])
def test_presented_asked_about_suspended_and_closed_by_clicks(
    browser: Browser, world_address: str, world_office: Office, language: str
) -> None:
    street = Street(browser, world_address, language, world_office)
    lead = street.visitor(LEAD)
    ask(lead)
    suspend(lead, world_office)
    read_of_it(street.visitor(FOCAL), WHY)
    close(lead, world_office)
    read_of_it(street.visitor(FOCAL), "The texts remain.")


def ask(lead: Visitor) -> None:
    """From the list of what was presented to the question and its answer."""
    lead.open("/engagements")
    lead.click('section[aria-labelledby="presented"] a[href*="do=note_contact"]')
    lead.page.fill("[name=asked]", "Office of Administrative Affairs")
    lead.page.fill("[name=question]", QUESTION)
    lead.click("#note_contact form button")
    assert lead.clicks == 2 and QUESTION in lead.says()
    lead.click('main a[href*="do=answer_contact"]')
    lead.page.fill("[name=answer]", "Not before spring.")
    lead.click("#answer_contact form button")
    lead.open("/engagements")
    assert "Not before spring." in lead.says()


def suspend(lead: Visitor, office: Office) -> None:
    lead.open(HERE)
    lead.click('main a.btn[href$="/move"]')
    lead.choose("suspend", "move")
    lead.page.fill("#make [name=reason]", WHY)
    lead.click("#make form button")
    assert lead.clicks == 3
    assert office.seeded.engagement(CMP).suspended_on is not None
    lead.open(f"{HERE}/move")
    offered = lead.page.locator('#make input[name="move"]').evaluate_all(
        "all => all.map(i => i.value)"
    )
    assert sorted(offered) == ["close", "resume"]


def read_of_it(reader: Visitor, words: str) -> None:
    """A ministry reads why, and can read the draft, before and after the end."""
    reader.open(HERE)
    assert words in reader.says()
    way = "ltr" if reader.language == "en" else "rtl"
    assert reader.page.locator("html").get_attribute("dir") == way
    reader.click('main a[href*="/r/3?language="]')
    assert reader.page.locator("section.prov").count() > 100


def close(lead: Visitor, office: Office) -> None:
    lead.open(f"{HERE}/move")
    lead.choose("close", "move")
    lead.page.select_option("[name=choice-close]", "government_changed")
    lead.page.fill("#make [name=reason]", "The texts remain.")
    lead.click("#make form button")
    row = office.seeded.engagement(CMP)
    assert (row.stage, row.end_reason) == ("closed", "government_changed: The texts remain.")
    lead.open("/engagements")
    assert lead.page.locator('section[aria-labelledby="closed"] a').count() == 1
