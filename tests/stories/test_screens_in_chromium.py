"""Every screen on a small telephone, and the main ones before an auditor of accessibility."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize

from tests.makers import AS_OF, IRAQ, LEAD, LEAD_FOCAL, MOFA_FOCAL, VALIDATORS
from tests.stories.chromium import Visitor
from tests.stories.office import HERE, Office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]

ROUND = f"/c/{IRAQ}-3"
PLACE = "il-o1-m1"
SCREENS: Mapping[str, tuple[str, ...]] = {
    LEAD: (
        "/me", "/engagements", HERE, f"{HERE}/move", f"{HERE}/records", f"{HERE}/history",
        f"{HERE}/rounds", f"{HERE}/comments", f"{ROUND}/matrix", f"{HERE}/r/3", f"{HERE}/diff/2..3",
        f"{HERE}/edit", f"{HERE}/edit/{PLACE}", f"{HERE}/edit/{PLACE}?language=ar",
        f"{HERE}/validation", f"{HERE}/rounds?do=open_round",
        *(f"{HERE}/records?do={verb}" for verb in (
            "record_meeting", "file_paper", "record_comment", "record_agreement",
            "record_presentation", "record_adoption")),
    ),
    MOFA_FOCAL: (
        "/me", HERE, ROUND, f"{ROUND}/p/{PLACE}", f"{ROUND}/general", f"{ROUND}/check",
        f"{ROUND}/sent", f"{HERE}/nothing",
    ),
    VALIDATORS["MoF"]: (f"{HERE}/validation",),
}  # fmt: skip
MAIN = {
    "/me", "/engagements", HERE, f"{HERE}/move", f"{HERE}/records?do=record_meeting",
    f"{HERE}/history", f"{HERE}/rounds?do=open_round", f"{ROUND}/matrix", f"{HERE}/edit/{PLACE}",
    f"{HERE}/r/3", ROUND, f"{ROUND}/p/{PLACE}", f"{ROUND}/check", f"{HERE}/validation",
}  # fmt: skip
WIDTH = 320
LANGUAGES = ("en", "ar", "fa-AF", "ur")
AUDITED = ("en", "ar")
"""The auditor asks of the structure and the colours, which are the same from right to left."""


@pytest.fixture
def prepared(office: Office, address: str) -> str:
    """Validation has begun; a round is open in which one remark is sent and another is not."""
    seeded = office.seeded
    for email in SCREENS:
        office.let_in(email)
    for number in seeded.open_comments():
        seeded.act(LEAD, "answer_comment", comment=number, disposition="noted")
    seeded.act(LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    seeded.act(LEAD, "make_move", move="submit_for_validation")
    seeded.act(LEAD, "open_round", closes_on=AS_OF + timedelta(days=20), invited=["MoFA"])
    seeded.act(MOFA_FOCAL, "save_comment", round=3, answer="proposal", provision=PLACE,
               proposed="Other words for this measure.", justification="Budget.")  # fmt: skip
    seeded.act(MOFA_FOCAL, "send_submission", round=3)
    seeded.act(MOFA_FOCAL, "save_comment", round=3, answer="remark", text="Read it again.")
    return address


@pytest.mark.parametrize("language", LANGUAGES)
def test_screens_fit_a_small_telephone_and_an_auditor_of_accessibility_finds_nothing_serious(
    browser: Browser, prepared: str, language: str
) -> None:
    too_wide, barriers = {}, {}
    for visitor, path in visits(browser, prepared, language):
        width = visitor.page.evaluate("document.scrollingElement.scrollWidth")
        if width > WIDTH:
            too_wide[path] = width
        html = visitor.page.locator("html")
        way = "ltr" if language == "en" else "rtl"
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == (language, way), path
        if language in AUDITED and path in MAIN and (found := serious(visitor)):
            barriers[path] = found
    assert (too_wide, barriers) == ({}, {})


def visits(browser: Browser, address: str, language: str) -> Iterator[tuple[Visitor, str]]:
    """Each screen in turn, opened by who works on it. Scripts are on for measuring alone."""
    for email, paths in SCREENS.items():
        size = ViewportSize(width=WIDTH, height=640)
        context = browser.new_context(viewport=size, bypass_csp=True)
        visitor = Visitor(context, address, language)
        visitor.sign_in(email)
        for path in paths:
            visitor.open(path)
            yield visitor, path
        context.close()


def serious(visitor: Visitor) -> list[tuple[str, str, int]]:
    """Rule, first place and number of places of what stands in somebody's way."""
    told = Axe().run(visitor.page).response["violations"]
    grave = [v for v in told if v["impact"] in ("serious", "critical")]
    return [(v["id"], v["nodes"][0]["html"][:200], len(v["nodes"])) for v in grave]
