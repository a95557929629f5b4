"""What is written once is never changed: refused by the database itself, to every client."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from srf_policy.domain import Base
from srf_policy.store.database import Database
from srf_policy.store.triggers import FROZEN, create_triggers, unique_keys
from tests.makers import Seeded

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
POSTGRES = pytest.mark.parametrize(
    "database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


def one_of_each(connection: Connection) -> None:
    """A row in every frozen table; foreign keys are not looked at."""
    for name in FROZEN:
        columns = Base.metadata.tables[name].columns
        names = ", ".join(f'"{c.name}"' for c in columns)
        values = ", ".join(_value(c, connection.dialect.name) for c in columns)
        connection.execute(text(f"INSERT INTO {name} ({names}) VALUES ({values})"))


def _value(column: Any, dialect: str) -> str:
    fixed = {
        "origin": "'web'", "kind": "'letter'", "disposition": "'noted'", "duplicate_of": "NULL",
        "position": "'abstain'", "compared": "'not_seen'", "revision_number": "NULL",
        "closes_on": "'2019-01-02'",
    }  # fmt: skip
    kind = str(column.type)
    if column.table.name in ("revision_provision", "seal", "agreement"):
        fixed |= {"kind": "'measure'", "position": "1", "revision_number": "1"}
    if column.name in fixed:
        return fixed[column.name]
    by_type = {"INTEGER": "1", "BOOLEAN": "false", "DATE": "'2019-01-01'", "JSON": "'{}'"}
    blob = "X'00'" if dialect == "sqlite" else "'\\x00'::bytea"
    moment = "'2019-01-01 00:00:00'"
    return by_type.get(kind, blob if kind == "BLOB" else moment if kind == "DATETIME" else "'x'")


@contextmanager
def filled(database: Database) -> Iterator[Connection]:
    off, on = (
        ("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON")
        if database.is_sqlite
        else ("SET session_replication_role=replica", "SET session_replication_role=origin")
    )
    with database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute(off)
        driver.commit()
        with connection.begin():
            one_of_each(connection)
        driver.execute(on)
        driver.commit()
        yield connection


def refused(connection: Connection, statement: str) -> bool:
    try:
        with connection.begin():
            connection.execute(text(statement))
    except DBAPIError as error:
        return "is never changed" in str(error.orig)
    return False


def test_every_row_of_a_frozen_table_stays(database: Database) -> None:
    with filled(database) as connection:
        for name in FROZEN:
            column = next(iter(unique_keys(name)))[0]
            assert refused(connection, f"UPDATE {name} SET {column} = {column}"), name
            assert refused(connection, f"DELETE FROM {name}"), name
            assert connection.scalar(text(f"SELECT count(*) FROM {name}")) == 1
            connection.rollback()


@POSTGRES
def test_no_table_is_emptied(database: Database) -> None:
    with filled(database) as connection:
        for name in FROZEN:
            assert refused(connection, f"TRUNCATE {name} CASCADE"), name


def test_no_upsert_changes_a_row(database: Database) -> None:
    with filled(database) as connection:
        for name in FROZEN:
            key = next(iter(unique_keys(name)))
            statement = (
                f"INSERT INTO {name} SELECT * FROM {name} WHERE true "
                f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {key[0]} = excluded.{key[0]}"
            )
            assert refused(connection, statement), name


def test_without_the_triggers_the_same_statements_pass(database: Database) -> None:
    """Shows that the tests above would notice a table whose trigger is missing."""
    with filled(database) as connection:
        for name in FROZEN:
            _drop_triggers(connection, name)
            key = next(iter(unique_keys(name)))
            columns = Base.metadata.tables[name].columns
            free = [c.name for c in columns if not c.primary_key and not c.foreign_keys][-1]
            upsert = (
                f"INSERT INTO {name} SELECT * FROM {name} WHERE true "
                f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {free} = excluded.{free}"
            )
            update = f"UPDATE {name} SET {free} = {free}"
            for statement in (update, upsert):
                with connection.begin():
                    assert connection.execute(text(statement)).rowcount == 1, statement


def _drop_triggers(connection: Connection, table: str) -> None:
    on_sqlite = connection.dialect.name == "sqlite"
    names = ("update", "delete", "replace") if on_sqlite else ("row", "all")
    with connection.begin():
        for name in names:
            place = "" if on_sqlite else f" ON {table}"
            connection.execute(text(f"DROP TRIGGER frozen_{table}_{name}{place}"))


@pytest.fixture
def foreign(database: Database, settings: Any) -> Iterator[sqlite3.Connection]:
    """A client that knows nothing of ours: no foreign keys, no recursive triggers."""
    with filled(database):
        pass
    connection = sqlite3.connect(settings.data_dir / "srf.db", isolation_level=None)
    connection.execute("PRAGMA recursive_triggers=OFF")
    connection.execute("PRAGMA foreign_keys=OFF")
    yield connection
    connection.close()


def replacements(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """One INSERT OR REPLACE for each key of the table: only this key is that of the old row."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    for key in unique_keys(table):
        kept = {c: f'"{c}"' for c in columns}
        for other in unique_keys(table):
            for column in set(other) - set(key):
                kept[column] = "99" if column in ("id", "seq", "number", "version") else "'other'"
        yield f"INSERT OR REPLACE INTO {table} SELECT {', '.join(kept.values())} FROM {table}"


@SQLITE
def test_nothing_takes_the_place_of_a_row(foreign: sqlite3.Connection) -> None:
    tried = 0
    for table in FROZEN:
        before = foreign.execute(f"SELECT * FROM {table}").fetchall()
        for statement in replacements(foreign, table):
            with pytest.raises(sqlite3.IntegrityError, match="is never changed"):
                foreign.execute(statement)
            tried += 1
        assert foreign.execute(f"SELECT * FROM {table}").fetchall() == before
    assert tried > len(FROZEN)


@SQLITE
@pytest.mark.parametrize("table", ["history_event", "text", "workflow_definition"])
def test_the_hidden_rowid_is_no_way_in(foreign: sqlite3.Connection, table: str) -> None:
    columns = [row[1] for row in foreign.execute(f"PRAGMA table_info({table})")]
    keys = {c for key in unique_keys(table) for c in key}
    values = ", ".join(f'"{c}" || 9' if c in keys else f'"{c}"' for c in columns)
    names = ", ".join(f'"{c}"' for c in columns)
    with pytest.raises(sqlite3.IntegrityError, match="is never changed"):
        foreign.execute(
            f"INSERT OR REPLACE INTO {table} (rowid, {names}) SELECT rowid, {values} FROM {table}"
        )


@SQLITE
def test_without_the_trigger_a_row_would_be_replaced(foreign: sqlite3.Connection) -> None:
    """Shows that the tests above would notice: SQLite lets the same statements through."""
    for table in FROZEN:
        foreign.execute(f"DROP TRIGGER frozen_{table}_replace")
        for statement in replacements(foreign, table):
            foreign.execute(statement)


@SQLITE
def test_new_rows_are_welcome(foreign: sqlite3.Connection) -> None:
    foreign.execute("INSERT INTO text VALUES (1, 'y', 'words')")
    assert foreign.execute("SELECT count(*) FROM text").fetchone() == (2,)


def test_making_the_triggers_again_is_harmless(database: Database) -> None:
    with database.engine.begin() as connection:
        create_triggers(connection)
        create_triggers(connection)
    test_every_row_of_a_frozen_table_stays(database)


def test_the_history_of_the_demo_cannot_be_rewritten(seeded: Seeded) -> None:
    with seeded.store.database.engine.connect() as connection:
        assert refused(connection, "UPDATE history_event SET role = 'expert' WHERE seq = 2")
        assert refused(connection, "DELETE FROM history_event WHERE seq > 100")
