"""A full disk, and a disk of which every n-th write or synchronisation fails, as strace injects it
into the calls on the database's files: a clear refusal each time, and nothing acknowledged lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.faults import checks, ground
from tests.faults.figures import Figures
from tests.faults.ground import Place
from tests.faults.program import plain
from tests.sources import ROOT

CLEAR = frozenset({"refused.disk_full", "refused.disk_error", "refused.busy"})
MOVES = 12
FULL = "pwrite64:error=ENOSPC:when={n}+"
WAYS = (
    FULL,
    "pwrite64:error=ENOSPC:when={n}+{n}",
    "pwrite64:error=EIO:when={n}+{n}",
    "fdatasync,fsync:error=EIO:when={n}+{n}",
)
"""What strace is told: full from the n-th write on, or every n-th call fails."""


def run(
    folder: Path, count: int, *, seed: int = 1, plant: str = "", within: float = 1e9,
    moves: int = MOVES,
) -> Figures:  # fmt: skip
    """`count` processes, each on a disk that fails in another way and rhythm."""
    base = folder / "base"
    ground.build(Place(base), 1)
    figures, why = Figures("disk full, every n-th write failing", 0), Counter[str]()
    done = 0
    until = time.monotonic() + within
    for number in range(count):
        way = WAYS[number % len(WAYS)].format(n=7 + (number // len(WAYS) + seed - 1) * 33)
        place = Place(folder / "live")
        shutil.rmtree(place.folder, ignore_errors=True)
        shutil.copytree(base, place.folder)
        told = _work(place, way, plant, moves)
        figures.wrong += [f"{way}: {wrong}" for wrong in _wrong(place, told)]
        why += Counter(one["why"] for one in told if one["why"])
        done += sum(one["status"] == 303 for one in told)
        figures.tried += 1
        if time.monotonic() > until:
            break
    figures.counted |= {"moves acknowledged": done, **dict(sorted(why.items()))}
    if not why:
        figures.wrong.append("no write failed: nothing was tried")
    return figures


def _work(place: Place, way: str, plant: str, moves: int) -> list[dict[str, Any]]:
    data = place.settings.data_dir
    files = [word for name in ("srf.db", "srf.db-wal") for word in ("-P", str(data / name))]
    command = ["strace", "-f", "-o", "/dev/null", "-e", "trace=pwrite64,fsync,fdatasync",
               "-e", f"inject={way}", *files]  # fmt: skip
    done = subprocess.run(
        [*command, sys.executable, "-m", "tests.faults.failing_work", str(place.folder),
         str(moves)],
        cwd=ROOT, env={**plain(), **place.environment, "SRF_FAULT_PLANT": plant},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def _wrong(place: Place, told: list[dict[str, Any]]) -> list[str]:
    """With the disk whole again."""
    [code] = ground.codes(1)
    done = [one["reason"] for one in told if one["status"] == 303]
    pressed = {one["reason"] for one in told}
    found = checks.after(place, {code: done}, {code: pressed}, effects=False)
    unclear = [one for one in told if one["status"] != 303 and one["why"] not in CLEAR]
    if unclear:
        found.append(f"not a clear refusal: {unclear[0]['status']} {unclear[0]['why']}")
    return found
