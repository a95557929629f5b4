"""Copies of the database as it stands at one moment, while others go on writing, and back.

SQLite copies itself (`VACUUM INTO`). PostgreSQL is copied by its own programs `pg_dump` and
`pg_restore`, which get the password through the environment, where no list of processes shows it.
"""

from __future__ import annotations

import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, make_url

from srf_policy.domain.errors import refused
from srf_policy.settings import process_environment

from .database import Database

SQLITE, POSTGRESQL = "sqlite", "postgresql"


def kind(database: Database) -> str:
    """SQLITE or POSTGRESQL."""
    return SQLITE if database.is_sqlite else POSTGRESQL


def name_of(kind_: str) -> str:
    """The name of the copy inside a backup."""
    return "database.sqlite" if kind_ == SQLITE else "database.dump"


def copy(database: Database, target: Path) -> None:
    """Write a copy of the whole database to a file that does not exist yet. Raises Refused."""
    if not database.is_sqlite:
        _run("pg_dump", database.engine.url, "--format=custom", f"--file={target}")
        return
    with database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("VACUUM INTO ?", (str(target),))


def copy_sqlite(source: Path, target: Path) -> None:
    """A copy of a SQLite file that may be in use."""
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def broken(file: Path) -> bool:
    """Whether a SQLite file is damaged or none at all."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]
    except sqlite3.DatabaseError:
        return True


@contextmanager
def beside(url: URL, dump: Path) -> Iterator[URL]:
    """A new database on the same server with the content of the dump; dropped unless renamed.

    Raises Refused where the role may not make databases.
    """
    name = f"{url.database}_coming_{secrets.token_hex(4)}"
    _serve(url, f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    try:
        made = url.set(database=name)
        _run("pg_restore", made, "--no-owner", "--exit-on-error", f"--dbname={name}", str(dump))
        yield made
    finally:
        _serve(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def take_place(url: URL, coming: URL, kept_as: str) -> None:
    """Rename the database to `kept_as` and the coming one to its name. Nobody may be connected."""
    _serve(
        url,
        f'ALTER DATABASE "{url.database}" RENAME TO "{kept_as}"',
        f'ALTER DATABASE "{coming.database}" RENAME TO "{url.database}"',
    )


def _serve(url: URL, *statements: str) -> None:
    """Run statements on the server, outside of a transaction, from its own database."""
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    except Exception as error:
        raise refused("backup.server_refuses", said=_first_line(str(error))) from error
    finally:
        engine.dispose()


def _run(program: str, url: URL, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        raise refused("backup.no_program", program=program)
    done = subprocess.run(
        [path, *arguments], env=_environment(url), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise refused("backup.program_failed", program=program, said=_first_line(done.stderr))


def _environment(url: URL) -> dict[str, str]:
    found = make_url(url)
    host = found.host or str(found.query.get("host", ""))
    named = {
        "PGHOST": host, "PGPORT": str(found.port or found.query.get("port", "") or ""),
        "PGUSER": found.username or "", "PGPASSWORD": found.password or "",
        "PGDATABASE": found.database or "",
    }  # fmt: skip
    return {**process_environment(), **{name: value for name, value in named.items() if value}}


def _first_line(said: str) -> str:
    return next((line.strip() for line in said.splitlines() if line.strip()), "")[:300]
