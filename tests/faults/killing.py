"""kill -9 of server and worker at random points, while four clients move engagements."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults import checks, ground
from tests.faults.clients import Http, Mover, answers, free_port
from tests.faults.figures import Figures
from tests.faults.ground import Place
from tests.faults.program import Processes, processes
from tests.servers import PostgresServer, own_server

CLIENTS = 4
ENGAGEMENTS = 2
STARTING, LONGEST = 60.0, 5.0
ALL_DONE = 240.0


@dataclass
class Running:
    """One server and one worker of the program; whoever is killed is started again."""

    programs: Processes
    port: int
    numbers: dict[str, int] = field(default_factory=dict)

    def start(self, what: str) -> None:
        serve = ("serve", "--port", str(self.port))
        self.numbers[what] = self.programs.start(*(serve if what == "server" else ("worker",)))

    def kill(self, what: str) -> None:
        self.programs.kill(self.numbers[what])

    def wait(self) -> None:
        """Until the server listens; one that ended by itself would never."""
        if not answers(self.port, STARTING) or not self.programs.lives(self.numbers["server"]):
            raise AssertionError(f"the server did not start: see {self.programs.log}")


def run(
    place: Place, count: int, *, seed: int = 1, plant: str = "", within: float = 1e9
) -> Figures:
    """Kill `count` times, or as often as `within` so many seconds; let a worker finish, and look."""
    ground.build(place, ENGAGEMENTS)
    until = time.monotonic() + within
    chance = random.Random(seed)
    name = "PostgreSQL" if place.url else "SQLite"
    figures = Figures(f"kill -9 of server and worker, {name}", 0)
    log = place.folder / "program.log"
    with processes(place.environment, log, plant=plant) as programs:
        running = Running(programs, free_port())
        for what in ("server", "worker"):
            running.start(what)
        running.wait()
        with clients(running.port) as movers:
            await_moves(movers, len(movers), STARTING)
            for number in range(count):
                _kill(running, movers, chance, figures)
                figures.tried = number + 1
                if any(mover.wrong for mover in movers) or time.monotonic() > until:
                    break
            running.wait()
        let_finish(place)
    look(place, movers, figures)
    return figures


def _kill(running: Running, movers: list[Mover], chance: random.Random, figures: Figures) -> None:
    """At a random point: after some moves more, and a little later; one in ten while it starts."""
    if chance.random() > 0.1:
        running.wait()
        await_moves(movers, chance.randint(0, 3), LONGEST)
    time.sleep(chance.uniform(0, 0.2))
    victims = chance.choice((("server",), ("server",), ("worker",), ("server", "worker")))
    for what in victims:
        running.kill(what)
        key = f"times the {what}"
        figures.counted[key] = int(figures.counted.get(key, 0)) + 1
    for what in victims:
        running.start(what)


def await_moves(movers: list[Mover], more: int, seconds: float) -> None:
    """Until so many moves more are acknowledged: a loaded machine gets as far as an idle one."""
    wanted, until = _acknowledged(movers) + more, time.monotonic() + seconds
    while _acknowledged(movers) < wanted and time.monotonic() < until:
        time.sleep(0.01)


def _acknowledged(movers: list[Mover]) -> int:
    return sum(len(mover.acknowledged) for mover in movers)


@contextmanager
def clients(port: int) -> Iterator[list[Mover]]:
    codes = ground.codes(ENGAGEMENTS)
    movers = [
        Mover(f"client {n + 1}", codes[n % len(codes)], ground.expert(codes[n % len(codes)]),
              Http(port))
        for n in range(CLIENTS)
    ]  # fmt: skip
    stop = threading.Event()
    threads = [threading.Thread(target=mover.run, args=(stop,), daemon=True) for mover in movers]
    for thread in threads:
        thread.start()
    try:
        yield movers
    finally:
        stop.set()
        for thread in threads:
            thread.join(180)


def let_finish(place: Place) -> None:
    """The jobs of killed workers come back when their lease is over."""
    until = time.monotonic() + ALL_DONE
    while checks.waiting(place) and time.monotonic() < until:
        time.sleep(0.5)


def look(place: Place, movers: list[Mover], figures: Figures) -> None:
    acknowledged: dict[str, list[str]] = {code: [] for code in ground.codes(ENGAGEMENTS)}
    pressed: dict[str, list[str]] = {code: [] for code in ground.codes(ENGAGEMENTS)}
    for mover in movers:
        acknowledged[mover.code] += mover.acknowledged
        pressed[mover.code] += mover.pressed
        figures.wrong += mover.wrong
    figures.counted |= {
        "moves acknowledged": sum(map(len, acknowledged.values())),
        "presses repeated": sum(mover.repeated for mover in movers),
        "stale": sum(mover.stale for mover in movers),
        "jobs done by another worker": checks.taken_over(place),
    }
    figures.wrong += checks.after(place, acknowledged, pressed)


def on_sqlite(folder: Path, count: int, **more: Any) -> Figures:
    return run(Place(folder), count, **more)


def on_postgresql(folder: Path, count: int, **more: Any) -> Figures:
    with own_server() as server, PostgresServer(server).database() as url:
        return run(Place(folder, url), count, **more)
