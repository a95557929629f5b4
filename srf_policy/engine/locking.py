"""`versions.lock`: what is released, so that no meaning changes under a version people work with.

One line for each released version: workflow, version, SHA-256 of its canonical bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from srf_policy.engine.definition import Definition
from srf_policy.engine.problems import DefinitionErrors, Problem
from srf_policy.engine.proof import Fault
from srf_policy.languages.messages import msg

NAME = "versions.lock"
_HEAD = "# Released versions of the workflows: id, version, SHA-256 of what it means. See docs.\n"
_LINE = re.compile(r"([a-z][a-z0-9_]{0,39}) ([1-9][0-9]{0,8}) ([0-9a-f]{64})")

Locked = Mapping[tuple[str, int], str]
"""The hash of each released version."""


def shipped_lock() -> Locked:
    """The versions that came with the program. Raises DefinitionErrors."""
    raw = files("srf_policy.workflows").joinpath(NAME).read_bytes()
    return parse(raw, f"workflows/{NAME}")


def lock_of(file: Path) -> Locked:
    """The versions locked beside this file; those of the program where no lock lies beside it."""
    beside = file.parent / NAME
    return read_lock(beside) if beside.is_file() else shipped_lock()


def read_lock(file: Path) -> Locked:
    """Raises DefinitionErrors; nothing is locked where there is no such file yet."""
    if not file.exists():
        return {}
    try:
        return parse(file.read_bytes(), str(file))
    except OSError:
        raise DefinitionErrors([Problem(str(file), 1, msg("shape.no_file"))]) from None


def parse(raw: bytes, file: str) -> Locked:
    """Raises DefinitionErrors with each line that is not one of a lock."""
    found: dict[tuple[str, int], str] = {}
    problems = []
    for number, line in enumerate(raw.decode("utf-8", "replace").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        entry = _LINE.fullmatch(line)
        if entry is None or (entry[1], int(entry[2])) in found:
            problems.append(Problem(file, number, msg("lock.bad_line")))
        else:
            found[entry[1], int(entry[2])] = entry[3]
    if problems:
        raise DefinitionErrors(problems)
    return found


def compare(definition: Definition, locked: Locked) -> Iterator[Fault]:
    """What the lock says against this definition."""
    name, version = definition.workflow, definition.version
    newest = max((v for n, v in locked if n == name), default=0)
    held = locked.get((name, version))
    if held is not None and held != definition.hash:
        said = msg("lock.changed", workflow=name, version=version, next=str(newest + 1))
        yield ("version",), said
    if held is None and version < newest:
        yield ("version",), msg("lock.older", workflow=name, version=version, next=str(newest + 1))


def is_locked(definition: Definition, locked: Locked) -> bool:
    return locked.get((definition.workflow, definition.version)) == definition.hash


def written(locked: Locked, new: Iterable[Definition]) -> str:
    """The text of a lock that holds the new definitions too."""
    rows = dict(locked) | {(d.workflow, d.version): d.hash for d in new}
    lines = (f"{name} {version} {hash_}\n" for (name, version), hash_ in sorted(rows.items()))
    return _HEAD + "".join(lines)
