"""A database of every released schema is brought to the present one, and work goes on in it."""

from __future__ import annotations

import lzma
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, create_engine, text

from srf_policy.operations import deadlines
from srf_policy.operations.awaited_days import awaited
from srf_policy.settings import Settings
from srf_policy.store import migrate, signing, verifying
from srf_policy.store.database import Database, open_database
from srf_policy.store.verifying import Against
from tests import makers
from tests.conftest import settings_for
from tests.makers import EXPERT, IRAQ, Seeded

RELEASED = Path(__file__).parent / "released"
SCHEMAS = sorted(file.name.removesuffix(".sqlite.xz") for file in RELEASED.glob("*.sqlite.xz"))


@pytest.fixture(params=SCHEMAS)
def old(request: pytest.FixtureRequest, empty_database_url: str, tmp_path: Path) -> Settings:
    """An installation as a released version left it."""
    schema = request.param
    settings = settings_for(empty_database_url, tmp_path)
    settings.keys.mkdir()
    unpack(f"{schema}.keys.xz", settings.keys / "keys.db")
    database = open_database(settings)
    if database.is_sqlite:
        unpack(f"{schema}.sqlite.xz", Path(database.engine.url.database or ""))
    else:
        unpack(f"{schema}.sqlite.xz", tmp_path / "old.db")
        migrate.upgrade(database, schema)
        copy_rows(tmp_path / "old.db", database)
    database.dispose()
    return settings


def unpack(name: str, target: Path) -> None:
    target.write_bytes(lzma.decompress((RELEASED / name).read_bytes()))


def copy_rows(source: Path, target: Database) -> None:
    """What one database holds into another of the same schema; counters go on behind it."""
    held = create_engine(f"sqlite:///{source}")
    tables = MetaData()
    tables.reflect(held)
    with held.connect() as reader, target.engine.begin() as writer:
        writer.execute(text("SET session_replication_role = replica"))
        there = MetaData()
        there.reflect(writer)
        for table in tables.sorted_tables:
            if table.name == "alembic_version":
                continue
            rows = [dict(row._mapping) for row in reader.execute(table.select())]
            into = there.tables[table.name]
            if rows:
                writer.execute(into.insert(), [{k: zoned(v) for k, v in r.items()} for r in rows])
            if "id" in into.c and into.c.id.autoincrement and rows:
                last = f"SELECT setval(pg_get_serial_sequence('{into.name}', 'id'), max(id)) "
                writer.execute(text(f"{last} FROM {into.name}"))
        writer.execute(text("SET session_replication_role = origin"))
    held.dispose()


def zoned(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def bring_up(database: Database) -> None:
    """As `srf-policy db upgrade` does."""
    migrate.upgrade(database)
    with database.writing() as session:
        deadlines.rebuild(session)


def wrong(seeded: Seeded) -> list[str]:
    """What the check of everything finds in every history."""
    with seeded.reading() as session:
        keys = signing.trusted(session, seeded.store.keys.signer)
        against = Against(seeded.settings.data_dir / "files", keys, awaited=awaited)
        found = [verifying.first_wrong(session, c, against) for c in verifying.chains(session)]
    return [str(message) for message in found if message is not None]


def test_an_old_database_is_brought_up_and_its_record_is_whole(old: Settings) -> None:
    database = open_database(old)
    assert migrate.current(database) in SCHEMAS
    bring_up(database)
    assert migrate.current(database) == migrate.head()
    database.dispose()
    with makers.opened(old) as seeded:
        assert wrong(seeded) == []


def test_work_goes_on_in_it(old: Settings) -> None:
    database = open_database(old)
    bring_up(database)
    database.dispose()
    with makers.opened(old) as seeded:
        before = seeded.engagement(IRAQ).event_count
        paper = {"kind": "letter", "sender": "MoI", "addressee": "ICMPD", "title": {"en": "x"}}
        seeded.act(EXPERT, "file_paper", **paper)
        assert seeded.engagement(IRAQ).event_count == before + 1
        assert seeded.explain(IRAQ).moves
        assert wrong(seeded) == []


def test_every_released_schema_is_tried() -> None:
    """The newest may be unreleased; all before it that a release left behind lie here."""
    assert "0001" in SCHEMAS
    assert set(SCHEMAS) <= migrate.known()
