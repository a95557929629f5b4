"""Migrations: the schema they lead to, repeated, refused, and the traps of batch mode."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import CheckConstraint, inspect, text

from srf_policy.domain import Base
from srf_policy.domain.errors import Refused
from srf_policy.store import migrate
from srf_policy.store.database import Database, open_database
from srf_policy.store.triggers import FROZEN
from tests.conftest import settings_for

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def triggers(database: Database) -> set[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if database.is_sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with database.engine.connect() as connection:
        return {name for name in connection.scalars(text(query)) if name.startswith("frozen_")}


def expected_triggers(database: Database) -> set[str]:
    kinds = ("update", "delete", "replace") if database.is_sqlite else ("row", "all")
    return {f"frozen_{table}_{kind}" for table in FROZEN for kind in kinds}


def foreign_keys_hold(database: Database) -> bool:
    with database.engine.connect() as connection:
        return bool(connection.scalar(text("PRAGMA foreign_keys")))


def test_the_migrated_schema_is_that_of_the_classes(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": migrate.is_ours}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_every_check_of_the_classes_is_there(database: Database) -> None:
    inspector = inspect(database.engine)
    for table in Base.metadata.sorted_tables:
        wanted = {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}
        assert {c["name"] for c in inspector.get_check_constraints(table.name)} == wanted, (
            table.name
        )


@SQLITE
def test_every_check_says_the_same(database: Database) -> None:
    inspector = inspect(database.engine)
    for table in Base.metadata.sorted_tables:
        found = {c["name"]: c["sqltext"] for c in inspector.get_check_constraints(table.name)}
        wanted = {
            str(c.name): str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint)
        }
        assert found == wanted


def test_every_constraint_has_a_name() -> None:
    for table in Base.metadata.sorted_tables:
        assert all(constraint.name for constraint in table.constraints), table.name


def test_the_triggers_are_there(database: Database) -> None:
    assert triggers(database) == expected_triggers(database)


def test_an_empty_database_is_brought_to_the_newest_schema(
    empty_database_url: str, tmp_path: Path
) -> None:
    database = open_database(settings_for(empty_database_url, tmp_path))
    assert migrate.current(database) is None
    migrate.upgrade(database)
    assert migrate.current(database) == migrate.head()
    assert triggers(database) == expected_triggers(database)
    database.dispose()


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    tables = set(inspect(database.engine).get_table_names())
    migrate.upgrade(database)
    assert set(inspect(database.engine).get_table_names()) == tables
    assert triggers(database) == expected_triggers(database)


def test_a_database_of_a_later_version_is_refused(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Refused) as error:
        migrate.upgrade(database)
    said = error.value.problems[0].message
    assert (said.code, said.params) == ("refused.later_database", {"found": "9999"})


def test_lost_triggers_come_back(database: Database) -> None:
    on = " ON seal" if not database.is_sqlite else ""
    name = "frozen_seal_update" if database.is_sqlite else "frozen_seal_row"
    with database.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
    assert name not in triggers(database)
    migrate.upgrade(database)
    assert triggers(database) == expected_triggers(database)


@SQLITE
def test_batch_mode_drops_triggers_and_the_upgrade_brings_them_back(database: Database) -> None:
    with database.engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("seal", recreate="always"):
            pass
    assert expected_triggers(database) - triggers(database) == {
        "frozen_seal_update", "frozen_seal_delete", "frozen_seal_replace",
    }  # fmt: skip
    migrate.upgrade(database)
    assert triggers(database) == expected_triggers(database)


@SQLITE
@pytest.mark.filterwarnings("ignore:Unnamed CHECK")
def test_batch_mode_keeps_named_checks_and_loses_others(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE planted (a INTEGER, CHECK (a > 0))"))
        operations = Operations(MigrationContext.configure(connection))
        for table in ("planted", "paper"):
            with operations.batch_alter_table(table, recreate="always"):
                pass
    inspector = inspect(database.engine)
    assert inspector.get_check_constraints("planted") == []
    assert [c["name"] for c in inspector.get_check_constraints("paper")] == ["ck_paper_kind_known"]


@SQLITE
def test_rows_that_refer_to_nothing_stop_an_upgrade(database: Database, settings: Any) -> None:
    foreign = sqlite3.connect(settings.data_dir / "srf.db")
    foreign.execute("INSERT INTO text VALUES (77, 'x', 'of no engagement')")
    foreign.commit()
    foreign.close()
    with pytest.raises(Refused) as error:
        migrate.upgrade(database)
    assert error.value.problems[0].message.params == {"table": "text"}
    assert foreign_keys_hold(database)


@SQLITE
def test_a_failed_upgrade_leaves_everything_as_it_was(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(settings_for(empty_database_url, tmp_path))

    def fails(_connection: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(migrate, "create_triggers", fails)
    with pytest.raises(RuntimeError):
        migrate.upgrade(database)
    assert inspect(database.engine).get_table_names() == []
    assert foreign_keys_hold(database)
    database.dispose()


def test_the_first_schema_is_written_out() -> None:
    """A released migration must not follow the classes."""
    source = Path(migrate.__file__).parent / "migrations" / "versions" / "r0001_first.py"
    assert not re.search(r"srf_policy|create_all|metadata", source.read_text())


def test_tables_of_the_job_library_are_left_alone() -> None:
    assert not migrate.is_ours(None, "procrastinate_jobs", "table", True, None)
    assert migrate.is_ours(None, "engagement", "table", True, None)
