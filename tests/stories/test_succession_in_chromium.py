"""A lead expert leaves, in a real Chromium without scripts: the note on paper, the successor's list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from tests.makers import ADMINISTRATOR, AS_OF, LEAD
from tests.stories.chromium import Street, Visitor
from tests.stories.office import HERE, Office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]

HEIR = "new.lead@example.org"


@pytest.mark.parametrize("language", ["fa-AF"])
def test_the_work_passes_on_by_clicks(
    browser: Browser, address: str, office: Office, language: str
) -> None:
    street = Street(browser, address, language, office)
    closes = AS_OF + timedelta(days=14)
    office.seeded.act(LEAD, "open_round", closes_on=closes, invited=["MoFA", "MoI"])
    leaver, number = street.visitor(LEAD), office.seeded.viewer(LEAD).number
    admin = street.visitor(ADMINISTRATOR)
    end_the_seat(admin, number)
    look_at_the_note_on_paper(admin)
    leaver.open(HERE)
    assert leaver.page.locator("input[name=password]").count() == 1
    heir = street.visitor(HEIR)
    note = heir.page.locator('main a[href*="/handover/"]')
    assert note.count() == 1
    note.click()
    assert heir.page.url == admin.page.url.partition("#")[0]
    close_the_round(heir)
    assert office.seeded.facts().rounds[-1].closed


def end_the_seat(admin: Visitor, number: str) -> None:
    """From the list of people: two clicks besides what is typed."""
    admin.open(f"{HERE}/people")
    admin.click(f'#seat-{number}-lead_expert a[href*="do=end_member"]')
    admin.page.fill("#end_member-reason", "به کشور دیگری رفت.")
    admin.page.fill("#end_member-address", HEIR)
    admin.page.fill("#end_member-name", "مدیر تازه")
    admin.click("#end_member form button")
    assert admin.clicks == 2 and "/handover/" in admin.page.url


def look_at_the_note_on_paper(admin: Visitor) -> None:
    """Only the note is printed: what is open, from whom and to whom, by name."""
    admin.page.emulate_media(media="print")
    for selector in (".top nav", "main .noprint", "footer form"):
        assert not admin.page.locator(selector).first.is_visible(), selector
    said = admin.says()
    assert "مدیر تازه" in said and "به کشور دیگری رفت." in said
    assert admin.page.locator("#rounds ~ ul li").count() == 1
    assert admin.page.locator("section:has(> #unanswered) a").count() == 11
    admin.page.emulate_media(media="screen")


def close_the_round(heir: Visitor) -> None:
    heir.open(f"{HERE}/rounds")
    heir.click("#round-3 > form button")
    assert heir.clicks == 1
