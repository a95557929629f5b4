"""Triggers that refuse to change what must never change, on both databases.

Alembic's batch mode drops them silently on SQLite, so they are re-created after every upgrade.
`INSERT OR REPLACE` deletes without firing DELETE triggers unless `recursive_triggers` is on, and
a foreign client may have it off: a BEFORE INSERT trigger refuses whatever would take the place of
a row that is there, by its key, by another unique constraint, or by SQLite's hidden rowid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, UniqueConstraint, inspect, text

from srf_policy.domain import Base

FROZEN = (
    "history_event", "text", "revision", "revision_provision", "revision_text", "language_text",
    "response", "ballot_position", "agreement", "adoption", "seal", "paper", "workflow_definition",
    "round_extension", "signing_key", "printed_number",
)  # fmt: skip
"""Tables whose rows are written once."""


def create_triggers(connection: Connection) -> None:
    """(Re-)create all triggers; safe to repeat. An older schema lacks some of the tables."""
    there = set(inspect(connection).get_table_names())
    make = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    for statement in make([table for table in FROZEN if table in there]):
        connection.execute(text(statement))


def unique_keys(table: str) -> Iterator[tuple[str, ...]]:
    """The columns, key by key, in which no two rows of the table may be the same."""
    found = Base.metadata.tables[table]
    yield tuple(column.name for column in found.primary_key)
    for constraint in found.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(column.name for column in constraint.columns)


def _sqlite(tables: Sequence[str]) -> list[str]:
    statements = []
    for table in tables:
        rules = {
            "update": ("BEFORE UPDATE", ""),
            "delete": ("BEFORE DELETE", ""),
            "replace": ("BEFORE INSERT", f"WHEN {_takes_a_place(table)}"),
        }
        for name, (when, condition) in rules.items():
            statements += [
                f"DROP TRIGGER IF EXISTS frozen_{table}_{name}",
                f"CREATE TRIGGER frozen_{table}_{name} {when} ON {table} {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END",
            ]
    return statements


def _takes_a_place(table: str) -> str:
    """One EXISTS for each key: SQLite looks each up in its own index."""
    keys = [("rowid",), *sorted(unique_keys(table))]
    conditions = [" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys]
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {same})" for same in conditions)


def _postgresql(tables: Sequence[str]) -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME; END $$"
    ]
    for table in tables:
        statements += [
            f"DROP TRIGGER IF EXISTS frozen_{table}_row ON {table}",
            f"CREATE TRIGGER frozen_{table}_row BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"DROP TRIGGER IF EXISTS frozen_{table}_all ON {table}",
            f"CREATE TRIGGER frozen_{table}_all BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ]
    return statements
