"""The rows of a history as the driver gives them, which is what its check goes through.

No date, moment or payload is read: reading and writing them again took most of the time of a check,
and hid what says the same in another form.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from srf_policy.domain import HistoryEvent
from srf_policy.domain.chain import STORED, Stored

_CHUNK = 250
_AS_TEXT = {
    "occurred_on": "to_char(occurred_on, 'YYYY-MM-DD')",
    "recorded_at": "to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    "payload": "payload::text",
}
"""PostgreSQL keeps these in kinds of its own; SQLite keeps the text, and anything that is put there."""


def rows(session: Session, chain: str) -> Iterator[Stored]:
    """The rows of a history in order of `seq`, in the order of `chain.STORED`.

    Raises ValueError where a text is none at all (SQLite keeps any bytes).
    """
    expressions = {} if session.get_bind().dialect.name == "sqlite" else _AS_TEXT
    columns: list[ColumnElement[object]] = [
        literal_column(expressions.get(name, name)).label(name) for name in STORED
    ]
    query = select(*columns).where(HistoryEvent.chain == chain).order_by(HistoryEvent.seq)
    try:
        found = session.connection().execute(query, execution_options={"yield_per": _CHUNK})
        for part in found.partitions():
            yield from part
    except DatabaseError as error:
        if "decode" in str(error.orig):
            raise ValueError("a text that is none") from error
        raise
