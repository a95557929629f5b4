"""Forms that cannot be taken are never lost, and no form acts without its token."""

from __future__ import annotations

import re

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict

from srf_policy.domain.errors import NotFound, Problem, Refused, Stale, refused
from srf_policy.languages.messages import msg
from srf_policy.web.forms import Form, refuse_into
from srf_policy.web.routing import Route, register
from tests.web.browser import PASSWORD, Browser

LEAD = "lead.irq@example.org"
WORDS = "Third line of <b>words</b>,\nwith \u2018quotes\u2019 & آ"
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

taken: list[str] = []


def probe(code: str) -> str:
    """A form of the kind that every screen has: shown, refused, or taken."""
    form = Form(words="as it was")
    if form.posted:
        taken.append(form.text("words"))
        return "taken"
    return render_template_string(
        """{% extends "base.html" %}{% import "macros/forms.html" as f %}{% block main %}
        {{ f.errors(form) }}{{ f.form_start(form, expected=7) }}
        {{ f.textarea(form, "words", "Words") }}</form>{% endblock %}""",
        form=form,
    )


def button() -> str:
    """A form without a page of its own."""
    taken.append("button")
    return "taken"


@pytest.fixture
def served(demo: Flask) -> Flask:
    taken.clear()
    register(
        demo,
        [
            Route("/e/<code>/probe", probe, "expert", ("GET", "POST")),
            Route("/button", button, "signed_in", ("POST",)),
        ],
    )
    return demo


@pytest.fixture
def browser(served: Flask) -> Browser:
    found = Browser(served)
    found.sign_in(LEAD)
    return found


def test_a_form_with_its_token_is_taken(browser: Browser) -> None:
    browser.get("/e/IRQ-PEI/probe")
    fields = browser.form().fields
    assert fields["words"] == "as it was" and fields["expected"] == "7" and len(fields["key"]) > 20
    browser.submit(words=WORDS)
    assert taken == [WORDS]


@pytest.mark.parametrize("token", ["", "wrong"])
def test_without_its_token_the_form_comes_back_as_typed(browser: Browser, token: str) -> None:
    browser.get("/e/IRQ-PEI/probe")
    browser.submit(status=400, words=WORDS, csrf_token=token)
    assert taken == []
    assert 'role="alert"' in browser.page.text
    assert browser.form().fields["words"] == WORDS
    browser.submit()
    assert taken == [WORDS]


def test_a_button_without_its_token_asks_once_more(browser: Browser) -> None:
    browser.client.post("/en/button", data={"words": WORDS})
    browser.page = browser.client.post("/en/button", data={"words": WORDS})
    assert browser.page.status_code == 400 and taken == []
    browser.submit("/button")
    assert taken == ["button"]


def test_what_was_typed_survives_being_signed_out(browser: Browser) -> None:
    browser.get("/e/IRQ-PEI/probe")
    browser.client.delete_cookie("srf_session")
    browser.submit(status=401, words=WORDS)
    assert taken == []
    browser.submit("/sign-in", status=422, email=LEAD, password="wrong")
    browser.submit("/sign-in", email=LEAD, password=PASSWORD)
    assert taken == [] and "&lt;b&gt;words" in browser.page.text
    browser.submit("/probe")
    assert taken == [WORDS]


def test_a_form_from_another_site_is_not_carried(browser: Browser) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = browser.client.post("/en/e/IRQ-PEI/probe", data={"words": WORDS}, headers=headers)
        assert answer.status_code == 400 and "words" not in answer.text
        browser.client.delete_cookie("srf_session")
        answer = browser.client.post("/en/e/IRQ-PEI/probe", data={"words": WORDS}, headers=headers)
        assert answer.status_code == 401 and 'name="carried"' not in answer.text
        browser.sign_in(LEAD)


def test_a_carried_form_that_is_not_ours_is_dropped(browser: Browser) -> None:
    browser.submit("/sign-out")
    browser.get("/sign-in")
    browser.submit("/sign-in", email=LEAD, password=PASSWORD, carried="made.up")
    assert browser.page.request.path == "/en/me"


def test_the_password_is_never_carried(browser: Browser) -> None:
    browser.client.delete_cookie("srf_session")
    answer = browser.client.post("/en/button", data={"password": "secret words", "a": "b"})
    signed = re.search(r'name="carried" value="([^"]+)"', answer.text)
    assert signed is not None and "secret" not in answer.text
    with browser.client.application.test_request_context("/"):
        from srf_policy.web.carried import unpack

        found = unpack(signed[1])
    assert found is not None and found.fields == [("a", "b")]


def form(app: Flask, fields: dict[str, object]) -> Form:
    with app.test_request_context("/en/", method="POST", data=MultiDict(fields)):
        return Form()


@pytest.mark.parametrize(
    ("typed", "read"),
    [("2019-11-27", "2019-11-27"), ("۲۰۱۹-۱۱-۲۷", "2019-11-27"), (" ", None), ("27.11.", None)],
)
def test_dates_are_read_in_any_digits(demo: Flask, typed: str, read: str | None) -> None:
    found = form(demo, {"on": typed})
    day = found.day("on")
    assert (day.isoformat() if day else None) == read
    assert bool(found.problems) == (typed == "27.11.")


@pytest.mark.parametrize(
    ("typed", "read"), [("12", 12), ("١٢", 12), ("", None), ("1.5", None), ("-1", None)]
)
def test_numbers_are_read_in_any_digits(demo: Flask, typed: str, read: int | None) -> None:
    assert form(demo, {"n": typed}).number("n") == read


def test_all_that_cannot_be_read_is_told_at_once(demo: Flask) -> None:
    found = form(demo, {"on": "soon", "n": "many"})
    found.day("on"), found.number("n"), found.day("until", required=True)
    with pytest.raises(Refused):
        found.check()
    assert [p.field for p in found.problems] == ["on", "n", "until"] and found.status == 422


def test_a_refusal_keeps_what_was_typed_and_tells_the_fields(demo: Flask) -> None:
    found = form(demo, {"words": WORDS})
    refuse_into(found, refused("refused.sign_in", "words"))
    assert found.value("words") == WORDS and found.status == 422
    assert [m.code for m in found.wrong("words")] == ["refused.sign_in"]
    refuse_into(found, Stale([Problem(msg("refused.stale_unknown"))]))
    assert found.status == 409
    with pytest.raises(NotFound):
        refuse_into(found, NotFound())


def test_each_form_of_a_page_takes_only_its_own(demo: Flask) -> None:
    with demo.test_request_context("/en/", method="POST", data={"form": "b", "words": "typed"}):
        a, b = Form("a", words="kept"), Form("b", words="old")
    assert (a.value("words"), b.value("words")) == ("kept", "typed")
    assert not a.bound and b.bound
