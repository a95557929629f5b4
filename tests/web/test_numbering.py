"""The page on which the lead expert chooses how a text is numbered, and where the numbers show."""

from __future__ import annotations

import pytest

from tests.makers import EXPERT, LEAD, MOFA_FOCAL
from tests.web.browser import Browser

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

HERE = "/e/IRQ-PEI/numbering"
WHY = "The ministry asked for articles."


def test_tried_set_published_and_shown_everywhere(browser: Browser) -> None:
    browser.sign_in(LEAD)
    browser.get(HERE)
    browser.submit(scheme="articles", digits_ar="latin", do="preview")
    assert "المادة 1" in browser.page.text and "Article 1" in browser.page.text
    assert "Article" not in browser.get("/e/IRQ-PEI/edit").text
    browser.get(HERE)
    browser.submit(scheme="articles", digits_ar="latin", reason=WHY)
    assert "Article 1" in browser.get("/e/IRQ-PEI/edit").text
    browser.submit(label="With articles")
    assert browser.page.request.path.endswith("/r/4")
    assert ">Article 12</bdi>" in browser.page.text
    arabic = Browser(browser.client.application, "ar")
    arabic.sign_in(LEAD)
    assert "المادة 12" in arabic.get("/e/IRQ-PEI/r/4").text
    assert "المادة" not in arabic.get("/e/IRQ-PEI/r/3").text
    lived = browser.get("/e/IRQ-PEI/p/il-o1-m1").text
    assert ">Article 12<" in lived and ">1.1.1<" in lived
    assert WHY in browser.get("/e/IRQ-PEI/history").text
    assert "numbering was changed" in browser.get("/e/IRQ-PEI/diff/3..4").text
    assert "Article" not in browser.get("/c/IRQ-PEI-2/matrix").text


def test_a_wrong_choice_gets_a_sentence_and_is_kept(browser: Browser) -> None:
    browser.sign_in(LEAD)
    for told, said in (
        ({"scheme": "articles"}, "reason"),
        ({"scheme": "roman", "reason": WHY}, "There is no numbering called"),
        ({"scheme": "decimal", "reason": WHY}, "numbered like this already"),
        ({"scheme": "articles", "digits_ar": "x", "reason": WHY}, "choose the digits"),
        ({"scheme": "roman", "do": "preview"}, "There is no numbering called"),
    ):
        browser.get(HERE)
        browser.submit(status=422, **told)
        assert said in browser.page.text and 'role="alert"' in browser.page.text
        if "reason" in told:
            assert WHY in browser.page.text


def test_others_see_it_and_may_not_change_it(browser: Browser) -> None:
    browser.sign_in(EXPERT)
    assert "<form" not in browser.get(HERE).text.split("<main")[1].split("</main")[0]
    browser.sign_in(MOFA_FOCAL)
    browser.get(HERE, status=403)
