"""The recipe of the database: pragmas, one writer at a time, and sentences when it cannot write."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from srf_policy.domain.errors import Busy
from srf_policy.settings import Settings
from srf_policy.store import database as recipe
from srf_policy.store.database import Database, open_database

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
WRITER = Path(__file__).with_name("writer.py")


@pytest.fixture
def counter(database: Database) -> Database:
    with database.writing() as session:
        session.execute(text("CREATE TABLE counter (id INTEGER, count INTEGER)"))
        session.execute(text("INSERT INTO counter VALUES (1, 0)"))
    return database


def count(database: Database) -> int:
    with database.reading() as session:
        return int(session.scalar(text("SELECT count FROM counter")) or 0)


def raise_by_one(database: Database) -> None:
    with database.writing() as session:
        lock = "" if database.is_sqlite else " FOR UPDATE"
        held = session.scalar(text("SELECT count FROM counter" + lock)) or 0
        session.execute(text("UPDATE counter SET count = :count"), {"count": held + 1})


def write(database: Database, *statements: str) -> None:
    with database.writing() as session:
        for statement in statements:
            session.execute(text(statement))


def busy_code(error: Busy) -> str:
    return error.problems[0].message.code


@SQLITE
def test_pragmas_of_readers_and_writers(database: Database) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
    for opened in (database.reading, database.writing):
        with opened() as session:
            found = {name: session.scalar(text(f"PRAGMA {name}")) for name in wanted}
            assert found == wanted


def test_fifty_writers_at_once(counter: Database) -> None:
    with ThreadPoolExecutor(50) as pool:
        for done in [pool.submit(raise_by_one, counter) for _ in range(150)]:
            done.result()
    assert count(counter) == 150


@SQLITE
def test_two_processes_pass_one_gate(counter: Database, settings: Settings) -> None:
    command = [sys.executable, str(WRITER), str(settings.data_dir), "40"]
    others = [subprocess.Popen(command) for _ in range(2)]
    for _ in range(40):
        raise_by_one(counter)
    assert [other.wait(60) for other in others] == [0, 0]
    assert count(counter) == 120


def test_a_reader_sees_no_half_transaction(counter: Database) -> None:
    with counter.writing() as session:
        session.execute(text("UPDATE counter SET count = 7"))
        assert count(counter) == 0
    assert count(counter) == 7


def test_an_error_takes_everything_back(counter: Database) -> None:
    def fails() -> None:
        with counter.writing() as session:
            session.execute(text("UPDATE counter SET count = 7"))
            raise ValueError

    with pytest.raises(ValueError):
        fails()
    assert count(counter) == 0
    raise_by_one(counter)


def test_what_a_reader_changes_is_not_kept(counter: Database) -> None:
    with counter.reading() as session:
        session.execute(text("UPDATE counter SET count = 7"))
    assert count(counter) == 0


@SQLITE
def test_a_writer_inside_a_writer_is_busy_and_does_not_hang(
    counter: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipe, "GATE_SECONDS", 0.1)
    with counter.writing(), pytest.raises(Busy) as error:
        raise_by_one(counter)
    assert busy_code(error.value) == "refused.busy"
    raise_by_one(counter)


@SQLITE
def test_a_process_that_holds_the_gate_too_long_makes_others_busy(
    counter: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipe, "GATE_SECONDS", 0.1)
    other = open_database(settings)
    with other.writing(), pytest.raises(Busy):
        raise_by_one(counter)
    other.dispose()
    raise_by_one(counter)


@pytest.mark.parametrize(
    "database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_a_row_that_is_held_too_long_makes_others_busy(
    counter: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipe, "GATE_SECONDS", 0.1)
    other = open_database(settings)
    with counter.writing() as session:
        session.execute(text("UPDATE counter SET count = 7"))
        with pytest.raises(Busy):
            raise_by_one(other)
    other.dispose()


@SQLITE
def test_a_full_disk_is_a_sentence(counter: Database, settings: Settings) -> None:
    small = open_database(settings)
    with small.writing() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
    big = "CREATE TABLE big AS SELECT hex(randomblob(100000)) AS words"
    with pytest.raises(Busy) as error:
        write(small, "UPDATE counter SET count = 5", big)
    assert busy_code(error.value) == "refused.disk_full"
    assert count(counter) == 0
    small.dispose()


@SQLITE
def test_a_database_that_may_only_be_read_is_a_sentence(counter: Database) -> None:
    with pytest.raises(Busy) as error:
        write(counter, "PRAGMA query_only = ON", "UPDATE counter SET count = 5")
    assert busy_code(error.value) == "refused.read_only"


@SQLITE
def test_a_gate_that_cannot_be_made_is_a_sentence(counter: Database, settings: Settings) -> None:
    settings.lock_file.unlink()
    settings.lock_file.mkdir()
    with pytest.raises(Busy) as error:
        raise_by_one(counter)
    assert busy_code(error.value) == "refused.read_only"


@SQLITE
def test_a_mistake_in_a_statement_is_not_called_busy(counter: Database) -> None:
    with pytest.raises(OperationalError), counter.writing() as session:
        session.execute(text("SELECT * FROM no_such_table"))


@SQLITE
def test_waiting_writers_come_in_turn(counter: Database) -> None:
    """A writer that waits is not failed by one that comes later: all are through in the end."""
    started = time.monotonic()
    threads = [threading.Thread(target=raise_by_one, args=(counter,)) for _ in range(20)]
    with counter.writing() as session:
        for thread in threads:
            thread.start()
        session.execute(text("UPDATE counter SET count = 100"))
    for thread in threads:
        thread.join(20)
    assert count(counter) == 120
    assert time.monotonic() - started < 20


def test_the_folder_is_made(tmp_path: Path) -> None:
    database = open_database(Settings(data_dir=tmp_path / "a" / "b"))
    assert (tmp_path / "a" / "b").is_dir()
    database.dispose()
