"""Walking through every route of the application as somebody, and comparing what is answered."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import Flask

from srf_policy.web.access import OF_ENGAGEMENT
from srf_policy.web.routing import Route
from tests.web.browser import Browser

NONE = "XXX-NONE"
"""The code of no engagement."""

SAMPLE = {"a": "1", "b": "2", "digest": "0", "name": "style.css"}


@dataclass(frozen=True)
class Hole:
    """A path that shows what is not the reader's."""

    path: str
    why: str


def table(app: Flask) -> dict[str, Route]:
    routes: dict[str, Route] = app.extensions["srf_routes"]
    return routes


def fill(rule: str, code: str, **values: object) -> str:
    """The path of a rule: words are the code, numbers are 1 unless given."""
    held = {**SAMPLE, "round": f"{code}-{values.get('number', 1)}", **values}
    path = re.sub(r"<(\w+)>", lambda m: str(held.get(m[1], code)), rule)
    return re.sub(r"<[^:<>]+:(\w+)>", lambda m: str(held.get(m[1], 1)), path)


def holes(browser: Browser, code: str, own: str | None, secrets: Iterable[str]) -> Iterator[Hole]:
    """Where somebody without a seat in `code` can tell that it exists, or reads its `secrets`.

    `own`: the code of an engagement that the person may see.
    """
    secrets = tuple(secrets)
    for route in table(browser.client.application).values():
        if route.endpoint == "sessions.sign_out":
            continue
        if route.access in OF_ENGAGEMENT or _takes_words(route.rule):
            yield from _told_apart(browser, route, code)
        for number in (1, 2, 3):
            path = fill(route.rule, own or NONE, number=number, job=number, provision="pre-p1")
            yield from _spoken(browser, path, secrets)


def _takes_words(rule: str) -> bool:
    return re.search(r"<\w+>", rule) is not None


def _told_apart(browser: Browser, route: Route, code: str) -> Iterator[Hole]:
    for method in route.methods:
        for number in (1, 99):
            paths = [fill(route.rule, c, number=number, provision="pre-p1") for c in (code, NONE)]
            found = [_answer(browser, method, path) for path in paths]
            if found[0] != found[1]:
                yield Hole(f"{method} {paths[0]}", f"{found[0][0]} is not {found[1][0]}")
            elif found[0][0] not in (401, 404):
                yield Hole(f"{method} {paths[0]}", f"it is answered with {found[0][0]}")


def _answer(browser: Browser, method: str, path: str) -> tuple[int, str]:
    """Status and body, without what is new in each answer and without the code in the address."""
    data = {"csrf_token": browser.token(), "form": "move"} if method == "POST" else None
    sent = browser.client.open(f"/en{path}", method=method, data=data)
    return sent.status_code, plain(sent.text)


def _spoken(browser: Browser, path: str, secrets: tuple[str, ...]) -> Iterator[Hole]:
    sent = browser.client.get(path if path.startswith("/static") else f"/en{path}")
    if sent.status_code >= 500:
        yield Hole(f"GET {path}", "it breaks")
    said = html.unescape(sent.get_data(as_text=True)) if sent.mimetype == "text/html" else ""
    for secret in secrets:
        if secret in said:
            yield Hole(f"GET {path}", f"it says {secret!r}")


def plain(page: str) -> str:
    """A page without the codes in its own address, keys and tokens (signed with the second)."""
    page = re.sub(r'name="(csrf_token|key|carried)" value="[^"]*"', "", page)
    return re.sub(r"(IRQ-PEI|AFG-CMP|[A-Z]{3}-NONE)", "CODE", page)


def pages(browser: Browser, code: str, **values: Iterable[object]) -> Mapping[str, str]:
    """Every page of an engagement that this person may open by GET, by its path.

    `values`: what is tried for the placeholders of that name.
    """
    found: dict[str, str] = {}
    for route in table(browser.client.application).values():
        if "GET" not in route.methods or route.rule.startswith("/static"):
            continue
        for path in _filled(route.rule, code, values):
            sent = browser.client.get(f"/{browser.language}{path}", follow_redirects=True)
            assert sent.status_code < 500, (path, sent.text)
            if sent.status_code == 200 and sent.mimetype == "text/html":
                found[path] = html.unescape(plain(sent.text))
    return found


def _filled(rule: str, code: str, values: Mapping[str, Iterable[object]]) -> Iterator[str]:
    names = [name for name in values if f"{name}>" in rule]
    for chosen in itertools.product(*(list(values[name]) for name in names)):
        yield fill(rule, code, **dict(zip(names, chosen, strict=True)))
