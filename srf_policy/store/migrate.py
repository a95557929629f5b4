"""Bringing a database to the schema of this program, by Alembic."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from srf_policy.domain import Base
from srf_policy.domain.errors import refused
from srf_policy.jobs import schema

from .database import Database
from .triggers import create_triggers


def upgrade(database: Database, to: str = "head") -> None:
    """Migrate up to revision `to`. Safe to repeat. Raises Refused for a database of a later version."""
    with as_file(files("srf_policy.store") / "migrations") as folder:
        script = _scripts(str(folder))
        with database.gate(), database.engine.connect() as connection:
            _refuse_later(connection, script)
            with _foreign_keys_off(connection), connection.begin():
                _run(connection, script, to)
                _apply_job_library(connection)
                create_triggers(connection)
                _check_foreign_keys(connection)


def current(database: Database) -> str | None:
    """The schema revision of the database; None where it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def known() -> frozenset[str]:
    """The schema revisions that this program can bring to its own."""
    with as_file(files("srf_policy.store") / "migrations") as folder:
        return frozenset(r.revision for r in _scripts(str(folder)).walk_revisions())


def head() -> str:
    """The schema revision of this program."""
    with as_file(files("srf_policy.store") / "migrations") as folder:
        return _scripts(str(folder)).get_current_head() or ""


def _refuse_later(connection: Connection, script: ScriptDirectory) -> None:
    """Refuse a database that a later version of the program has written."""
    found = MigrationContext.configure(connection).get_current_revision()
    connection.rollback()
    if found is not None and found not in {r.revision for r in script.walk_revisions()}:
        raise refused("refused.later_database", found=found)


def _scripts(folder: str) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def is_ours(_object: Any, name: str | None, type_: str, _reflected: bool, _other: Any) -> bool:
    """Leave the tables of the job queue library alone."""
    return not (type_ == "table" and (name or "").startswith("procrastinate_"))


def _apply_job_library(connection: Connection) -> None:
    """Procrastinate wakes the workers on PostgreSQL; on SQLite they look by themselves."""
    if connection.dialect.name == "postgresql":
        schema.apply(connection.connection.driver_connection)


def _run(connection: Connection, script: ScriptDirectory, to: str) -> None:
    def steps(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs(to, revision)

    with EnvironmentContext(Config(), script) as environment:
        environment.configure(
            connection=connection,
            target_metadata=Base.metadata,
            fn=steps,
            render_as_batch=connection.dialect.name == "sqlite",
            include_object=is_ours,
            transactional_ddl=False,
        )
        environment.run_migrations()


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Batch migrations copy tables: with foreign keys on, SQLite would cascade or refuse."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    # Within a transaction the pragma does nothing.
    connection.rollback()
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            raise refused("refused.broken_references", table=str(broken[0][0]))
