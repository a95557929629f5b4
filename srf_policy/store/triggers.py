"""Triggers that refuse to change what must never change, on both databases.

Alembic's batch mode drops them silently on SQLite, so they are re-created after every upgrade.
`INSERT OR REPLACE` deletes without firing DELETE triggers unless `recursive_triggers` is on, and
a foreign client may have it off: a BEFORE INSERT trigger refuses keys that exist.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

FROZEN: dict[str, tuple[str, ...]] = {
    "history_event": ("chain", "seq"),
    "text": ("engagement_id", "sha256"),
    "revision": ("id",),
    "revision_provision": ("id",),
    "revision_text": ("id",),
    "language_text": ("id",),
    "response": ("id",),
    "ballot_position": ("id",),
    "agreement": ("id",),
    "adoption": ("id",),
    "seal": ("id",),
    "paper": ("id",),
    "workflow_definition": ("sha256",),
}
"""Tables whose rows are written once, with the key that no second row may have."""


def create_triggers(connection: Connection) -> None:
    """(Re-)create all triggers; safe to repeat."""
    make = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    for statement in make():
        connection.execute(text(statement))


def _sqlite() -> list[str]:
    statements = []
    for table, key in FROZEN.items():
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        rules = {
            "update": ("BEFORE UPDATE", ""),
            "delete": ("BEFORE DELETE", ""),
            "replace": ("BEFORE INSERT", f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"),
        }
        for name, (when, condition) in rules.items():
            statements += [
                f"DROP TRIGGER IF EXISTS frozen_{table}_{name}",
                f"CREATE TRIGGER frozen_{table}_{name} {when} ON {table} {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END",
            ]
    return statements


def _postgresql() -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME; END $$"
    ]
    for table in FROZEN:
        statements += [
            f"DROP TRIGGER IF EXISTS frozen_{table}_row ON {table}",
            f"CREATE TRIGGER frozen_{table}_row BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"DROP TRIGGER IF EXISTS frozen_{table}_all ON {table}",
            f"CREATE TRIGGER frozen_{table}_all BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ]
    return statements
