"""What every test may ask for.

`database_kind`  "sqlite" or "postgresql": each test that needs a database runs on both. To stay on
                 one: `@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)`.
`empty_database_url`  the address of a new database without tables (for tests of migrations).
`database_url`   the address of a new database at the newest revision.
`settings`       Settings on `database_url`, with data and keys in `tmp_path`.
`database`       the opened `store.database.Database` of `settings`.
`seeded`         a `tests.makers.Seeded`: settings, store and helpers on a fresh copy of the demo's data.
`world`          as `seeded`, with all four engagements.
`chromium`, `soffice`, `pandoc`  paths of the real programs; a test that asks for one gets its marker.

With SRF_REQUIRE_REAL=1 a skipped test of a real part fails (see `tests/real_parts.py`).
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from srf_policy.settings import Settings
from tests import makers, quick, real_parts
from tests.servers import PostgresServer, start_postgres

if TYPE_CHECKING:
    from srf_policy.store.database import Database

pytest_plugins = ["pytester"]

TEST_SERVER = os.environ.get("SRF_TEST_DATABASE_URL", "")
for name in [name for name in os.environ if name.startswith("SRF_")]:
    if name != real_parts.REQUIRE:
        del os.environ[name]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(real_parts, "real_parts")
    config.pluginmanager.register(quick, "quick")
    quick.make_quick()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with start_postgres(TEST_SERVER) as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture
def empty_database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    if database_kind == "sqlite":
        yield sqlite_url(tmp_path / "empty" / "srf.db")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield url


@pytest.fixture
def database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    if database_kind == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        url = sqlite_url(tmp_path / "data" / "srf.db")
        shutil.copyfile(template, tmp_path / "data" / "srf.db")
        yield url
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database(template=request.getfixturevalue("postgres_template")) as url:
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, tmp_path)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    from srf_policy.store.database import open_database

    database = open_database(settings)
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file at the newest revision, made once and copied for each test."""

    def make(folder: Path) -> None:
        upgrade(settings_for(sqlite_url(folder / "data" / "srf.db"), folder))
        checkpoint(folder / "data" / "srf.db")

    return made_once(tmp_path_factory, "template", make) / "data" / "srf.db"


@pytest.fixture(scope="session")
def postgres_template(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The name of a PostgreSQL database at the newest revision, from which each test's is made."""
    folder = tmp_path_factory.mktemp("template")
    with postgres_server.database() as url:
        upgrade(settings_for(url, folder))
        yield url.rsplit("/", 1)[1].split("?", 1)[0]


ALL = ("irq-pei", "afg-cmp", "pak-newp", "pak-fia")


@pytest.fixture(scope="session")
def seeded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Iraq's engagement (data) and keys, made once and copied for each test."""
    return made_once(tmp_path_factory, "seeded", lambda folder: seed_folder(folder, "irq-pei"))


@pytest.fixture(scope="session")
def world_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with all four engagements."""
    return made_once(tmp_path_factory, "world", lambda folder: seed_folder(folder, *ALL))


@pytest.fixture(scope="session")
def seeded_postgres(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """The name of a PostgreSQL database with Iraq's engagement, and the folder of its keys."""
    with seed_postgres(postgres_server, tmp_path_factory.mktemp("seeded"), "irq-pei") as made:
        yield made


@pytest.fixture(scope="session")
def world_postgres(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """The same with all four engagements."""
    with seed_postgres(postgres_server, tmp_path_factory.mktemp("world"), *ALL) as made:
        yield made


@pytest.fixture
def seeded(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[makers.Seeded]:
    with opened_copy("seeded", database_kind, request, tmp_path) as opened:
        yield opened


@pytest.fixture
def world(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[makers.Seeded]:
    with opened_copy("world", database_kind, request, tmp_path) as opened:
        yield opened


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder filled by the worker that first asks for it, and read by all."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / f"made-{name}"
    with (shared / f"made-{name}.lock").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not os.fstat(file.fileno()).st_size:
            folder.mkdir()
            make(folder)
            file.write("made")
    return folder


def seed_folder(folder: Path, *names: str) -> None:
    makers.seed(settings_for(sqlite_url(folder / "data" / "srf.db"), folder), *names)
    checkpoint(folder / "data" / "srf.db")


@contextmanager
def seed_postgres(server: PostgresServer, folder: Path, *names: str) -> Iterator[tuple[str, Path]]:
    with server.database() as url:
        makers.seed(settings_for(url, folder), *names)
        yield url.rsplit("/", 1)[1].split("?", 1)[0], folder


@contextmanager
def opened_copy(
    what: str, kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[makers.Seeded]:
    """A fresh copy of what was seeded, opened, with the clock standing at the demo's day."""
    if kind == "sqlite":
        template: Path = request.getfixturevalue(f"{what}_folder")
        shutil.copytree(template, tmp_path, dirs_exist_ok=True)
        url = sqlite_url(tmp_path / "data" / "srf.db")
        with makers.opened(settings_for(url, tmp_path)) as opened:
            yield opened
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name, folder = request.getfixturevalue(f"{what}_postgres")
    shutil.copytree(folder / "keys", tmp_path / "keys")
    with (
        server.database(template=name) as url,
        makers.opened(settings_for(url, tmp_path)) as opened,
    ):
        yield opened


@pytest.fixture(scope="session")
def chromium() -> str:
    return real_parts.find_program("chromium", "chromium")


@pytest.fixture(scope="session")
def soffice() -> str:
    return real_parts.find_program("soffice", "libreoffice-writer")


@pytest.fixture(scope="session")
def pandoc() -> str:
    return real_parts.find_program("pandoc", "pandoc")


def sqlite_url(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{file}"


def settings_for(url: str, folder: Path) -> Settings:
    data = folder / "data"
    data.mkdir(exist_ok=True)
    return Settings(
        data_dir=data,
        key_dir=folder / "keys",
        database_url=url,
        secret_key="a secret for tests only, as long as a real one",
    )


def upgrade(settings: Settings) -> None:
    from srf_policy.store.database import open_database
    from srf_policy.store.migrate import upgrade as upgrade_database

    database = open_database(settings)
    upgrade_database(database)
    # PostgreSQL copies a database only while nobody is connected to it.
    database.dispose()


def checkpoint(file: Path) -> None:
    """Bring what still lies in SQLite's log into the file itself, which alone is copied."""
    import sqlite3

    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
