"""p95 of each page of the demo, through the application, beside its page of an unknown address."""

from __future__ import annotations

from collections.abc import Iterator

from flask.testing import FlaskClient

from bench.measure import Row, percentile
from bench.scene import demo
from bench.visitors import ROUNDS, opened, times, visitors
from srf_policy import clock
from srf_policy.cli_settling import settle
from srf_policy.web import create_app
from srf_policy.web.warming import warm

PEOPLE = {
    "expert": "lead.irq@example.org",
    "ministry": "focal.mofa.iq@example.org",
    "validator": "validator.mof.iq@example.org",
}
PAGES = (
    ("expert", "/en/me"),
    ("expert", "/en/engagements"),
    ("expert", "/en/e/IRQ-PEI"),
    ("expert", "/en/e/IRQ-PEI/move"),
    ("expert", "/en/e/IRQ-PEI/records"),
    ("expert", "/en/e/IRQ-PEI/rounds"),
    ("expert", "/en/e/IRQ-PEI/history"),
    ("expert", "/en/e/IRQ-PEI/r/3"),
    ("expert", "/ar/e/IRQ-PEI/r/3"),
    ("expert", "/en/e/IRQ-PEI/diff/2..3"),
    ("expert", "/en/e/IRQ-PEI/edit"),
    ("expert", "/en/e/IRQ-PEI/edit/il-o1-m1"),
    ("expert", "/en/c/IRQ-PEI-2/matrix"),
    ("expert", "/en/e/IRQ-PEI/validation"),
    ("ministry", "/ar/me"),
    ("ministry", "/ar/c/IRQ-PEI-2"),
    ("ministry", "/ar/c/IRQ-PEI-2/p/il-o1-m1"),
)


def run() -> list[Row]:
    settings, store = demo()
    clock.shift(clock.now().replace(year=2019, month=11, day=27) - clock.real_now())
    app = create_app(settings, store.database)
    warm(app)
    settle()
    clients = dict(zip(PEOPLE, visitors(app, store, *PEOPLE.values()), strict=True))
    floor = times(clients["expert"], "/en/no-such-page", 404)
    return list(_rows(clients, percentile(floor, 0.95)))


def _rows(clients: dict[str, FlaskClient], floor: float) -> Iterator[Row]:
    taken: dict[tuple[str, str], list[float]] = {page: [] for page in PAGES}
    for who, path in PAGES:
        opened(clients[who], path)
    for _ in range(ROUNDS):
        for who, path in PAGES:
            taken[who, path].append(opened(clients[who], path))
    for (who, path), seconds in taken.items():
        p95 = percentile(seconds, 0.95)
        yield Row(f"p95 of {path}, {who}", p95 * 1000, "ms", "an unknown address", p95 / floor)
