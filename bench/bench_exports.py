"""p95 of the web request that asks for files: a small one given at once, and those made by a job."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator

from flask.testing import FlaskClient

from bench.measure import Row, percentile
from bench.scene import demo
from bench.visitors import ROUNDS, times, visitors
from srf_policy import clock
from srf_policy.cli_settling import settle
from srf_policy.web import create_app
from srf_policy.web.warming import warm
from tests.web.browser import forms_of

FORM = "/en/e/IRQ-PEI/export"
ASKED: dict[str, dict[str, list[str]]] = {
    "a draft, given at once": {"kind": ["draft"], "language": ["en"]},
    "a form, given at once": {"kind": ["form"], "language": ["ar"]},
    "tracked changes, as a job": {"kind": ["redline"], "language": ["en"]},
    "eight files in a .zip, as a job": {
        "kind": ["draft", "redline", "matrix", "form"],
        "language": ["en", "ar"],
    },
}


def run() -> list[Row]:
    settings, store = demo()
    clock.shift(clock.now().replace(year=2019, month=11, day=27) - clock.real_now())
    app = create_app(settings, store.database)
    warm(app)
    settle()
    [client] = visitors(app, store, "lead.irq@example.org")
    floor = percentile(times(client, "/en/no-such-page", 404), 0.95)
    return list(_rows(client, floor))


def _rows(client: FlaskClient, floor: float) -> Iterator[Row]:
    form = next(f for f in forms_of(client.get(FORM).text) if "kind" in f.fields)
    for name, asked in ASKED.items():
        _sent(client, form.fields, asked)
        p95 = percentile([_sent(client, form.fields, asked) for _ in range(ROUNDS)], 0.95)
        yield Row(f"p95 of asking for {name}", p95 * 1000, "ms", "an unknown address", p95 / floor)


def _sent(client: FlaskClient, fields: dict[str, object], asked: dict[str, list[str]]) -> float:
    """Seconds of one press of the button; each has a key of its own."""
    data = {**fields, **asked, "key": secrets.token_hex(8)}
    begun = time.perf_counter()
    answer = client.post(FORM, data=data)
    taken = time.perf_counter() - begun
    assert answer.status_code in (200, 303), answer.status_code
    return taken
