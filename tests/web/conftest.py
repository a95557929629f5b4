"""A served demonstration, for every test of screens.

`demo`    the application on a database into which the Facility and Iraq's engagement are replayed;
          the working clock stands at 27 November 2019. Each test gets its own copy.
`browser` a `Browser` on it: `browser.sign_in("lead.irq@example.org")`, then `get`, `post` and
          `submit`, which fills in the hidden fields of the page it was given.

"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Person
from srf_policy.operations import Store, perform, replay
from srf_policy.operations.accounts import open_store
from srf_policy.operations.people import SYSTEM, hash_password
from srf_policy.settings import Settings
from srf_policy.store.database import open_database
from srf_policy.web import create_app
from tests.conftest import checkpoint, made_once, settings_for, sqlite_url, upgrade
from tests.servers import PostgresServer
from tests.web.browser import PASSWORD, Browser

NOW = datetime(2019, 11, 27, 9, tzinfo=UTC)
SEEDS = ("irq-pei", "afg-cmp")


@pytest.fixture(autouse=True)
def standing() -> Iterator[None]:
    """The working clock of every test of screens, in the server's threads too."""
    before = clock.offset()
    clock.shift(NOW - clock.real_now())
    yield
    clock.shift(before)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the replayed SQLite database and its keys."""

    def make(folder: Path) -> None:
        settings = settings_for(sqlite_url(folder / "data" / "srf.db"), folder)
        upgrade(settings)
        fill(settings)
        checkpoint(folder / "data" / "srf.db")

    return made_once(tmp_path_factory, "demo", make)


@pytest.fixture(scope="session")
def demo_server(
    postgres_server: PostgresServer,
    postgres_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Path]]:
    """The name of a replayed PostgreSQL database, and the folder of its keys."""
    folder = tmp_path_factory.mktemp("demo")
    with postgres_server.database(template=postgres_template) as url:
        fill(settings_for(url, folder))
        yield url.rsplit("/", 1)[1].split("?", 1)[0], folder


@pytest.fixture
def demo_settings(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Settings]:
    if database_kind == "sqlite":
        shutil.copytree(request.getfixturevalue("demo_file"), tmp_path, dirs_exist_ok=True)
        yield settings_for(sqlite_url(tmp_path / "data" / "srf.db"), tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    template, folder = request.getfixturevalue("demo_server")
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    with server.database(template=template) as url:
        yield settings_for(url, tmp_path)


@pytest.fixture
def demo(demo_settings: Settings) -> Iterator[Flask]:
    database = open_database(demo_settings)
    app = create_app(demo_settings, database)
    app.testing = False
    yield app
    database.dispose()


@pytest.fixture
def demo_store(demo: Flask) -> Store:
    store: Store = demo.extensions["srf_store"]
    return store


@pytest.fixture
def browser(demo: Flask) -> Browser:
    return Browser(demo)


def fill(settings: Settings) -> None:
    """Replay the seeds and give everybody the same password."""
    store = open_store(settings)
    seeds = files("srf_policy.seeds")
    replay.replay_facility(store, (seeds / "facility.yaml").read_bytes(), "facility.yaml")
    for name in SEEDS:
        replay.replay_engagement(store, (seeds / f"{name}.yaml").read_bytes(), f"{name}.yaml")
    hashed = hash_password(PASSWORD)
    with store.database.reading() as session:
        numbers = list(session.scalars(select(Person.number)))
    for number in numbers:
        perform(store, "set_password", actor=SYSTEM, person=number, password_hash=hashed)
    store.database.dispose()
