"""The writes of a process as strace saw them, in their order."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.faults.program import plain
from tests.sources import ROOT

CALLS = (
    "openat,write,pwrite64,lseek,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,"
    "unlinkat,mkdir,mkdirat"
)
_LINE = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)(.*)$", re.DOTALL)
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_OF = re.compile(r"^(?:\d+|AT_FDCWD)<([^>]*)>")


class NotPermitted(Exception):
    """This machine does not let a process be traced."""


@dataclass(frozen=True)
class Call:
    """One call: its name, the path of its file, and what it was given."""

    name: str
    path: str
    data: bytes = b""
    offset: int = 0
    target: str = ""
    creates: bool = False


def may_trace() -> bool:
    """Whether strace is there and may look at a process."""
    if shutil.which("strace") is None:
        return False
    done = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False)
    return done.returncode == 0


def record(module: str, arguments: list[str], trace: Path, environment: Mapping[str, str]) -> None:
    """Run a module of ours under strace."""
    command = ["strace", "-xx", "-y", "-s", "400000", "-e", f"trace={CALLS}", "-o", str(trace)]
    done = subprocess.run(
        [*command, sys.executable, "-m", module, *arguments], cwd=ROOT, check=False,
        env={**plain(), **environment}, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode and "PTRACE" in done.stderr:
        raise NotPermitted(done.stderr.strip().splitlines()[-1])
    assert done.returncode == 0, done.stderr[-2000:]


def calls(trace: Path, within: Path) -> Iterator[Call]:
    """All calls that concern this folder; writes have the place in their file."""
    places: dict[str, int] = {}
    with trace.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            found = _LINE.match(line.rstrip("\n"))
            if found is not None and int(found[3]) >= 0:
                yield from _call(found, places, f"{within}/")


def _call(found: re.Match[str], places: dict[str, int], inside: str) -> Iterator[Call]:
    name, given, result = found[1], found[2], int(found[3])
    texts = [bytes.fromhex(text.replace("\\x", "")) for text, _ in _TEXT.findall(given)]
    of = _OF.match(given)
    path = _plain(of[1]) if of else ""
    number = given.partition("<")[0]
    call: Call | None = None
    if name == "openat":
        places[str(result)] = 0
        call = Call("open", texts[0].decode(), creates="O_CREAT" in given)
    elif name == "lseek":
        places[number] = result
    elif name == "write":
        call = Call("write", path, texts[0][:result], places.get(number, 0))
        places[number] = places.get(number, 0) + result
    elif name == "pwrite64":
        call = Call("write", path, texts[0][:result], int(given.rpartition(",")[2]))
    elif name in ("fsync", "fdatasync"):
        call = Call("sync", path)
    elif name == "ftruncate":
        call = Call("truncate", path, offset=int(given.rpartition(",")[2]))
    elif name.startswith("rename"):
        call = Call("rename", texts[0].decode(), target=texts[1].decode())
    else:
        call = Call(name.removesuffix("at"), texts[0].decode())
    if call is not None and call.path.startswith(inside):
        yield call


def _plain(path: str) -> str:
    if path.startswith("\\x"):
        return bytes.fromhex(path.replace("\\x", "")).decode()
    return path
