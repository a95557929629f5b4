"""The statements of every move, made into SQL once for a database: what is left is the driver's work.

They are given to the driver itself, in the transaction of the connection; SQLAlchemy's own way of
running a statement took three times as long as SQLite. Whoever listens to statements hears them all
the same, and what fails is told in the same way. For statements whose values are all named, and none
a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError

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
        driven(connection, made.sql, bound if len(bound) > 1 else bound[0])

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows that are found."""
        reads = self._of(connection.dialect).reads
        return [tuple(read(row, reads)) for row in self.raw(connection, values)]

    def raw(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        """The rows as the driver gives them; `read` makes values of their types."""
        made = self._of(connection.dialect)
        bound = made.bound(values)
        try:
            found: Sequence[Any] = driven(connection, made.sql, bound).fetchall()
        except connection.dialect.loaded_dbapi.Error as error:
            raise _told(connection, made.sql, bound, error) from error
        return found

    def _of(self, dialect: Dialect) -> _Made:
        made = self._made.get(dialect)
        if made is None:
            made = self._made[dialect] = _Made(self._statement, dialect)
        return made


def driven(connection: Connection, sql: str, values: Any = ()) -> Any:
    """The cursor, or what fetches as one does. Raises DBAPIError as the connection would."""
    if connection.engine.dispatch.before_cursor_execute:
        return connection.exec_driver_sql(sql, values)
    cursor = connection.connection.cursor()
    try:
        # As there: a list is of the values of several rows.
        if isinstance(values, list):
            cursor.executemany(sql, values)
        else:
            cursor.execute(sql, values)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, sql, values, error) from error
    return cursor


def _told(connection: Connection, sql: str, values: Any, error: Exception) -> Exception:
    """The error as SQLAlchemy tells it; a connection that is lost is not used again."""
    dialect = connection.dialect
    driver_error = dialect.loaded_dbapi.Error
    lost = dialect.is_disconnect(error, connection.connection, None)  # type: ignore[arg-type]
    if lost:
        connection.invalidate(error)
    return DBAPIError.instance(
        sql, values, error, driver_error, connection_invalidated=lost, dialect=dialect
    )


def read(row: Sequence[Any], processes: Sequence[tuple[int, Process]]) -> list[Any]:
    """A row as the driver gives it, with the values at these places made into those of their types."""
    values = list(row)
    for place, process in processes:
        if values[place] is not None:
            values[place] = process(values[place])
    return values


def readings(kinds: Iterable[Any], dialect: Dialect) -> list[tuple[int, Process]]:
    """The places at which the driver gives something else than the value of that type."""
    return [
        (place, process)
        for place, kind in enumerate(kinds)
        if (process := _reading(kind, dialect)) is not None
    ]


def _reading(kind: Any, dialect: Dialect) -> Process | None:
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
        self.reads = readings((column.type for column in columns), dialect)

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
