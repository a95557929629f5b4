"""The application's role on PostgreSQL: the story runs with it, the record cannot be changed by it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from srf_policy import clock
from srf_policy.domain import Base
from srf_policy.domain.errors import Refused
from srf_policy.operations import Store
from srf_policy.store import migrate
from srf_policy.store.database import Database, open_database
from srf_policy.store.grants import grant
from srf_policy.store.triggers import FROZEN
from tests.cli.running import ok, run
from tests.makers import AS_OF, Seeded
from tests.servers import PostgresServer
from tests.stories import test_iraq as story

POSTGRES = pytest.mark.parametrize(
    "database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)

NAME = f"srf_application_{os.getpid()}"


@dataclass
class Role:
    """A plain role that was granted what the program needs, and the demo's data opened with it."""

    name: str
    seeded: Seeded

    def refused(self, statement: str) -> str:
        """The server's words; the statement must not pass."""
        with (
            self.seeded.store.database.engine.connect() as connection,
            pytest.raises(DBAPIError) as caught,
        ):
            connection.execute(text(statement))
        return str(caught.value.orig)


@pytest.fixture
def role(seeded: Seeded, postgres_server: PostgresServer) -> Iterator[Role]:
    name = NAME
    postgres_server.run(f"CREATE ROLE {name} LOGIN PASSWORD 'plain'")
    owner = seeded.store.database
    grant(owner, name)
    grant(owner, name)
    url = owner.engine.url.set(username=name, password="plain")
    settings = seeded.settings.model_copy(
        update={"database_url": url.render_as_string(hide_password=False)}
    )
    database = open_database(settings)
    try:
        with clock.standing_at(datetime.combine(AS_OF, time(12), UTC)):
            yield Role(name, Seeded(settings, Store(database, seeded.store.keys)))
    finally:
        database.dispose()
        _drop(owner, postgres_server, name)


def _drop(owner: Database, server: PostgresServer, name: str) -> None:
    with owner.engine.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {name}"))
    server.run(f"DROP ROLE {name}")


@POSTGRES
def test_the_whole_story_runs_with_the_role(role: Role) -> None:
    with role.seeded.reading() as session:
        assert session.scalar(text("SELECT current_user")) == role.name
    story.test_from_open_comments_to_a_sealed_text(role.seeded)


@POSTGRES
def test_the_role_cannot_touch_the_record(role: Role) -> None:
    """Refused as rights, before any trigger is asked."""
    for table in FROZEN:
        column = next(iter(Base.metadata.tables[table].columns)).name
        for statement in (
            f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE", f"ALTER TABLE {table} DISABLE TRIGGER USER",
            f"DROP TRIGGER frozen_{table}_row ON {table}", f"DROP TABLE {table} CASCADE",
        ):  # fmt: skip
            said = role.refused(statement)
            assert "permission denied" in said or "must be owner" in said, (statement, said)
        key = ", ".join(c.name for c in Base.metadata.tables[table].primary_key)
        upsert = (
            f"INSERT INTO {table} SELECT * FROM {table} WHERE true "
            f"ON CONFLICT ({key}) DO UPDATE SET {column} = excluded.{column}"
        )
        assert "permission denied" in role.refused(upsert)


@POSTGRES
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE engagement CASCADE", "CREATE TABLE other (id int)", "CREATE SCHEMA other",
        "CREATE TEMPORARY TABLE history_event (id int)", "DROP TABLE engagement CASCADE",
        "SET session_replication_role = replica", "UPDATE alembic_version SET version_num = '0001'",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NEW; END $$", "ALTER TABLE engagement ADD COLUMN other int",
        "GRANT UPDATE ON history_event TO ROLE",
    ],
)  # fmt: skip
def test_the_role_cannot_change_the_schema(role: Role, statement: str) -> None:
    if statement.startswith("GRANT"):
        # The server only warns; what counts is that nothing was granted.
        with role.seeded.store.database.engine.begin() as connection:
            connection.execute(text(statement.replace("ROLE", NAME)))
        assert "permission denied" in role.refused("UPDATE history_event SET role = 'expert'")
        return
    said = role.refused(statement)
    assert "permission denied" in said or "must be owner" in said


@POSTGRES
def test_a_right_too_many_is_taken_back(role: Role, seeded: Seeded) -> None:
    """Shows that the tests above would notice a gap, and that granting again closes it."""
    owner = seeded.store.database
    with owner.engine.begin() as connection:
        connection.execute(text(f"GRANT UPDATE ON history_event TO {role.name}"))
    assert "is never changed" in role.refused("UPDATE history_event SET role = 'expert'")
    grant(owner, role.name)
    assert "permission denied" in role.refused("UPDATE history_event SET role = 'expert'")


def lacks(role: Role, seeded: Seeded) -> list[str]:
    """What doctor says that a role lacks: as the owner, and as the role itself."""
    said = [
        {line for line in run(settings, "doctor").stdout.splitlines() if " lacks " in line}
        for settings in (seeded.settings, role.seeded.settings)
    ]
    assert said[0] == said[1]
    return sorted(said[0])


@POSTGRES
def test_an_upgrade_renews_what_was_granted(role: Role, seeded: Seeded) -> None:
    owner = seeded.store.database
    assert lacks(role, seeded) == []
    with owner.engine.begin() as connection:
        for statement in (
            "CREATE TABLE later (id SERIAL PRIMARY KEY)",
            f"REVOKE UPDATE ON web_session FROM {NAME}",
        ):  # fmt: skip
            connection.execute(text(statement))
    assert "permission denied" in role.refused("INSERT INTO later DEFAULT VALUES")
    [line] = lacks(role, seeded)
    assert "later, web_session and later_id_seq" in line and "srf-policy db upgrade" in line
    said = ok(seeded.settings, "db", "upgrade").splitlines()
    assert said[1].startswith(f"The rights of the role {NAME} were renewed")
    assert len(said) == 2
    with role.seeded.store.database.engine.begin() as connection:
        connection.execute(text("INSERT INTO later DEFAULT VALUES"))
    assert "permission denied" in role.refused("UPDATE history_event SET role = 'expert'")
    assert lacks(role, seeded) == []


@POSTGRES
def test_a_role_that_became_mighty_is_not_renewed(
    role: Role, seeded: Seeded, postgres_server: PostgresServer
) -> None:
    postgres_server.run(f"ALTER ROLE {NAME} CREATEDB")
    result = run(seeded.settings, "db", "upgrade")
    assert result.exit_code == 1 and "could take away the triggers" in result.stderr
    assert migrate.head() in result.stdout


@POSTGRES
@pytest.mark.parametrize("attributes", ["SUPERUSER", None])
def test_who_belongs_to_a_mighty_role_is_not_granted(
    role: Role, seeded: Seeded, postgres_server: PostgresServer, attributes: str | None
) -> None:
    mighty = f"{NAME}_mighty" if attributes else "pg_execute_server_program"
    if attributes:
        postgres_server.run(f"CREATE ROLE {mighty} {attributes}")
    try:
        postgres_server.run(f"GRANT {mighty} TO {NAME}")
        assert _code(seeded.store.database, NAME) == "grant.too_mighty"
        assert "could alter the history" in run(role.seeded.settings, "doctor").stdout
    finally:
        postgres_server.run(f"REVOKE {mighty} FROM {NAME}")
        if attributes:
            postgres_server.run(f"DROP ROLE {mighty}")
    assert grant(seeded.store.database, NAME)
    assert "could alter the history" not in run(role.seeded.settings, "doctor").stdout


@POSTGRES
def test_the_role_itself_cannot_upgrade_and_hears_who_can(role: Role) -> None:
    result = run(role.seeded.settings, "db", "upgrade")
    assert result.exit_code == 1 and "As the owner of the tables" in result.stderr


def test_nobody_was_granted_anything(seeded: Seeded) -> None:
    assert len(ok(seeded.settings, "db", "upgrade").splitlines()) == 1


@POSTGRES
def test_who_cannot_be_granted(seeded: Seeded, role: Role) -> None:
    owner = seeded.store.database
    assert _code(owner, "nobody_here") == "grant.no_role"
    assert _code(owner, str(owner.engine.url.username)) == "grant.too_mighty"
    assert _code(role.seeded.store.database, role.name) == "grant.not_owner"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_sqlite_has_no_roles(database: Database) -> None:
    assert _code(database, NAME) == "grant.sqlite"


def _code(database: Database, role: str) -> str:
    with pytest.raises(Refused) as caught:
        grant(database, role)
    return caught.value.problems[0].message.code
