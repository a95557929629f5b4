"""Statements that the driver is given itself: they read, fail and are heard as all others are."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import bindparam, event, inspect, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from srf_policy.domain import Engagement, HistoryEvent
from srf_policy.domain.errors import Busy
from srf_policy.store.database import Database
from srf_policy.store.locked import locked
from srf_policy.store.prepared import Prepared, driven
from tests.makers import Seeded

CODE = "IRQ-PEI"
EVENTS: Any = HistoryEvent.__table__


def test_rows_are_those_of_the_connection(seeded: Seeded) -> None:
    """Days, moments, numbers, texts, bytes, payloads and what is not there."""
    query = select(EVENTS).where(EVENTS.c.chain == bindparam("chain")).order_by(EVENTS.c.seq)
    with seeded.reading() as session:
        connection = session.connection()
        wanted = [tuple(row) for row in connection.execute(query, {"chain": CODE})]
        assert Prepared(query).rows(connection, {"chain": CODE}) == wanted
        assert len(wanted) > 100


def test_a_locked_engagement_is_what_the_mapper_loads(seeded: Seeded) -> None:
    columns = Engagement.__table__.columns.keys()
    with seeded.reading() as session:
        loaded = session.scalars(select(Engagement).where(Engagement.code == CODE)).one()
        wanted = {name: getattr(loaded, name) for name in columns}
    with seeded.store.database.writing() as session:
        found = locked(session, CODE)
        assert found is not None
        assert {name: getattr(found, name) for name in columns} == wanted
        assert inspect(found).persistent and found not in session.dirty
        found.moves += 1
        assert locked(session, CODE) is found and found.moves == wanted["moves"] + 1
        assert locked(session, "XXX-NONE") is None
    with seeded.reading() as session:
        kept = session.scalar(select(Engagement.moves).where(Engagement.code == CODE))
        assert kept == wanted["moves"] + 1


def test_what_fails_is_told_as_by_the_connection(seeded: Seeded) -> None:
    again = Prepared(update(EVENTS).values(seq=bindparam("seq", type_=EVENTS.c.seq.type)))
    for run in (
        lambda connection: again.run(connection, {"seq": 1}),
        lambda connection: driven(connection, "INSERT INTO text (words) VALUES ('')"),
    ):
        with pytest.raises(DBAPIError) as told, seeded.store.database.writing() as session:
            run(session.connection())
        assert told.value.orig is not None and not told.value.connection_invalidated
    assert isinstance(told.value, IntegrityError)


def test_who_listens_hears_them(database: Database) -> None:
    heard: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        heard.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    with database.writing() as session:
        driven(session.connection(), "SELECT 1")
    event.remove(database.engine, "before_cursor_execute", note)
    with database.writing() as session:
        driven(session.connection(), "SELECT 2")
    assert heard == (["BEGIN IMMEDIATE"] if database.is_sqlite else []) + ["SELECT 1"]


def ask_on_a_lost_connection(database: Database) -> None:
    with database.writing() as session:
        number = session.scalar(text("SELECT pg_backend_pid()"))
        with database.writing() as other:
            other.execute(text(f"SELECT pg_terminate_backend({number})"))
        driven(session.connection(), "SELECT 1")


@pytest.mark.parametrize(
    "database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_a_lost_connection_is_told_and_not_used_again(database: Database) -> None:
    with pytest.raises(Busy) as told:
        ask_on_a_lost_connection(database)
    assert told.value.problems[0].message.code == "refused.database_away"
    cause = told.value.__cause__
    assert isinstance(cause, OperationalError)
    assert cause.connection_invalidated
    with database.writing() as session:
        assert driven(session.connection(), "SELECT 1").fetchall() == [(1,)]
