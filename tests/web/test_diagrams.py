"""Workflows as pictures: for administrators, and on an engagement with its own way."""

from __future__ import annotations

from lxml import etree

from srf_policy.engine.loading import shipped
from tests.makers import LEAD
from tests.web.browser import Browser

ADMIN = "admin@example.org"


def test_the_picture_of_an_engagement_has_its_dates(browser: Browser) -> None:
    browser.sign_in(LEAD)
    page = browser.get("/e/IRQ-PEI").text
    assert "/e/IRQ-PEI/diagram.svg" in page
    answer = browser.client.get("/en/e/IRQ-PEI/diagram.svg")
    assert answer.content_type.startswith("image/svg+xml")
    assert "Here since" in answer.text
    etree.fromstring(answer.text.encode())
    words = browser.get("/e/IRQ-PEI/way").text
    assert "Begin drafting" in words and "Every comment answered" in words
    assert "منذ" in browser.client.get("/ar/e/IRQ-PEI/diagram.svg").text


def test_administrators_see_every_version_with_its_check(browser: Browser) -> None:
    browser.sign_in(ADMIN)
    page = browser.get("/admin/workflows").text
    for name in ("national_policy", "strategic_plan"):
        assert f"/admin/workflow.svg?name={name}&amp;version=" in page
    assert "The check found no fault." in page
    version = shipped("strategic_plan").version
    found = browser.client.get(f"/en/admin/workflow.svg?name=strategic_plan&version={version}")
    assert "The action plan is complete" in found.text
    assert (
        browser.client.get("/en/admin/workflow.svg?name=strategic_plan&version=99").status_code
        == 404
    )


def test_others_do_not_see_the_workflows(browser: Browser) -> None:
    browser.sign_in(LEAD)
    assert browser.client.get("/en/admin/workflows").status_code == 403
