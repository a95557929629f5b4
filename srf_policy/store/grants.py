"""What the application's role may do on PostgreSQL: read and add everywhere, change no frozen row.

Triggers refuse changes of frozen rows to everybody, but the owner of the tables could drop them.
So the program runs as a role that owns nothing: it can neither change a frozen row, empty a table,
nor alter tables or triggers. Given anew as a whole each time, and after each upgrade to every role
that has it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from srf_policy.domain.errors import Problem, Refused, refused

from .database import Database
from .triggers import FROZEN

_MIGHTY = text(
    "SELECT EXISTS (SELECT 1 FROM pg_roles m WHERE pg_has_role(r.oid, m.oid, 'MEMBER')"
    "  AND (m.rolsuper OR m.rolcreaterole OR m.rolcreatedb OR m.rolbypassrls OR m.rolreplication"
    "  OR m.rolname IN ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program')))"
    " OR EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    "  WHERE n.nspname = current_schema() AND pg_has_role(r.oid, c.relowner, 'MEMBER'))"
    " OR EXISTS (SELECT 1 FROM pg_database d WHERE d.datname = current_database()"
    "  AND pg_has_role(r.oid, d.datdba, 'MEMBER'))"
    " FROM pg_roles r WHERE rolname = :role"
)
"""A role that may get whatever it lacks, by itself or as one that it belongs to; no row where there is
no such role."""

_TABLES = text(
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
)
_READ_ONLY = frozenset({"alembic_version"})


_OWNER = text(
    "SELECT bool_and(pg_has_role(current_user, c.relowner, 'MEMBER')) FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = current_schema() AND c.relkind = 'r'"
)

_ROLES = text(
    "SELECT DISTINCT r.rolname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " CROSS JOIN aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee"
    " WHERE n.nspname = current_schema() AND c.relname = 'history_event'"
    " AND a.privilege_type = 'INSERT' AND a.grantee <> c.relowner ORDER BY 1"
)
"""Who was let to write the history runs the program, or did."""

_LACKING = text(
    "SELECT has_table_privilege(CAST(:role AS name), format('%I.%I', schemaname, tablename), right_)"
    " FROM pg_tables CROSS JOIN unnest(CAST(:rights AS text[])) AS right_"
    " WHERE schemaname = current_schema() AND tablename = :table"
)
_SEQUENCES = text(
    "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() AND NOT"
    " has_sequence_privilege(CAST(:role AS name), format('%I.%I', schemaname, sequencename), 'USAGE')"
    " ORDER BY 1"
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


def renew(database: Database) -> tuple[dict[str, int], list[Problem]]:
    """Give it anew to every role that has it: how many tables each may use, and who may not have it."""
    counts: dict[str, int] = {}
    problems: list[Problem] = []
    if database.is_sqlite:
        return counts, problems
    with database.engine.connect() as connection:
        roles = granted(connection)
    for role in roles:
        try:
            counts[role] = grant(database, role)
        except Refused as error:
            problems.extend(error.problems)
    return counts, problems


def is_mighty(connection: Connection, role: str) -> bool | None:
    """Whether the role could take away the triggers; None where there is no such role."""
    found: bool | None = connection.scalar(_MIGHTY, {"role": role})
    return found


def granted(connection: Connection) -> list[str]:
    """The roles that were given it, in whole or in part."""
    return list(connection.scalars(_ROLES))


def lacking(connection: Connection, role: str) -> list[str]:
    """The tables and sequences that the program needs and the role may not use."""
    return [
        *(t for t in connection.scalars(_TABLES) if not _suffices(connection, role, t)),
        *connection.scalars(_SEQUENCES, {"role": role}),
    ]


def _suffices(connection: Connection, role: str, table: str) -> bool:
    asked = {"role": role, "table": table, "rights": _rights(table).split(", ")}
    return all(connection.scalars(_LACKING, asked))


def _grant(connection: Connection, role: str) -> int:
    mighty = is_mighty(connection, role)
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
