"""What changed between two drafts."""

from __future__ import annotations

import pytest

from srf_policy.operations import Store
from srf_policy.settings import Settings
from tests.makers import LEAD, MOFA_FOCAL, MOI_FOCAL, OBSERVER, Seeded
from tests.web.browser import Browser

HERE = "/e/IRQ-PEI/diff/2..3"


@pytest.fixture
def acts(demo_settings: Settings, demo_store: Store) -> Seeded:
    return Seeded(demo_settings, demo_store)


def test_changed_provisions_only(browser: Browser) -> None:
    browser.sign_in(OBSERVER)
    page = browser.get(HERE).text
    assert page.count('<section class="prov"') == 46
    assert "<ins><span" in page and "<del><span" in page and "{ref" not in page
    assert 'id="p-gp-2"' in page and 'id="p-pre-p1"' not in page
    whole = browser.get(HERE + "?all=1").text
    assert whole.count('<section class="prov"') == 136 and 'id="p-pre-p1"' in whole


def test_side_by_side(browser: Browser) -> None:
    browser.sign_in(OBSERVER)
    page = browser.get(HERE + "?view=side").text
    assert page.count('<div class="bi">') == 47
    browser.language = "ar"
    assert '<bdi class="n" dir="rtl">١.١.٢</bdi>' in browser.get(HERE + "?view=side").text


def test_what_was_removed_stands_in_its_old_place(browser: Browser) -> None:
    browser.sign_in(OBSERVER)
    page = browser.get(HERE + "?all=1").text
    assert page.index('id="p-gp-2"') < page.index('id="p-gp-3"') < page.index('id="p-gp-4"')


def test_causes_are_shown_to_who_may_see_them(browser: Browser) -> None:
    for address, own, other in ((LEAD, True, True), (MOFA_FOCAL, False, True),
                                (MOI_FOCAL, False, False), (OBSERVER, False, False)):  # fmt: skip
        browser.sign_in(address)
        page = browser.get(HERE).text
        assert ("Ministry of Finance" in page) is own
        assert ("Ministry of Foreign Affairs" in page) is other


def test_the_same_draft_and_drafts_the_other_way_round(browser: Browser) -> None:
    browser.sign_in(OBSERVER)
    assert '<section class="prov"' not in browser.get("/e/IRQ-PEI/diff/3..3").text
    browser.get("/e/IRQ-PEI/diff/3..2")
    assert browser.page.request.path.endswith("/diff/2..3")


@pytest.mark.parametrize(
    "pair", ["0..1", "3..4", "1..x", "1", "..", "1..999999999999", "-1..2", "1...2"]
)
def test_drafts_that_are_not_there(browser: Browser, pair: str) -> None:
    browser.sign_in(OBSERVER)
    browser.get(f"/e/IRQ-PEI/diff/{pair}", status=404)
    browser.get("/e/AFG-CMP/diff/1..2", status=404)


def test_a_changed_reference_is_a_change(browser: Browser, acts: Seeded) -> None:
    fields = {"words": {"en": "Train the officers named under {ref: il-o1-m2}."}}
    acts.act(LEAD, "change_text", changes=[{"change": "il-o1-m4", "fields": fields}])
    acts.act(LEAD, "publish_revision", label={"en": "Fourth"})
    browser.sign_in(OBSERVER)
    page = browser.get("/e/IRQ-PEI/diff/3..4").text
    assert "{ref" not in page and page.count('href="#p-il-o1-m') == 3
