"""Power cuts: the writes of a working process are recorded, and what may be left of them at random
moments is opened and looked through."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from srf_policy.domain import Identity, Job, Person
from srf_policy.operations import Store
from srf_policy.store import people
from tests.faults import checks, ground
from tests.faults.disk import Disk
from tests.faults.figures import Figures
from tests.faults.ground import Place
from tests.faults.recording import Call, calls, record

MOVES = 60


def run(
    folder: Path, count: int, *, seed: int = 1, plant: str = "", within: float = 1e9,
    moves: int = MOVES, first: bool = False,
) -> Figures:  # fmt: skip
    """Look through `count` images. `first`: stop at the first that is wrong."""
    trace, base, live = folder / "trace", folder / "base", folder / "live"
    ground.build(Place(live), 1)
    shutil.copytree(live, base)
    environment = {**Place(live).environment, "SRF_FAULT_PLANT": plant}
    record("tests.faults.power_work", [str(live), str(moves), str(live / "acks")], trace,
           environment)  # fmt: skip
    happened = [call for call in calls(trace, live) if not _is_no_matter(call)]
    figures = Figures("power cut", 0, {"writes": sum(c.name == "write" for c in happened)})
    until = time.monotonic() + within
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)
        found = _one(folder, base, live, happened, chance)
        figures.tried += 1
        if found:
            figures.wrong.append(f"image {number} (seed {seed}): {found[0]}")
        if (first and found) or time.monotonic() > until:
            break
    figures.counted["images with something wrong"] = len(figures.wrong)
    return figures


def _is_no_matter(call: Call) -> bool:
    """The index of the log is made anew, and locks hold nothing."""
    return call.path.endswith(("-shm", ".lock"))


def _one(
    folder: Path, base: Path, live: Path, happened: list[Call], chance: random.Random
) -> list[str]:
    """What is wrong in the image of one random moment."""
    # The disk knows files by the paths they were recorded under.
    disk = Disk(_as_recorded(base, live))
    promised: list[str] = []
    for call in happened[: chance.randint(1, len(happened))]:
        if call.path == str(live / "acks"):
            promised += call.data.decode().split("\n")[:-1]
        else:
            disk.apply(call)
    image = folder / "image"
    shutil.rmtree(image, ignore_errors=True)
    disk.image(image, chance)
    return _wrong(Place(image), promised)


def _as_recorded(base: Path, live: Path) -> Path:
    shutil.rmtree(live)
    shutil.copytree(base, live)
    return live


def _wrong(place: Place, promised: list[str]) -> list[str]:
    code = ground.codes(1)[0]
    every = [f"move {number + 1}" for number in range(1000)]
    try:
        found = checks.after(place, {code: promised}, {code: every}, effects=False)
        store = place.store()
        try:
            return [*found, *_people(store), *_done(store, place)]
        finally:
            store.database.dispose()
    except (DatabaseError, sqlite3.DatabaseError) as error:
        return [f"cannot be read: {error.__class__.__name__}: {str(error)[:200]}"]


def _people(store: Store) -> list[str]:
    """A person's key was committed before the person."""
    with store.database.reading() as session:
        numbers = list(session.scalars(select(Person.number).join(Identity)))
        known = people.names(session, store.keys, numbers)
    lost = [number for number in numbers if not known[number].address]
    return [f"{len(lost)} people without a key"] if lost else []


def _done(store: Store, place: Place) -> list[str]:
    """What a job that is done has made is there, whole."""
    with store.database.reading() as session:
        done = session.scalars(select(Job).where(Job.kind == "mail", Job.state == "done")).all()
    names = [Path(job.result["path"]).name for job in done if job.result and "path" in job.result]
    lost = [n for n in names if not _is_whole(place.settings.data_dir / "mail" / n)]
    return [f"{len(lost)} of {len(names)} mails are done and not there"] if lost else []


def _is_whole(file: Path) -> bool:
    return file.is_file() and file.read_bytes().endswith(b"\n")
