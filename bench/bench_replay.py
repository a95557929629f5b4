"""Replaying Iraq's seed through the verbs, beside reading its YAML and nothing else."""

from __future__ import annotations

from bench.measure import Row, compare
from bench.scene import fresh_store, seed_bytes, temporary_folder
from srf_policy.engine.reading import read
from srf_policy.operations.replay import replay_engagement


def run() -> list[Row]:
    raw = seed_bytes("irq-pei")

    def replayed() -> None:
        _, store = fresh_store(temporary_folder())
        replay_engagement(store, raw, "irq-pei.yaml")
        store.database.dispose()

    name = "replay of Iraq's seed into a new database, 160 events"
    return [compare(name, replayed, "reading its YAML alone", lambda: read(raw), rounds=3)]
