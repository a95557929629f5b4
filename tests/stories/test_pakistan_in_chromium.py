"""The turns of Pakistan's policy in a real Chromium without scripts, in English and in Urdu."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from tests.makers import AS_OF, Seeded
from tests.stories.chromium import Street, Visitor
from tests.stories.office import Office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]

CODE = "PAK-NEWP"
HERE = f"/e/{CODE}"
ROUND = f"/c/{CODE}-4"
PLACE = "po-o1-m6"
LEAD = "lead.newp@example.org"
INTERIOR, INTERIOR_FOCAL = "validator.moi.pk@example.org", "focal.moi.pk@example.org"
LAW = "validator.law.pk@example.org"
OTHERS = tuple(
    f"validator.{name}@example.org" for name in ("mofa.pk", "mofept", "finance.pk", "pdr.pk")
)


def test_a_reservation_is_lifted_by_clicks(
    browser: Browser, world_address: str, world_office: Office
) -> None:
    begin(Street(browser, world_address, "en", world_office), world_office.seeded)


def test_the_turns_of_the_policy_by_clicks(
    browser: Browser, world_address: str, world_office: Office
) -> None:
    street, seeded = Street(browser, world_address, "ur", world_office), world_office.seeded
    begin(street, seeded)
    put_in_brackets_and_leave_it_to_the_committee(street)
    complete(seeded)
    present_and_return(street, seeded)
    comment_in_a_second_round(street, seeded)


def begin(street: Street, seeded: Seeded) -> None:
    read_the_reservation(street)
    void_the_ballot(street, seeded)
    lift_and_agree(street, seeded)


def read_the_reservation(street: Street) -> None:
    """From the page of the engagement, beside what is missing, to the words of the ministry."""
    lead = street.visitor(LEAD)
    lead.open(HERE)
    lead.click(f'main a[href="/{street.language}{HERE}/validation"]')
    assert lead.clicks == 1
    html = lead.page.locator("html")
    way = "ltr" if street.language == "en" else "rtl"
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == (street.language, way)
    note = lead.page.locator("#reservations .note")
    assert note.count() == 1
    named = note.locator(f'a[href="/{street.language}{HERE}/r/3#p-{PLACE}"]')
    assert named.inner_text() == ("measure 1.1.5" if street.language == "en" else "اقدام 1.1.5")


def void_the_ballot(street: Street, seeded: Seeded) -> None:
    lead = street.visitor(LEAD)
    lead.open(f"{HERE}/edit/{PLACE}")
    words = lead.page.input_value("textarea[name=words]")
    lead.page.fill("textarea[name=words]", f"{words} The register is kept.")
    lead.choose("yes", "editorial")
    lead.choose("note", "cause_kind")
    lead.page.fill("textarea[name=note]", "ایک لفظ رہ گیا تھا۔")
    lead.click("form button:not([value])")
    assert f"{HERE}/edit" in lead.page.url and PLACE not in lead.page.url.partition("#")[0]
    lead.page.fill("[name=label]", "Third draft, corrected")
    lead.click("#publish ~ .narrow form button")
    ballot = seeded.facts(CODE).ballot
    assert ballot is not None and (ballot.revision, ballot.positions) == (4, ())


def lift_and_agree(street: Street, seeded: Seeded) -> None:
    interior = street.visitor(INTERIOR)
    interior.open(f"{HERE}/validation")
    assert interior.page.locator("#reservations").count() == 1
    interior.click("#lift_reservation form button")
    assert interior.clicks == 1
    assert interior.page.locator("#reservations").count() == 0
    law = street.visitor(LAW)
    law.open("/me")
    law.click(f'main a[href="/{street.language}{HERE}/validation"]')
    law.clicks = 0
    law.choose("endorse", "position")
    law.click("#take_position form button")
    assert law.clicks == 2
    ballot = seeded.facts(CODE).ballot
    assert ballot is not None
    assert {p.institution: p.position for p in ballot.positions} == {
        "MoI": "no_objection", "LAW": "endorse",
    }  # fmt: skip


def put_in_brackets_and_leave_it_to_the_committee(street: Street) -> None:
    lead = street.visitor(LEAD)
    lead.open(f"{HERE}/p/{PLACE}")
    lead.click("section:has(> #brackets) summary")
    lead.page.fill("#open-question", "رجسٹر کون رکھے گا؟")
    for number, holder in ((1, "OPHRD"), (2, "MoI")):
        lead.page.fill(f"#open-words_{number}", f"Wording {number}.")
        lead.choose(holder, f"holders_{number}")
    lead.click("section:has(> #brackets) form button")
    assert "رجسٹر کون رکھے گا؟" in lead.says()
    lead.open(HERE)
    lead.click(f'main a[href$="{HERE}/disputes"]')
    lead.click(f'main p.row a[href*="/p/{PLACE}"]')
    lead.click("details:has(select[name=body]) summary")
    lead.click("details:has(select[name=body]) button")
    assert lead.clicks == 4
    lead.open(HERE)
    assert lead.page.locator(f'main a[href$="{HERE}/disputes"]').count() == 0


def complete(seeded: Seeded) -> None:
    """What other people do meanwhile."""
    for address in (*OTHERS, "secretary.ophrd@example.org"):
        seeded.act(address, "take_position", engagement=CODE, position="endorse")
    for number in seeded.open_comments(CODE):
        seeded.act(LEAD, "answer_comment", engagement=CODE, comment=number, disposition="noted")
    held = seeded.act(
        LEAD, "record_meeting", engagement=CODE, kind="validation_workshop", place="Islamabad",
        title={"en": "Validation workshop"}, institutions=["OPHRD"],
    ).values["meeting"]  # fmt: skip
    seeded.act(LEAD, "record_minutes", engagement=CODE, meeting=held, minutes={"en": "Read."})
    seeded.act(LEAD, "approve_minutes", engagement=CODE, meeting=held)
    seeded.act("focal.ophrd@example.org", "record_agreement", engagement=CODE, move="present")


def present_and_return(street: Street, seeded: Seeded) -> None:
    """Three clicks for a move; a body sends the draft back, and everybody reads why."""
    lead, why = street.visitor(LEAD), "کمیٹی پوچھتی ہے کہ رجسٹر کون رکھے گا۔"
    make(lead, "present")
    lead.open(f"{HERE}/records?do=record_presentation")
    lead.page.fill("[name=occurred_on]", AS_OF.isoformat())
    lead.page.fill("[name=place]", "Islamabad")
    lead.page.fill("[name=chair]", "Chair of the committee")
    lead.click("#record_presentation form button")
    lead.click('#presentations a[href*="do=record_outcome"]')
    lead.choose("returned", "outcome")
    lead.click("#record_outcome form button")
    assert lead.page.locator("#presentations .tag.bad").count() == 1
    make(lead, "return_to_drafting", why)
    assert why in lead.says() and seeded.facts(CODE).ballot is None
    make(lead, "consult_again", "صوبوں کو بھی سنا جائے۔")
    assert seeded.engagement(CODE).stage == "consultation"


def make(lead: Visitor, move: str, reason: str = "") -> None:
    lead.open(HERE)
    lead.click(f'main a.btn[href$="{HERE}/move"]')
    lead.choose(move, "move")
    lead.page.fill("#make textarea[name=reason]", reason)
    lead.click("#make form > p button")
    assert lead.clicks == 3
    assert lead.page.url.partition("#")[0].endswith(HERE)


def comment_in_a_second_round(street: Street, seeded: Seeded) -> None:
    lead = street.visitor(LEAD)
    lead.open(f"{HERE}/rounds?do=open_round")
    lead.page.fill("[name=closes_on]", (AS_OF + timedelta(days=14)).isoformat())
    lead.click("#open_round form > p button")
    focal = street.visitor(INTERIOR_FOCAL)
    focal.open(ROUND)
    focal.click(f'main a[href$="{ROUND}/p/{PLACE}"]')
    focal.choose("remark", "answer")
    focal.page.fill("textarea[name=text]", "رجسٹر بیورو رکھ سکتا ہے۔")
    focal.click("main form button.btn")
    assert focal.clicks == 3
    focal.open(f"{ROUND}/check")
    assert "رجسٹر بیورو رکھ سکتا ہے۔" in focal.says()
    focal.click("#go ~ form button")
    number = seeded.open_comments(CODE)[0]
    lead.open(f"{HERE}/comments?d=none")
    assert "رجسٹر بیورو رکھ سکتا ہے۔" in lead.says()
    lead.choose("noted", f"d{number}")
    lead.click(f'button[name=save][value="{number}"]')
    assert lead.clicks == 2 and seeded.open_comments(CODE) == []
