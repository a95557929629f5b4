"""People who open pages of an application, and how long each takes."""

from __future__ import annotations

import time

from flask import Flask
from flask.testing import FlaskClient

from srf_policy.domain import Person
from srf_policy.operations import Store, perform
from srf_policy.operations.people import SYSTEM, hash_password
from srf_policy.store import people
from tests.web.browser import Browser

ROUNDS = 40
PASSWORD = "a passphrase for benchmarks"


def visitors(app: Flask, store: Store, *addresses: str) -> list[FlaskClient]:
    """A signed-in client for each address; all get the same passphrase."""
    hashed = hash_password(PASSWORD)
    with store.database.reading() as session:
        found = [people.find_by_address(session, store.keys, a) for a in addresses]
        numbers = [session.get_one(Person, p.id).number for p in found if p is not None]
    for number in numbers:
        perform(store, "set_password", actor=SYSTEM, person=number, password_hash=hashed)
    return [_signed_in(app, address) for address in addresses]


def _signed_in(app: Flask, address: str) -> FlaskClient:
    browser = Browser(app)
    browser.sign_in(address, PASSWORD)
    return browser.client


def opened(client: FlaskClient, path: str, status: int = 200) -> float:
    """Seconds of one page."""
    begun = time.perf_counter()
    answer = client.get(path)
    taken = time.perf_counter() - begun
    assert answer.status_code == status, (path, answer.status_code)
    return taken


def spent(client: FlaskClient, path: str) -> tuple[list[float], list[float]]:
    """Seconds of the page by the clock and of the processor, many times, after one that warms it."""
    opened(client, path)
    walls, processor = [], []
    for _ in range(ROUNDS):
        begun = time.process_time()
        walls.append(opened(client, path))
        processor.append(time.process_time() - begun)
    return walls, processor


def times(client: FlaskClient, path: str, status: int = 200) -> list[float]:
    """Seconds of the page, many times, after one that warms it."""
    opened(client, path, status)
    return [opened(client, path, status) for _ in range(ROUNDS)]
