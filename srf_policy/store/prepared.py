"""The statements of every move, made into SQL once for a database: what is left is the driver's work.

They go through the connection as all others do: whoever listens to statements hears them, and what
fails is told in the same way. For statements whose values are all named, and none a list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Dialect

Process = Callable[[Any], Any]


class Prepared:
    """One statement, run with values by name: as the columns' types say, in both directions."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._made: WeakKeyDictionary[Dialect, _Made] = WeakKeyDictionary()

    def run(self, connection: Connection, *rows: Mapping[str, Any]) -> None:
        """Write each of these rows, all of them in one go."""
        made = self._of(connection.dialect)
        bound = [made.bound(row) for row in rows]
        connection.exec_driver_sql(made.sql, bound if len(bound) > 1 else bound[0])

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows that are found."""
        reads = self._of(connection.dialect).reads
        return [
            tuple(
                value if value is None or process is None else process(value)
                for value, process in zip(row, reads, strict=True)
            )
            for row in self.raw(connection, values)
        ]

    def raw(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        """The rows as the driver gives them; `reading` makes values of a type from what it gives."""
        made = self._of(connection.dialect)
        return connection.exec_driver_sql(made.sql, made.bound(values)).all()

    def _of(self, dialect: Dialect) -> _Made:
        made = self._made.get(dialect)
        if made is None:
            made = self._made[dialect] = _Made(self._statement, dialect)
        return made


def reading(kind: Any, dialect: Dialect) -> Process | None:
    """What makes a value of this type from the driver's; None where it is one already."""
    found: Process | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return found


def _writing(kind: Any, dialect: Dialect) -> Process | None:
    found: Process | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


class _Made:
    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        named = {name: bind.key for name, bind in compiled.binds.items() if bind.required}
        # With lists that stand in the statement itself spelled out.
        state = compiled.construct_expanded_state(dict.fromkeys(named.values()))
        self.sql: str = state.statement
        self._positional = bool(compiled.positional)
        processes = {name: _writing(bind.type, dialect) for name, bind in compiled.binds.items()}
        processes.update(state.processors)
        self._names = list(state.positiontup if self._positional else state.parameters)
        self._values = [
            _value(named.get(name), processes.get(name), state.parameters[name])
            for name in self._names
        ]
        columns = statement.selected_columns if statement.is_select else ()
        self.reads = [reading(column.type, dialect) for column in columns]

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them. Raises KeyError where one is lacking."""
        found = [
            fixed if key is None else process(values[key]) if process else values[key]
            for key, process, fixed in self._values
        ]
        return tuple(found) if self._positional else dict(zip(self._names, found, strict=True))


def _value(
    key: str | None, process: Process | None, fixed: Any
) -> tuple[str | None, Process | None, Any]:
    """Its name among the values and what makes it the driver's; without a name, what it always is."""
    if key is None and process is not None:
        fixed = process(fixed)
    return key, process, fixed
