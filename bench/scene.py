"""The demo's data in a temporary folder, made once for all benchmarks of a run."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from importlib.resources import files
from pathlib import Path

from srf_policy.operations import Store
from srf_policy.operations.accounts import open_store
from srf_policy.operations.replay import replay_engagement, replay_facility
from srf_policy.settings import Settings
from srf_policy.store.database import open_database
from srf_policy.store.migrate import upgrade


def seed_bytes(name: str) -> bytes:
    return files("srf_policy.seeds").joinpath(f"{name}.yaml").read_bytes()


def temporary_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="srf-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def fresh_store(folder: Path, url: str = "") -> tuple[Settings, Store]:
    """An empty store at the newest schema (in SQLite, without a `url`), with the Facility's own people."""
    settings = Settings(
        data_dir=folder, database_url=url, secret_key="a secret for benchmarks only, long enough"
    )
    database = open_database(settings)
    upgrade(database)
    database.dispose()
    store = open_store(settings)
    replay_facility(store, seed_bytes("facility"), "facility.yaml")
    return settings, store


@cache
def demo() -> tuple[Settings, Store]:
    """Iraq's engagement, replayed."""
    settings, store = fresh_store(temporary_folder())
    replay_engagement(store, seed_bytes("irq-pei"), "irq-pei.yaml")
    return settings, store
