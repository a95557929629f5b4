"""One engagement that is moved to and fro, each move kept; and the barest way to keep as much."""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from srf_policy.domain.viewer import Viewer
from srf_policy.operations import Store, perform
from srf_policy.store import people

TO_AND_FRO = ("consult_again", "begin_drafting")
CODE = "IRQ-PEI"
REASON = "The ministries ask for another round."

Written = list[tuple[str, Any]]


@dataclass
class Mover:
    """The lead expert of Iraq's engagement, who sends the draft back and takes it up again."""

    store: Store
    person: Viewer
    moves: Iterator[str] = field(default_factory=lambda: itertools.cycle(TO_AND_FRO))

    def move(self) -> None:
        name = next(self.moves)
        reason = REASON if name == TO_AND_FRO[0] else ""
        perform(self.store, "make_move", actor=self.person, engagement=CODE, move=name,
                reason=reason)  # fmt: skip


def mover(store: Store, day: Any) -> Mover:
    with store.database.reading() as session:
        person = people.find_by_address(session, store.keys, "lead.irq@example.org")
        assert person is not None
        return Mover(store, people.viewer(session, person, day))


def written_by(one: Mover) -> Written:
    """The statements by which one move to and one fro write, with their values."""
    found: Written = []

    def note(
        _connection: Connection, _cursor: Any, statement: str, values: Any, _context: Any,
        many: bool,
    ) -> None:  # fmt: skip
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            found.extend((statement, each) for each in (values if many else [values]))

    engine = one.store.database.engine
    event.listen(engine, "before_cursor_execute", note)
    one.move()
    one.move()
    event.remove(engine, "before_cursor_execute", note)
    return found


TABLES = ("engagement", "history_event", "deadline", "text")


def _again(statement: str) -> str:
    """An insert that may find its row there already, and then does nothing."""
    if not statement.startswith("INSERT"):
        return statement
    statement = re.sub(r" ON CONFLICT .* DO UPDATE SET .*", "", statement)
    insert, returning, what = statement.partition(" RETURNING")
    return f"{insert} ON CONFLICT DO NOTHING{returning}{what}"


class _Bare:
    """What a move to and a move fro wrote, again and again: one event and half of the rest each."""

    def __init__(self, written: Written) -> None:
        event_ = "INSERT INTO history_event"
        self._events = [row for row in written if row[0].startswith(event_)]
        # The reason is kept once: it was there already when the rows were looked at.
        others = [r for r in written if not r[0].startswith((event_, "INSERT INTO text"))]
        self._others = [(_again(statement), values) for statement, values in others]
        self._seq = itertools.count(1)

    def _next(self) -> Written:
        seq = next(self._seq)
        statement, values = self._events[seq % len(self._events)]
        return [(statement, _at(values, seq)), *self._others[seq % 2 :: 2]]


class BareSqlite(_Bare):
    """The driver alone, with the same pragmas, one commit for a move.

    The tables are copies with the same columns, keys and indexes, without triggers.
    """

    def __init__(self, of: Path, folder: Path, written: Written) -> None:
        super().__init__(written)
        self._connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._connection.execute(f"PRAGMA {pragma}")
        with closing(sqlite3.connect(of)) as source:
            for kind in ("table", "index"):
                for name, sql in source.execute(
                    "SELECT tbl_name, sql FROM sqlite_master WHERE type=? AND sql IS NOT NULL",
                    (kind,),
                ):
                    if name in TABLES:
                        self._connection.execute(sql)

    def move(self) -> None:
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        for statement, values in self._next():
            run(statement, values)
        run("COMMIT")


class BarePostgres(_Bare):
    """As `BareSqlite`, in the same database under other names."""

    def __init__(self, url: str, written: Written) -> None:
        import psycopg

        super().__init__(written)
        self._events = [(self._renamed(statement), values) for statement, values in self._events]
        self._others = [(self._renamed(statement), values) for statement, values in self._others]
        self._connection = psycopg.connect(url.replace("+psycopg", ""))
        for name in TABLES:
            self._connection.execute(f"CREATE TABLE bare_{name} (LIKE {name} INCLUDING ALL)")
        self._connection.commit()

    @staticmethod
    def _renamed(statement: str) -> str:
        for name in TABLES:
            statement = re.sub(rf"\b{name}\b(?!_)(?=[ .(])", f"bare_{name}", statement)
        return statement

    def move(self) -> None:
        for statement, values in self._next():
            self._connection.execute(statement, values)
        self._connection.commit()

    def close(self) -> None:
        self._connection.close()


def _at(values: Any, seq: int) -> Any:
    """The values of an event at another place; PostgreSQL's are named, SQLite's in order."""
    if isinstance(values, Mapping):
        return {**values, "seq": seq}
    return (values[0], seq, *values[2:])
