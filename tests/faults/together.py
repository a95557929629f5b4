"""Many at once: fifty processes that write into one database; eight that make the same move."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from srf_policy.domain import Paper
from tests.faults import checks, ground
from tests.faults.figures import Figures
from tests.faults.ground import Place
from tests.faults.program import plain
from tests.servers import PostgresServer, own_server
from tests.sources import ROOT

LONGEST = 5.0
"""Seconds that nobody may wait longer for."""


def writers(place: Place, count: int, times: int = 4, *, plant: str = "") -> Figures:
    """All file papers at the same time: none fails, none waits too long, all papers are there."""
    ground.build(place, 2)
    told = _crowd(place, count, times, "papers", plant)
    figures = Figures(f"{count} writers on one database, {_name(place)}", len(told))
    longest = max(one["seconds"] for one in told)
    figures.counted["seconds at most"] = f"{longest:.1f}"
    failed = [one for one in told if one["status"] != 303]
    if failed:
        figures.wrong.append(f"{len(failed)} of {len(told)} failed, first: {failed[0]['why']}")
    if longest >= LONGEST:
        figures.wrong.append(f"somebody waited {longest:.1f} seconds")
    store = place.store()
    with store.database.reading() as session:
        papers = session.scalar(select(func.count()).select_from(Paper))
    store.database.dispose()
    if papers != count * (times + 1) or len(told) != count * times:
        figures.wrong.append(f"{papers} papers of {count * (times + 1)}")
    figures.wrong += checks.after(place, _none(), _none(), effects=False)
    return figures


def one_move(place: Place, count: int = 8, rounds: int = 1, *, plant: str = "") -> Figures:
    """All make the same move from the same version: one has it, the others are told (409)."""
    figures = Figures(f"{count} processes, one move, {_name(place)}", 0)
    statuses: Counter[int] = Counter()
    for number in range(rounds):
        here = place if place.url else Place(place.folder / str(number))
        if number == 0 or not place.url:
            ground.build(here, 2)
        told = _crowd(here, count, 1, "move", plant)
        found = Counter(one["status"] for one in told)
        statuses += found
        figures.tried += 1
        if found != {303: 1, 409: count - 1}:
            figures.wrong.append(f"answers: {dict(found)}")
        pressed = _none() | {ground.codes(1)[0]: [f"process {n}" for n in range(count)]}
        figures.wrong += checks.after(here, _none(), pressed, effects=False)
        if not place.url:
            shutil.rmtree(here.folder)
    figures.counted |= {"done": statuses[303], "told that it is stale": statuses[409]}
    return figures


def _crowd(place: Place, count: int, times: int, what: str, plant: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.faults.crowd", str(place.folder), place.url,
               str(count), str(times), what]  # fmt: skip
    environment = {**plain(), **place.environment, "SRF_FAULT_PLANT": plant}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True,
        timeout=300,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def _none() -> dict[str, list[str]]:
    return {code: [] for code in ground.codes(2)}


def _name(place: Place) -> str:
    return "PostgreSQL" if place.url else "SQLite"


def run_writers(folder: Path, count: int, *, seed: int = 1, within: float = 1e9) -> Figures:
    del seed, within  # nothing is left to chance, and it takes half a minute
    began = time.monotonic()
    found = writers(Place(folder), count)
    found.counted["seconds in all"] = f"{time.monotonic() - began:.0f}"
    return found


def run_writers_postgresql(
    folder: Path, count: int, *, seed: int = 1, within: float = 1e9
) -> Figures:
    del seed, within
    with own_server() as server, PostgresServer(server).database() as url:
        return writers(Place(folder, url), count)


def run_one_move(folder: Path, count: int, *, seed: int = 1, within: float = 1e9) -> Figures:
    del seed, within
    return one_move(Place(folder), rounds=count)
