"""Procrastinate's own tables: made and migrated by its own SQL, within our upgrade."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

_FOUND = "SELECT obj_description(to_regclass('procrastinate_jobs'), 'pg_class')"
_THERE = "SELECT to_regclass('procrastinate_jobs') IS NOT NULL"


def apply(connection: Any) -> None:
    """Bring the tables to the schema of the installed library, on an open psycopg connection.

    The library keeps no version of its schema: the name of the last migration that was applied
    stands as the comment of its first table.
    """
    scripts = _scripts()
    newest = max(scripts)
    there = connection.execute(_THERE).fetchone()[0]
    found = connection.execute(_FOUND).fetchone()[0] if there else None
    if not there:
        connection.execute(files("procrastinate").joinpath("sql", "schema.sql").read_text("utf-8"))
    for name in sorted(scripts):
        if found is not None and name > found:
            connection.execute(scripts[name])
    if found is None or found < newest:
        connection.execute(f"COMMENT ON TABLE procrastinate_jobs IS '{newest}'")


def _scripts() -> dict[str, str]:
    """The library's migrations by name; their names are in the order in which they are applied."""
    folder = files("procrastinate").joinpath("sql", "migrations")
    return {
        entry.name: entry.read_text("utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
    }
