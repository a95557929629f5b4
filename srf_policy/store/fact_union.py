"""How rows of many kinds are asked for: kind by kind of many engagements, or all at once of one.

A move asks about one engagement, and each statement costs it more than the rows do: so its kinds
stand below each other in one statement, each column in the next free slot of its type.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Date,
    Dialect,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    literal_column,
    null,
    union_all,
)

from .prepared import Prepared, read, readings

Concerned = Callable[[Any], ColumnElement[bool]]
"""The condition that a row is of the engagements that are asked about."""


def of_many(column: Any) -> ColumnElement[bool]:
    """Of those named by `ids`."""
    found: ColumnElement[bool] = column.in_(bindparam("ids", expanding=True))
    return found


def of_one(column: Any) -> ColumnElement[bool]:
    """Of the one named by `id`: nothing is spelled out anew for each question."""
    found: ColumnElement[bool] = column == bindparam("id", type_=Integer)
    return found


class Asked(NamedTuple):
    """A statement whose first column is the engagement, and by what number its rows are ordered."""

    statement: Select[*tuple[Any, ...]]
    place: Any

    def ordered(self) -> Select[*tuple[Any, ...]]:
        """The statement by itself."""
        return self.statement.order_by(self.place)


_TYPES: tuple[type[Any], ...] = (Integer, String, Date, JSON)


class Union:
    """Statements of several kinds as one. `rows` gives (kind, row), each kind in its order.

    A row has the names that the kind's own statement gives its columns.
    """

    def __init__(self, kinds: Mapping[str, Asked]) -> None:
        columns = {name: list(asked.statement.selected_columns) for name, asked in kinds.items()}
        slots = {name: _slots(found) for name, found in columns.items()}
        wide = {
            kind: max((place + 1 for found in slots.values() for of, place in found if of is kind),
                      default=0)
            for kind in _TYPES
        }  # fmt: skip
        order = [(kind, place) for kind in _TYPES for place in range(wide[kind])]
        parts = []
        self._shapes: list[tuple[str, _Shape]] = []
        for number, (name, asked) in enumerate(kinds.items()):
            held = dict(zip(slots[name], columns[name], strict=True))
            filled = [held.get(slot, cast(null(), slot[0])) for slot in order]
            leads = (
                literal_column(str(number), Integer).label("kind_"),
                asked.place.label("place_"),
            )
            parts.append(asked.statement.with_only_columns(*leads, *_named(filled)))
            self._shapes.append(
                (name, _Shape(columns[name], [order.index(s) for s in slots[name]]))
            )
        union = union_all(*parts).order_by(literal_column("1"), literal_column("2"))
        self._statement = Prepared(union)
        self._makers: WeakKeyDictionary[Dialect, list[tuple[str, Callable[[Any], Any]]]]
        self._makers = WeakKeyDictionary()

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
        """All at once: a row that is fetched by itself costs as much again."""
        made = self._makers.get(connection.dialect)
        if made is None:
            made = [(name, shape.maker(connection.dialect)) for name, shape in self._shapes]
            self._makers[connection.dialect] = made
        for row in self._statement.raw(connection, values):
            name, make = made[row[0]]
            yield name, make(row)


def _slots(columns: Iterable[Any]) -> list[tuple[type[Any], int]]:
    """For each column its type and which of that type it is."""
    found: list[tuple[type[Any], int]] = []
    for column in columns:
        kind = next(kind for kind in _TYPES if isinstance(column.type, kind))
        found.append((kind, sum(of is kind for of, _ in found)))
    return found


def _named(columns: Iterable[Any]) -> list[Any]:
    return [column.label(f"c{number}") for number, column in enumerate(columns)]


class _Shape:
    """What makes a row of the kind from one of the union as the driver gives it."""

    def __init__(self, columns: Sequence[Any], places: list[int]) -> None:
        self._row: Any = namedtuple("Row", [c.key for c in columns], rename=True)  # type: ignore[misc]
        self._types = [column.type for column in columns]
        # The first two columns of the union lead.
        self._take = itemgetter(*(place + 2 for place in places))

    def maker(self, dialect: Dialect) -> Callable[[Any], Any]:
        # Without `_make`, which looks at the length of each row: it is that of the columns.
        make, take = partial(tuple.__new__, self._row), self._take
        todo = readings(self._types, dialect)
        if not todo:
            return lambda row: make(take(row))
        return lambda row: make(read(take(row), todo))
