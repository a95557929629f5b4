"""p95 of each page of the demo, through the application, beside its page of an unknown address."""

from __future__ import annotations

import time
from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient

from bench.measure import Row, percentile
from bench.scene import demo
from srf_policy import clock
from srf_policy.domain import Person
from srf_policy.operations import perform
from srf_policy.operations.people import SYSTEM, hash_password
from srf_policy.store import people
from srf_policy.web import create_app
from tests.web.browser import Browser

ROUNDS = 40
PASSWORD = "a passphrase for benchmarks"
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
    ("expert", "/ar/e/IRQ-PEI/r/3?with=ar"),
    ("expert", "/en/e/IRQ-PEI/diff/2..3"),
    ("expert", "/en/e/IRQ-PEI/edit"),
    ("expert", "/en/e/IRQ-PEI/edit/il-o1-m1"),
    ("expert", "/en/c/IRQ-PEI.2/matrix"),
    ("expert", "/en/e/IRQ-PEI/validation"),
    ("ministry", "/ar/me"),
    ("ministry", "/ar/c/IRQ-PEI.2"),
    ("ministry", "/ar/c/IRQ-PEI.2/p/il-o1-m1"),
)


def run() -> list[Row]:
    settings, store = demo()
    _give_passwords()
    clock.shift(clock.now().replace(year=2019, month=11, day=27) - clock.real_now())
    app = create_app(settings, store.database)
    clients = {who: _signed_in(app, address) for who, address in PEOPLE.items()}
    floor = _times(clients["expert"], "/en/no-such-page", 404)
    return list(_rows(clients, percentile(floor, 0.95)))


def _rows(clients: dict[str, FlaskClient], floor: float) -> Iterator[Row]:
    taken: dict[tuple[str, str], list[float]] = {page: [] for page in PAGES}
    for who, path in PAGES:
        _get(clients[who], path, 200)
    for _ in range(ROUNDS):
        for who, path in PAGES:
            taken[who, path].append(_get(clients[who], path, 200))
    for (who, path), times in taken.items():
        p95 = percentile(times, 0.95)
        yield Row(f"p95 of {path}, {who}", p95 * 1000, "ms", "an unknown address", p95 / floor)


def _get(client: FlaskClient, path: str, status: int) -> float:
    begun = time.perf_counter()
    answer = client.get(path)
    taken = time.perf_counter() - begun
    assert answer.status_code == status, (path, answer.status_code)
    return taken


def _times(client: FlaskClient, path: str, status: int) -> list[float]:
    return [_get(client, path, status) for _ in range(ROUNDS)]


def _give_passwords() -> None:
    _, store = demo()
    hashed = hash_password(PASSWORD)
    with store.database.reading() as session:
        found = [people.find_by_address(session, store.keys, a) for a in PEOPLE.values()]
        numbers = [session.get_one(Person, p.id).number for p in found if p is not None]
    for number in numbers:
        perform(store, "set_password", actor=SYSTEM, person=number, password_hash=hashed)


def _signed_in(app: Flask, address: str) -> FlaskClient:
    browser = Browser(app)
    browser.sign_in(address, PASSWORD)
    return browser.client
