"""The demonstration served over a copy of the seeded data, for stories told through screens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

import pytest
from playwright.sync_api import Browser

from srf_policy import clock
from srf_policy.web import create_app
from tests.makers import AS_OF, Seeded
from tests.stories.chromium import launched, serving
from tests.stories.office import Office


@pytest.fixture
def office(seeded: Seeded) -> Office:
    """Everybody of Iraq's engagement, each with a browser of their own."""
    return open_office(seeded)


@pytest.fixture
def world_office(world: Seeded) -> Office:
    """Everybody of all engagements; the story says in which it plays (`Office.code`, `lead`)."""
    return open_office(world)


def open_office(seeded: Seeded) -> Office:
    return Office(create_app(seeded.settings, seeded.store.database), seeded)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with launched(chromium) as browser:
        yield browser


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    yield from served(office)


@pytest.fixture
def world_address(world_office: Office) -> Iterator[str]:
    yield from served(world_office)


def served(office: Office) -> Iterator[str]:
    """The server's threads know of no standing clock: theirs is shifted."""
    before = clock.offset()
    clock.shift(datetime.combine(AS_OF, time(12), UTC) - clock.real_now())
    with serving(office.app) as address:
        yield address
    clock.shift(before)
