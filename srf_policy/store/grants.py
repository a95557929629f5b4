"""What the application's role may do on PostgreSQL: read and add everywhere, change no frozen row.

Triggers refuse changes of frozen rows to everybody, but the owner of the tables could drop them.
So the program runs as a role that owns nothing: it can neither change a frozen row, empty a table,
nor alter tables or triggers. Given anew as a whole each time; run it after each upgrade.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from srf_policy.domain.errors import refused

from .database import Database
from .triggers import FROZEN

_MIGHTY = text(
    "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication"
    " OR EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    "  WHERE n.nspname = current_schema() AND pg_has_role(r.oid, c.relowner, 'MEMBER'))"
    " OR EXISTS (SELECT 1 FROM pg_database d WHERE d.datname = current_database()"
    "  AND pg_has_role(r.oid, d.datdba, 'MEMBER'))"
    " FROM pg_roles r WHERE rolname = :role"
)
"""A role that may grant itself whatever it lacks; no row where there is no such role."""

_TABLES = text(
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
)
_READ_ONLY = frozenset({"alembic_version"})


_OWNER = text(
    "SELECT bool_and(pg_has_role(current_user, c.relowner, 'MEMBER')) FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = current_schema() AND c.relkind = 'r'"
)


def grant(database: Database, role: str) -> int:
    """Give the role exactly what the program needs; how many tables it may use.

    Refused on SQLite, which has no roles, for a role that is not there or could take away the
    triggers, and where the tables are somebody else's.
    """
    if database.is_sqlite:
        raise refused("grant.sqlite")
    with database.engine.begin() as connection:
        return _grant(connection, role)


def _grant(connection: Connection, role: str) -> int:
    mighty = connection.scalar(_MIGHTY, {"role": role})
    if mighty is None:
        raise refused("grant.no_role", role=role)
    if mighty:
        raise refused("grant.too_mighty", role=role)
    if not connection.scalar(_OWNER):
        # The server would only warn.
        raise refused("grant.not_owner", role=role)
    tables = list(connection.scalars(_TABLES))
    if not set(FROZEN) <= set(tables):
        raise refused("cli.old_schema")
    for statement in _statements(connection, role, tables):
        connection.exec_driver_sql(statement)
    return len(tables)


def _statements(connection: Connection, role: str, tables: list[str]) -> Iterator[str]:
    """Taken away first, so that nothing stays of what an earlier version gave."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    name = quote(role)
    schema = quote(str(connection.scalar(text("SELECT current_schema()"))))
    place = quote(str(connection.scalar(text("SELECT current_database()"))))
    everywhere = f"IN SCHEMA {schema}"
    # What everybody has, the role would have too.
    yield f"REVOKE CREATE, TEMPORARY ON DATABASE {place} FROM PUBLIC, {name}"
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {name}"
    yield f"REVOKE ALL ON ALL TABLES {everywhere} FROM PUBLIC, {name}"
    yield f"REVOKE ALL ON ALL SEQUENCES {everywhere} FROM PUBLIC, {name}"
    yield f"GRANT CONNECT ON DATABASE {place} TO {name}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {name}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES {everywhere} TO {name}"
    for table in tables:
        yield f"GRANT {_rights(table)} ON {schema}.{quote(table)} TO {name}"


def _rights(table: str) -> str:
    if table in _READ_ONLY:
        return "SELECT"
    return "SELECT, INSERT" if table in FROZEN else "SELECT, INSERT, UPDATE, DELETE"
