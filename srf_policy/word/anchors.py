"""Bookmarks: the names by which text in a Word file is known when it comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from .model import Provision, WordFile
from .scripts import clean

MAX_NAME = 40
_NOTHING = sha256()
"""Copied for each text: to set up a hash takes longer than to take one of a paragraph."""


class Anchored(NamedTuple):
    """One bookmark of the manifest: whose words it spans, and their hash as printed."""

    name: str
    id: str
    hash: str


@dataclass
class Anchors:
    """Gives out bookmark numbers, remembers the manifest, and knows where references lead.

    Every bookmark has its place in `names`, `owners` and `printed`: lists side by side, because so
    many pairs would keep the garbage collector busy. What is only compared needs no hash, so that
    hashes are made when the manifest is written.
    """

    next_number: int
    file: WordFile
    notes: dict[str, int]
    names: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)

    @cached_property
    def targets(self) -> dict[str, str]:
        """The bookmark that a mark's references lead to."""
        return dict(_targets(self.file))

    def open(self, name: str, provision: str, printed: str) -> int:
        """A new bookmark around the words as `printed`; answers its number."""
        return self.open_clean(name, provision, clean(printed))

    def open_clean(self, name: str, provision: str, printed: str) -> int:
        """As `open`, for words that are known to hold nothing that XML forbids."""
        self.names.append(name)
        self.owners.append(provision)
        self.printed.append(printed)
        number = self.next_number
        self.next_number = number + 1
        return number

    def owner(self, name: str) -> str:
        """The provision whose words this bookmark spans; the last ones are found first."""
        both = zip(reversed(self.names), reversed(self.owners), strict=True)
        return next(owner for known, owner in both if known == name)

    def number(self) -> int:
        """The number of a bookmark that spans no provision."""
        self.next_number += 1
        return self.next_number - 1


def hash_of(printed: str) -> str:
    return hash_of_clean(clean(printed))


def hash_of_clean(printed: str) -> str:
    made = _NOTHING.copy()
    made.update(printed.encode())
    return made.hexdigest()


def name_of(mark: str, column: str = "", prefix: str = "p") -> str:
    """`p_<mark>` or `p_<mark>_<column>`. Word cuts names at 40 characters."""
    name = f"{prefix}_{mark}_{column}" if column else f"{prefix}_{mark}"
    # As `name_of_any` without the call: a long text has thousands of names.
    if len(name) <= MAX_NAME and name.isascii() and name.isidentifier():
        return name
    return name_of_any(name)


def name_of_any(name: str) -> str:
    """The name itself, if Word can hold it."""
    if len(name) > MAX_NAME or not (name.isascii() and name.isidentifier()):
        raise ValueError(f"not a bookmark name of at most {MAX_NAME} letters and digits: {name}")
    return name


def anchors_of(file: WordFile, first_number: int, first_note: int = 1) -> Anchors:
    notes = [provision.mark for provision in file.provisions if provision.kind == "footnote"]
    numbered = {mark: first_note + place for place, mark in enumerate(notes)}
    return Anchors(first_number, file, numbered)


def _targets(file: WordFile) -> Iterator[tuple[str, str]]:
    for groups in file.groups.values():
        for item in (item for group in groups for item in group.items):
            for cell in item.values():
                if cell.anchor.startswith("p_"):
                    yield cell.anchor[2:], cell.anchor
    for provision in file.provisions:
        yield provision.mark, _entry_name(provision)
    if file.plan and file.plan.columns:
        first = file.plan.columns[0].key
        for line in file.plan.lines:
            yield line.mark, name_of(line.mark, first)


def _entry_name(provision: Provision) -> str:
    """As `name_of`, which looks at it when the bookmark itself is opened."""
    return f"p_{provision.mark}" if provision.heading is None else f"p_{provision.mark}_heading"
