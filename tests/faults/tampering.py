"""Copies of a database and of a package, each tampered with: all must be detected.

    python -m tests.faults.tampering --count 1000

Of the copies that fit together again (a lost end, a rewritten chain) the signed head kept
elsewhere must tell; of all others the database itself.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import harm
from tests.faults.figures import Figures
from tests.faults.package_harm import PACKAGE, package_finding
from tests.faults.sample import Sample, findings, make

FILES = ("a stored file altered", "a stored file lost")
BY_HEAD = frozenset({"verify.head_shorter", "verify.head_other"})


@dataclass
class Outcome:
    """How many copies of each kind, what found them first, and those that nothing found."""

    tried: Counter[str] = field(default_factory=Counter)
    found_by: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


def on_copies(folder: Path, count: int, *, seed: int, within: float) -> Figures:
    """As `make faults` runs it."""
    outcome = run(make(folder / "sample"), folder, count, seed, within)
    tried = sum(outcome.tried.values())
    counted = {"detected": tried - len(outcome.missed), "kinds": len(outcome.tried)}
    return Figures("tampered copies", tried, dict(counted), outcome.missed)


def run(
    sample: Sample, folder: Path, count: int, seed: int, within: float = float("inf")
) -> Outcome:
    """Tamper `count` times, each kind as often as the others, or until `within` seconds are over."""
    outcome, begun = Outcome(), time.monotonic()
    kinds = [*harm.RECKLESS, *harm.CONSISTENT, *FILES, *PACKAGE]
    for number in range(count):
        if time.monotonic() - begun > within:
            break
        kind, chance = kinds[number % len(kinds)], random.Random(seed * 1_000_003 + number)
        found = detect(sample, folder, kind, chance)
        outcome.tried[kind] += 1
        if found:
            outcome.found_by[found] += 1
        else:
            outcome.missed.append(f"{kind} (seed {seed}, copy {number})")
    return outcome


def detect(sample: Sample, folder: Path, kind: str, chance: random.Random) -> str:
    """What found it first; empty where nothing did."""
    if kind in PACKAGE:
        return package_finding(sample, kind, chance)
    copy = folder / "copy"
    _copy(sample, copy)
    if kind in FILES:
        _harm_file(copy, kind, chance)
        return next(iter(findings(sample, copy, with_heads=False)), "")
    way = harm.RECKLESS.get(kind) or harm.CONSISTENT[kind]
    with sqlite3.connect(copy / "data" / "srf.db") as connection:
        _disarm(connection)
        way(connection, chance)
    connection.close()
    if kind in harm.RECKLESS:
        return next(iter(findings(sample, copy, with_heads=False)), "")
    return next(iter(BY_HEAD & set(head_findings(sample, copy))), "")


def head_findings(sample: Sample, folder: Path) -> list[str]:
    """What the kept heads alone tell of a copy."""
    from srf_policy.store import verifying
    from srf_policy.store.database import open_database
    from tests.conftest import settings_for, sqlite_url

    database = open_database(settings_for(sqlite_url(folder / "data" / "srf.db"), folder))
    try:
        with database.reading() as session:
            wrong = [verifying.against_head(session, h, sample.keys) for h in sample.heads]
    finally:
        database.dispose()
    return [message.code for message in wrong if message]


def _copy(sample: Sample, copy: Path) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    (copy / "data").mkdir(parents=True)
    shutil.copyfile(sample.database, copy / "data" / "srf.db")
    shutil.copytree(sample.files, copy / "data" / "files")


def _disarm(connection: sqlite3.Connection) -> None:
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA ignore_check_constraints = ON")


def _harm_file(copy: Path, kind: str, chance: random.Random) -> None:
    kept = [path for path in sorted((copy / "data" / "files").rglob("*")) if path.is_file()]
    path = chance.choice(kept)
    if kind.endswith("lost"):
        path.unlink()
        return
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        outcome = run(make(Path(name) / "sample"), Path(name), options.count, options.seed)
    lines = [f"{number:6} {kind}" for kind, number in outcome.tried.items()]
    lines += ["found by:"]
    lines += [f"{number:6} {what}" for what, number in outcome.found_by.most_common()]
    lines += [f"NOT FOUND: {missed}" for missed in outcome.missed]
    detected = options.count - len(outcome.missed)
    seconds = round(time.monotonic() - begun)
    lines += [f"{detected} of {options.count} tampered copies detected, in {seconds} s."]
    sys.stdout.write("\n".join([*lines, ""]))
    return 1 if outcome.missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
