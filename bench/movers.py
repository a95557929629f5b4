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

Statements = list[tuple[str, Any]]
"""With their values."""


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


WRITES = ("INSERT", "UPDATE", "DELETE")
ALL = (*WRITES, "SELECT")


def statements_of(one: Mover, kinds: tuple[str, ...]) -> list[Statements]:
    """The statements of these kinds of a move to, and those of the move fro, with their values."""
    return [_statements(one, kinds) for _ in TO_AND_FRO]


def _statements(one: Mover, kinds: tuple[str, ...]) -> Statements:
    found: Statements = []

    def note(
        _connection: Connection, _cursor: Any, statement: str, values: Any, _context: Any,
        many: bool,
    ) -> None:  # fmt: skip
        if statement.startswith(kinds):
            found.extend((statement, each) for each in (values if many else [values]))

    engine = one.store.database.engine
    event.listen(engine, "before_cursor_execute", note)
    one.move()
    event.remove(engine, "before_cursor_execute", note)
    return found


TABLES = ("engagement", "history_event", "deadline", "text")
_EVENT = ("INSERT INTO history_event ", "INSERT INTO bare_history_event ")


class _Bare:
    """What a move to and a move fro asked and wrote, again and again, each event in the next place."""

    def __init__(self, moves: list[Statements], last: int) -> None:
        self._moves = itertools.cycle(moves)
        self._seq = itertools.count(last + 1)

    def _next(self) -> Statements:
        seq = next(self._seq)
        return [
            (statement, _at(values, seq) if statement.startswith(_EVENT) else values)
            for statement, values in next(self._moves)
        ]


class BareSqlite(_Bare):
    """The driver alone, with the same pragmas, one commit for a move, on a copy without triggers."""

    def __init__(self, of: Path, copy: Path, moves: list[Statements]) -> None:
        with closing(sqlite3.connect(of)) as source:
            source.execute("VACUUM INTO ?", (str(copy),))
        self._connection = sqlite3.connect(copy, isolation_level=None)
        run = self._connection.execute
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16000"):
            run(f"PRAGMA {pragma}")
        for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            run(f"DROP TRIGGER {name}")
        super().__init__(moves, run("SELECT max(seq) FROM history_event").fetchone()[0])

    def move(self) -> None:
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        for statement, values in self._next():
            run(statement, values).fetchall()
        run("COMMIT")


class BarePostgres(_Bare):
    """As `BareSqlite`, in the same database under other names."""

    def __init__(self, url: str, moves: list[Statements]) -> None:
        import psycopg

        self._connection = psycopg.connect(url.replace("+psycopg", ""))
        run: Any = self._connection.execute
        for name in TABLES:
            run(f"CREATE TABLE bare_{name} (LIKE {name} INCLUDING ALL)")
            run(f"INSERT INTO bare_{name} SELECT * FROM {name}")
        last = run("SELECT max(seq) FROM bare_history_event").fetchone()[0]
        self._connection.commit()
        renamed = [[(self._renamed(statement), v) for statement, v in move] for move in moves]
        super().__init__(renamed, last)

    @staticmethod
    def _renamed(statement: str) -> str:
        for name in TABLES:
            statement = re.sub(rf"\b{name}\b(?!_)(?=[ .(])", f"bare_{name}", statement)
        return statement

    def move(self) -> None:
        for statement, values in self._next():
            cursor = self._connection.execute(statement, values)
            if cursor.description:
                cursor.fetchall()
        self._connection.commit()

    def close(self) -> None:
        self._connection.close()


def _at(values: Any, seq: int) -> Any:
    """The values of an event at another place; PostgreSQL's are named, SQLite's in order."""
    if isinstance(values, Mapping):
        return {**values, "seq": seq}
    return (values[0], seq, *values[2:])
