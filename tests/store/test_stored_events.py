"""A history as its rows are stored, on both databases: sound, and no other value in any column passes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from srf_policy.domain import HistoryEvent
from srf_policy.domain import chain as chains
from srf_policy.domain.chain import (
    Stored,
    canonical_event,
    canonical_json,
    first_fault_stored,
    link,
)
from srf_policy.store import stored_events
from srf_policy.store.database import Database

NAME = "IRQ-PEI"
TEXTS = ("chain", "verb", "subject", "actor", "role", "institution")
EVERYWHERE = [
    *((name, f"{name} || 'x'") for name in TEXTS), ("origin", "'cli'"), ("origin", "'seed'"),
    ("engagement_id", "2"), ("seq", "7"), ("previous", "hash"), ("hash", "previous"),
    ("occurred_on", "'2019-01-02'"), ("recorded_at", "'2019-11-27 09:30:02.000001'"),
    ("payload", """'{"a":1,"b":{"c":true}}'"""), ("payload", """'{"a":"1","b":{"c":"ب"}}'"""),
    ("payload", """'{"a":1.0,"b":{"c":"ب"}}'"""), ("payload", """'{"a":true,"b":{"c":"ب"}}'"""),
    ("payload", """'{"a":2,"a":1,"b":{"c":"ب"}}'"""), ("payload", "'{}'"), ("payload", "'null'"),
    ("payload", r"""'{"\u0061":1,"b":{"c":"ب"}}'"""), ("payload", """'{"a":-0.0,"b":{"c":"ب"}}'"""),
    ("payload", """'{"a":1,"b":{"c":"ب"}} '"""), ("payload", """'{"a": 1,"b":{"c":"ب"}}'"""),
]  # fmt: skip
IN_SQLITE = [
    *((name, f"CAST({name} AS BLOB)") for name in (*TEXTS, "origin", "payload", "hash", "previous")),
    *((name, "X'FF'") for name in ("role", "payload", "occurred_on", "hash")),
    ("engagement_id", "'one'"), ("engagement_id", "X'31'"), ("engagement_id", "1.5"),
    ("occurred_on", "'20190101'"), ("occurred_on", "20190101"), ("occurred_on", "'2019-01-01 '"),
    ("recorded_at", "replace(recorded_at, ' ', 'T')"), ("recorded_at", "substr(recorded_at, 1, 19)"),
    ("canonical", "CAST(canonical AS TEXT)"), ("canonical", "canonical || ' '"), ("payload", "'{'"),
]  # fmt: skip


def events() -> Iterator[HistoryEvent]:
    previous = ""
    for seq in range(1, 4):
        columns: dict[str, Any] = {
            "chain": NAME, "seq": seq, "engagement_id": None, "verb": "open_round",
            "subject": "round:1", "occurred_on": date(2019, 1, 1),
            "recorded_at": datetime(2019, 11, 27, 9, 30, seq, tzinfo=UTC), "actor": "abc",
            "role": "expert", "institution": "وزارت", "origin": "web",
            "payload": {"a": 1, "b": {"c": "ب"}},
        }  # fmt: skip
        canonical = canonical_event(columns)
        head = link(previous, canonical)
        yield HistoryEvent(**columns, canonical=canonical, previous=previous, hash=head)
        previous = head


@pytest.fixture
def kept(database: Database) -> Database:
    with database.writing() as session:
        session.add_all(events())
    return database


def _disarm(connection: Connection) -> None:
    """No trigger and no constraint stands in the way."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(
            "ALTER TABLE history_event DROP CONSTRAINT ck_history_event_origin_known"
        )
        return
    driver: Any = connection.connection.driver_connection
    for (name,) in driver.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        driver.execute(f"DROP TRIGGER {name}")
    driver.execute("PRAGMA ignore_check_constraints = ON")


def found(database: Database, column: str = "", value: str = "") -> tuple[int, str] | None:
    """What is wrong when the second event holds this; it is taken back."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys = OFF")
        if column:
            _disarm(connection)
            done = connection.exec_driver_sql(
                f"UPDATE history_event SET {column} = {value} WHERE seq = 2"
            )
            assert done.rowcount == 1
        try:
            with Session(connection) as session:
                return first_fault_stored(stored_events.rows(session, NAME))
        except ValueError:
            return 2, "unreadable"
        finally:
            connection.rollback()


def passed(database: Database) -> list[tuple[str, str]]:
    ways = [*EVERYWHERE, *(IN_SQLITE if database.is_sqlite else [])]
    return [way for way in ways if found(database, *way) is None]


def test_no_other_value_in_any_column_passes(kept: Database) -> None:
    assert found(kept) is None
    assert passed(kept) == []
    assert found(kept) is None


def test_rows_of_earlier_versions_are_sound(kept: Database) -> None:
    earlier = json.dumps({"a": 1, "b": {"c": "ب"}})
    assert " " in earlier and "\\u0628" in earlier
    assert found(kept, "payload", f"'{earlier}'") is None


def test_payloads_are_stored_as_they_are_hashed(kept: Database) -> None:
    with kept.reading() as session:
        for row in stored_events.rows(session, NAME):
            assert f'"payload":{row[11]},'.encode() in row[12]


def test_a_check_that_reads_payloads_alone_is_missed(
    kept: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted gap: what says the same is let through, in whatever form."""

    def lenient(row: Stored) -> Stored:
        return [*row[:11], canonical_json(json.loads(row[11])).decode(), *row[12:]]

    monkeypatch.setattr(chains, "_respaced", lenient)
    assert ("payload", """'{"a":2,"a":1,"b":{"c":"ب"}}'""") in passed(kept)
