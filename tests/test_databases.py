"""The databases that tests get: fresh each time, at the newest revision, on both kinds."""

from __future__ import annotations

import pytest
import sqlalchemy
from sqlalchemy import text

from srf_policy.settings import Settings
from srf_policy.store.database import Database
from srf_policy.store.migrate import current, head


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_gets_a_fresh_database_at_the_newest_revision(
    database: Database, settings: Settings, database_kind: str, turn: int
) -> None:
    assert settings.database_url.startswith(database_kind)
    assert current(database) == head()
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_behind (turn INTEGER)"))


def test_an_empty_database_has_no_tables(empty_database_url: str) -> None:
    engine = sqlalchemy.create_engine(empty_database_url)
    assert sqlalchemy.inspect(engine).get_table_names() == []
    engine.dispose()
