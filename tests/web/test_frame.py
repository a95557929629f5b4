"""What holds for every page: classes of access, headers, languages, errors, static files."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask
from werkzeug.test import Client

from srf_policy.domain import screens as paths
from srf_policy.languages.tags import INTERFACE
from srf_policy.web import me, screens
from srf_policy.web.access import CLASSES, OF_ENGAGEMENT, PUBLIC
from srf_policy.web.headers import POLICY
from srf_policy.web.routing import Route, Unclassified, names_engagement, register
from tests.web.browser import Browser
from tests.web.walking import plain

LEAD = "lead.irq@example.org"
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def client(demo: Flask) -> Client:
    return demo.test_client()


@SQLITE
def test_every_route_says_who_may_open_it(demo: Flask) -> None:
    routes: dict[str, Route] = demo.extensions["srf_routes"]
    assert {rule.endpoint for rule in demo.url_map.iter_rules()} == set(routes)
    for route in routes.values():
        assert route.access in CLASSES
        assert (route.access in OF_ENGAGEMENT) == names_engagement(route.rule)


@SQLITE
@pytest.mark.parametrize(
    ("rule", "access"),
    [("/x", ""), ("/x", "anybody"), ("/e/<code>/x", PUBLIC), ("/x", "expert")],
)
def test_a_route_without_a_fitting_class_fails_the_making_of_the_application(
    demo: Flask, rule: str, access: str
) -> None:
    with pytest.raises(Unclassified):
        register(demo, [Route(rule, me.me, access)])


@SQLITE
def test_an_endpoint_that_slipped_past_the_table_is_not_served(demo: Flask) -> None:
    demo.add_url_rule("/en/hole", "hole", lambda: "everything")
    assert demo.test_client().get("/en/hole").status_code == 404


def test_public_pages_are_few() -> None:
    public = {r.rule for family in screens.FAMILIES for r in family.routes if r.access == PUBLIC}
    assert public == {"/", "/sign-in", "/password/forgotten", "/password/<token>"}


@SQLITE
def test_no_page_is_open_to_who_is_not_signed_in(client: Client, demo: Flask) -> None:
    for route in demo.extensions["srf_routes"].values():
        if route.access == PUBLIC:
            continue
        path = re.sub(r"<round:\w+>", "IRQ-PEI-1", route.rule).replace("<code>", "IRQ-PEI")
        path = re.sub(r"<int[^>]*>", "1", path)
        path = re.sub(r"<[^>]+>", "x", path)
        for method in route.methods:
            answer = client.open(f"/en{path}", method=method)
            assert answer.status_code == 401, (route.rule, method)


@SQLITE
def test_headers_of_every_answer(client: Client) -> None:
    for path in ("/en/", "/", "/en/nothing", "/en/me"):
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
    for part in ("default-src 'none'", "style-src 'self'", "script-src 'none'",
                 "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"):  # fmt: skip
        assert part in POLICY


def test_pages_of_signed_in_people_are_never_kept(browser: Browser) -> None:
    assert browser.get("/sign-in").headers["Cache-Control"] == "no-cache"
    browser.sign_in(LEAD)
    assert browser.page.headers["Cache-Control"] == "no-store"


def test_no_page_needs_what_the_policy_forbids(browser: Browser) -> None:
    browser.sign_in(LEAD)
    for path in ("/me", "/engagements", "/e/IRQ-PEI"):
        text = browser.get(path).text
        assert not re.search(r'<script|\sstyle="|\son\w+="|<img(?![^>]* src="/)|https?://', text)


@SQLITE
@pytest.mark.parametrize(
    ("asked", "given"),
    [("", "en"), ("ar-IQ,en;q=0.5", "ar"), ("prs", "fa-AF"), ("fa-IR", "fa-AF"),
     ("de", "en"), ("en;q=0.2, fa-AF", "fa-AF")],
)  # fmt: skip
def test_the_first_page_asks_the_browser_for_the_language(
    client: Client, asked: str, given: str
) -> None:
    answer = client.get("/", headers={"Accept-Language": asked})
    assert (answer.status_code, answer.location) == (302, f"/{given}/")
    assert "Accept-Language" in answer.headers["Vary"]


@SQLITE
@pytest.mark.parametrize("path", ["/de/", "/prs/sign-in", "/EN/", "/fa/", "/en/nothing", "/x"])
def test_what_is_not_there_is_a_page_of_its_own(client: Client, path: str) -> None:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 404
    assert '<html lang="en" dir="ltr">' in answer.text and "<h1>" in answer.text


@SQLITE
@pytest.mark.parametrize("language", INTERFACE)
def test_the_frame_speaks_the_language_of_the_path(client: Client, language: str) -> None:
    text = client.get(f"/{language}/sign-in").text
    way = "ltr" if language == "en" else "rtl"
    assert f'<html lang="{language}" dir="{way}">' in text
    for other in INTERFACE:
        assert f'href="/{other}/sign-in"' in text


def test_the_language_switch_keeps_page_and_choice(browser: Browser) -> None:
    browser.sign_in(LEAD)
    text = browser.get("/engagements?sort=country&stage=draft").text
    assert 'href="/ar/engagements?sort=country&amp;stage=draft"' in text


@SQLITE
def test_static_files_carry_their_hash_and_are_kept_for_ever(client: Client) -> None:
    path = re.search(r'href="(/static/[0-9a-f]{12}/style\.css)"', client.get("/en/").text)
    assert path is not None
    answer = client.get(path[1])
    assert answer.status_code == 200 and answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    for wrong in ("/static/000000000000/style.css", path[1].replace("style", "../app.py"),
                  path[1].replace("style.css", "none.css")):  # fmt: skip
        assert client.get(wrong).status_code == 404


@SQLITE
def test_text_is_compressed_for_who_takes_it(client: Client) -> None:
    plain = client.get("/en/", headers={"Accept-Encoding": "identity"})
    packed = client.get("/en/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 2
    assert b"<h1>" in gzip.decompress(packed.data)


def test_a_page_too_large_gets_a_sentence(browser: Browser) -> None:
    browser.get("/sign-in")
    answer = browser.submit("/sign-in", status=413, email="x" * (9 * 1024 * 1024))
    assert "<h1>" in answer.text and "8 MB" in answer.text


@SQLITE
def test_a_wrong_method_gets_a_sentence(browser: Browser) -> None:
    browser.sign_in(LEAD)
    assert "<h1>" in browser.get("/sign-out", status=405).text


def test_a_fault_of_ours_shows_a_number_and_no_trace(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    browser.sign_in(LEAD)
    monkeypatch.setattr(me, "desk", lambda *_: 1 / 0)
    text = browser.get("/me", status=500).text
    number = re.search(r"<bdi>([0-9a-f]{8})</bdi>", text)
    assert number is not None and "Traceback" not in text and "ZeroDivision" not in text
    logged = capsys.readouterr().out
    assert number[1] in logged and "ZeroDivisionError" in logged


def test_another_engagement_answers_like_one_that_does_not_exist(browser: Browser) -> None:
    browser.sign_in("focal.momd@example.org")
    answers = [browser.get(f"/e/{code}", status=404).text for code in ("AFG-CMP", "XXX-NONE")]
    assert plain(answers[0]) == plain(answers[1])


@SQLITE
def test_links_are_made_from_the_table_of_screens(demo: Flask) -> None:
    """Every path of `domain.screens` that a screen family serves is served with the same shape."""
    served = {re.sub(r"<[^>]+>", "{}", r.rule) for f in screens.FAMILIES for r in f.routes}
    named = {re.sub(r"\{\w+\}", "{}", path) for path in paths.PATHS.values()}
    assert {"/me", "/engagements", "/e/{}"} <= served & named
