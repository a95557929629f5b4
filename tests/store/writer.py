"""A second process that writes: `python writer.py DATA_DIR TIMES`. Used by test_database.py."""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy import text

from srf_policy.settings import Settings
from srf_policy.store.database import open_database


def main(folder: str, times: int) -> None:
    database = open_database(Settings(data_dir=Path(folder)))
    for _ in range(times):
        with database.writing() as session:
            count = session.scalar(text("SELECT count FROM counter")) or 0
            session.execute(text("UPDATE counter SET count = :count"), {"count": count + 1})


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
