"""The program in processes that may be killed, started by one that has it loaded already.

`python -m tests.faults.program` reads lines of JSON: {"start": ["serve", …], "out": FILE} forks a
process in which the program's command line runs with these arguments, and answers its number;
{"kill": N} sends SIGKILL and answers when it is dead. A start costs a tenth of what loading costs,
so that a thousand fit into an hour; everything after loading is as in any other start.

A planted bug is named in SRF_FAULT_PLANT (see `plants`), the seconds of a lease in SRF_FAULT_LEASE.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

from tests.sources import ROOT

LEASE = 4.0
"""Seconds after which the jobs of a killed worker go to another: minutes would be waited for."""


class Processes:
    """What stands behind one parent; each process is known by its number."""

    def __init__(self, parent: subprocess.Popen[str], log: Path) -> None:
        self.parent, self.log = parent, log

    def start(self, *arguments: str) -> int:
        return int(self._ask({"start": list(arguments), "out": str(self.log)}))

    def kill(self, number: int) -> None:
        """SIGKILL; returns when the process is gone."""
        self._ask({"kill": number})

    def lives(self, number: int) -> bool:
        return bool(self._ask({"lives": number}))

    def _ask(self, question: dict[str, Any]) -> Any:
        assert self.parent.stdin is not None and self.parent.stdout is not None
        self.parent.stdin.write(json.dumps(question) + "\n")
        self.parent.stdin.flush()
        answer = self.parent.stdout.readline()
        assert answer, f"the parent of the processes ended: see {self.log}"
        return json.loads(answer)


@contextmanager
def processes(
    environment: Mapping[str, str], log: Path, *, plant: str = "", lease: float = LEASE
) -> Iterator[Processes]:
    """A parent for processes of the program; all of them end with the block."""
    told = {"SRF_FAULT_PLANT": plant, "SRF_FAULT_LEASE": str(lease)}
    with log.open("a") as errors:
        parent = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.program"], cwd=ROOT, text=True, stderr=errors,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**plain(), **environment, **told},
        )  # fmt: skip
    try:
        yield Processes(parent, log)
    finally:
        assert parent.stdin is not None
        parent.stdin.close()
        try:
            parent.wait(30)
        except subprocess.TimeoutExpired:
            parent.kill()


def plain() -> dict[str, str]:
    """The environment without any of our settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("SRF_")}


def main() -> None:
    from srf_policy.jobs import queue
    from srf_policy.jobs.worker import mailing, postgres

    queue.LEASE = timedelta(seconds=float(os.environ.get("SRF_FAULT_LEASE", LEASE)))
    # The same for the sign of life of PostgreSQL's workers.
    postgres.HEARTBEAT, postgres.DEAD_AFTER, postgres.POLLING = 0.5, LEASE, 0.5
    postgres.EVERY = "* * * * * */2"
    mailing.WAITS = (timedelta(seconds=2),) * len(mailing.WAITS)
    with tempfile.TemporaryDirectory(prefix="srf-pages-") as pages:
        _load(pages)
        _serve()


def _serve() -> None:
    """Do what is asked on standard input until it ends; then nobody is left."""
    children: set[int] = set()
    answers = os.fdopen(os.dup(1), "w")
    # What the program prints goes to the log and never between the answers.
    os.dup2(2, 1)
    for line in sys.stdin:
        print(json.dumps(_do(json.loads(line), children)), file=answers, flush=True)
    for number in list(children):
        _kill(number, children)


def _load(pages: str) -> None:
    """All modules, catalogues and guards, and the planted bug; no thread, no connection."""
    from jinja2 import FileSystemBytecodeCache

    from srf_policy import cli, cli_serving
    from srf_policy.languages.catalogues import catalogue
    from tests.faults import plants

    catalogue("en")
    assert cli.main is not None
    # Pages are compiled once for all starts: it saves most of the time of one.
    compiled = FileSystemBytecodeCache(pages)
    cli_serving.warm = lambda app: setattr(app.jinja_env, "bytecode_cache", compiled)
    plants.plant(os.environ.get("SRF_FAULT_PLANT", ""))


def _do(asked: dict[str, Any], children: set[int]) -> int | bool:
    if "start" in asked:
        number = _fork(asked["start"], asked["out"])
        children.add(number)
        return number
    if "kill" in asked:
        _kill(asked["kill"], children)
        return True
    return _lives(asked["lives"], children)


def _kill(number: int, children: set[int]) -> None:
    if _lives(number, children):
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)
        children.discard(number)


def _lives(number: int, children: set[int]) -> bool:
    """Children only: a number may be given to somebody else's process once ours is gone."""
    if number in children and os.waitpid(number, os.WNOHANG)[0] == number:
        children.discard(number)
    return number in children


def _fork(arguments: list[str], out: str) -> int:
    number = os.fork()
    if number:
        return number
    log = os.open(out, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for old, new in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(old, new)
    return _run(arguments)


def _run(arguments: list[str]) -> NoReturn:
    from srf_policy import cli

    code = 1
    try:
        cli.main(arguments, standalone_mode=False)
        code = 0
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
