"""What may lie on a disk after a power cut, given the calls of before.

The model is a strict one: a write is sure only once its own file was synchronised after it, and a
name only once its folder was. Of what is not sure each write is kept, dropped, or torn at a sector;
of the names in a folder the latest may be lost, in their order.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.recording import Call

SECTOR = 512


@dataclass
class File:
    """One file, whatever it is called: what is sure, and what was asked since."""

    sure: bytearray = field(default_factory=bytearray)
    asked: list[Call] = field(default_factory=list)


@dataclass
class Names:
    """The names in one folder: what is sure, and what was asked since (None: taken away)."""

    sure: dict[str, File | None] = field(default_factory=dict)
    asked: list[dict[str, File | None]] = field(default_factory=list)

    def now(self, upto: int | None = None) -> dict[str, File | None]:
        found = dict(self.sure)
        for change in self.asked[:upto]:
            found |= change
        return {name: file for name, file in found.items() if file is not None}


FOLDER = File()
"""Stands for a folder where a name leads to one."""


class Disk:
    """A folder's content at the beginning, and all calls since."""

    def __init__(self, base: Path) -> None:
        self.base = str(base)
        self.folders: dict[str, Names] = {self.base: Names()}
        for path in sorted(base.rglob("*")):
            self._there(path)

    def _there(self, path: Path) -> None:
        file = FOLDER if path.is_dir() else File(bytearray(path.read_bytes()))
        self._names(str(path)).sure[path.name] = file
        if path.is_dir():
            self.folders[str(path)] = Names()

    def _names(self, path: str) -> Names:
        return self.folders.setdefault(path.rpartition("/")[0], Names())

    def _file(self, path: str) -> File | None:
        return self._names(path).now().get(path.rpartition("/")[2])

    def apply(self, call: Call) -> None:
        name = call.path.rpartition("/")[2]
        if call.name == "sync":
            self._sync(call.path)
        elif call.name in ("write", "truncate"):
            file = self._file(call.path)
            if file is not None:
                file.asked.append(call)
        elif call.name == "open" and call.creates and self._file(call.path) is None:
            self._names(call.path).asked.append({name: File()})
        elif call.name == "mkdir":
            self._names(call.path).asked.append({name: FOLDER})
            self.folders[call.path] = Names()
        elif call.name == "unlink":
            self._names(call.path).asked.append({name: None})
        elif call.name == "rename":
            self._rename(call, name)

    def _rename(self, call: Call, name: str) -> None:
        file, new = self._file(call.path), call.target.rpartition("/")[2]
        here, there = self._names(call.path), self._names(call.target)
        if here is there:
            here.asked.append({name: None, new: file})
        else:
            there.asked.append({new: file})
            here.asked.append({name: None})

    def _sync(self, path: str) -> None:
        if path in self.folders:
            names = self.folders[path]
            names.sure, names.asked = dict(names.now()), []
            return
        file = self._file(path)
        if file is not None:
            for call in file.asked:
                _write(file.sure, call, None)
            file.asked = []

    def image(self, target: Path, chance: random.Random) -> None:
        """One of the states in which a power cut may leave the folder."""
        self._fill(self.base, target, chance)

    def _fill(self, folder: str, target: Path, chance: random.Random) -> None:
        target.mkdir(parents=True, exist_ok=True)
        names = self.folders[folder]
        for name, file in names.now(chance.randint(0, len(names.asked))).items():
            if file is FOLDER:
                self._fill(f"{folder}/{name}", target / name, chance)
            elif file is not None:
                (target / name).write_bytes(_left(file, chance))


def _left(file: File, chance: random.Random) -> bytes:
    content = bytearray(file.sure)
    # Often all is kept up to a point, as by a disk that writes in order.
    in_order = chance.random() < 0.3
    upto = chance.randint(0, len(file.asked))
    for number, call in enumerate(file.asked):
        fate = chance.random() if not in_order else (0.0 if number < upto else 0.5)
        if fate < 0.4:
            _write(content, call, None)
        elif fate > 0.8:
            _write(content, call, chance)
    return bytes(content)


def _write(content: bytearray, call: Call, torn: random.Random | None) -> None:
    if call.name == "truncate":
        del content[call.offset :]
        content.extend(bytes(call.offset - len(content)))
        return
    pieces: Sequence[int] = range(0, len(call.data), SECTOR)
    if torn is not None:
        pieces = [start for start in pieces if torn.random() < 0.5]
    for start in pieces:
        piece, place = call.data[start : start + SECTOR], call.offset + start
        content.extend(bytes(max(0, place - len(content))))
        content[place : place + len(piece)] = piece
