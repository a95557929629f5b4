"""The main path in a real Chromium without scripts, in English and in Arabic, with clicks counted."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.makers import (
    ADMINISTRATOR,
    AS_OF,
    EXPERT,
    IRAQ,
    LEAD,
    LEAD_FOCAL,
    MOFA_FOCAL,
    STAFF,
    VALIDATORS,
    Seeded,
)
from tests.stories.chromium import Street
from tests.stories.office import HERE, Office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]

ROUND = f"/c/{IRAQ}-3"
SUBMIT, ADOPT = "submit_for_validation", "record_adoption"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_main_path_by_clicks(
    browser: Browser, address: str, office: Office, language: str, tmp_path: Path
) -> None:
    street, seeded = Street(browser, address, language, office), office.seeded
    answer_a_comment(street, seeded)
    comment_for_a_ministry(street, seeded)
    answer_the_rest(seeded)
    move_to_validation(street, seeded)
    take_a_position(street)
    adopt(street, seeded)
    export(street, tmp_path)


def answer_a_comment(street: Street, seeded: Seeded) -> None:
    lead, number = street.visitor(LEAD), seeded.open_comments()[0]
    lead.open(f"{HERE}/comments?d=none")
    lead.choose("noted", f"d{number}")
    lead.click(f'button[name=save][value="{number}"]')
    assert lead.clicks == 2
    assert number not in seeded.open_comments()
    assert lead.page.locator(f"#comment-{number}").count() == 0
    assert lead.page.locator("html").get_attribute("lang") == street.language
    way = "ltr" if street.language == "en" else "rtl"
    assert lead.page.locator("html").get_attribute("dir") == way


def comment_for_a_ministry(street: Street, seeded: Seeded) -> None:
    seeded.act(LEAD, "open_round", closes_on=AS_OF + timedelta(days=20), invited=["MoFA"])
    focal = street.visitor(MOFA_FOCAL)
    focal.open(ROUND)
    focal.click("main a.btn")
    first = focal.page.url
    focal.choose("remark", "answer")
    focal.page.fill("textarea[name=text]", "من يتحمل الكلفة؟")
    focal.click("main form button.btn")
    assert focal.clicks == 3
    assert focal.page.url != first and "/p/" in focal.page.url
    focal.clicks = 0
    focal.choose("agree", "answer")
    focal.click("main form button.btn")
    assert focal.clicks == 2
    focal.open(f"{ROUND}/check")
    assert "من يتحمل الكلفة؟" in focal.says()
    focal.click("#go ~ form button")
    assert focal.page.url.endswith("/sent")


def answer_the_rest(seeded: Seeded) -> None:
    for number in seeded.open_comments():
        seeded.act(LEAD, "answer_comment", comment=number, disposition="noted")
    seeded.act(LEAD_FOCAL, "record_agreement", move=SUBMIT)


def move_to_validation(street: Street, seeded: Seeded) -> None:
    lead = street.visitor(LEAD)
    lead.open(HERE)
    lead.click("main a.btn")
    lead.choose(SUBMIT, "move")
    lead.click("#make form button")
    assert lead.clicks == 3
    assert seeded.engagement().stage == "validation"


def take_a_position(street: Street) -> None:
    validator = street.visitor(VALIDATORS["MoF"])
    validator.open(f"{HERE}/validation")
    validator.choose("reservation", "position")
    validator.page.fill("textarea[name=text]", "The budget must be named.")
    validator.click("#take_position form button")
    assert validator.clicks == 2 and "The budget must be named." in validator.says()


def adopt(street: Street, seeded: Seeded) -> None:
    """Governments adopt; it is recorded, and two people seal it."""
    expert = street.visitor(EXPERT)
    expert.open(f"{HERE}/records?do=record_adoption")
    expert.page.fill("[name=authority]", "Prime Minister's office")
    expert.page.fill("[name=decision]", "12/2019")
    expert.page.fill("[name=occurred_on]", AS_OF.isoformat())
    expert.choose("identical", "compared")
    expert.page.select_option("[name=revision]", "3")
    expert.click("#record_adoption form button")
    lead = street.visitor(LEAD)
    lead.open(f"{HERE}/move")
    lead.choose(ADOPT, "move")
    lead.click("#make form button")
    assert seeded.engagement().stage == "validation"
    second = street.visitor(ADMINISTRATOR)
    second.open(f"{HERE}/move")
    second.click("#proposed form button")
    assert seeded.engagement().sealed_at is not None
    assert second.page.locator(".seal").count() == 1


def export(street: Street, folder: Path) -> None:
    staff = street.visitor(STAFF)
    staff.open("/engagements")
    staff.click(f'main a[href="/{street.language}{HERE}"]')
    with staff.page.expect_download() as download:
        staff.click('main a[href*="/r/3.docx"]')
    assert staff.clicks == 2
    download.value.save_as(folder / "draft.docx")
    with zipfile.ZipFile(folder / "draft.docx") as package:
        assert "word/document.xml" in package.namelist()
