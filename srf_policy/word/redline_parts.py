"""What a redline is put together from: the parts of two drafts, and the footnotes of both."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from .draft import DraftWriting
from .model import NoteRef, Provision, WordFile
from .pieces import Paragraph
from .tables import Table
from .template import Template
from .writing import Writing, paragraphs

_BATCH = 100
_FIRST_DRAWING = 100_000
"""Of pictures that are struck out; those that stand are numbered from 1."""


class Grid(NamedTuple):
    """A table, and for each of its rows what tells it from the others."""

    table: Table
    keys: Sequence[Hashable]


class Gap(NamedTuple):
    """The small paragraph after a table."""


Part = Paragraph | Grid | Gap
Keyed = tuple[Hashable, Part]
"""`Paragraph` and its like with what tells it from the others of the same provision."""


class Older(DraftWriting):
    """The draft that a redline starts from: never written by itself, only taken apart."""

    def __init__(self, template: Template, file: WordFile, newer: DraftWriting) -> None:
        super().__init__(template, file)
        self.pictures, self._drawn = newer.pictures, _FIRST_DRAWING


def unit(writing: DraftWriting, provision: Provision) -> list[Keyed]:
    """The parts of a provision."""
    found: list[Keyed] = [(_bookmark(part), part) for part in writing.parts(provision)]
    if provision.rows:
        grid = Grid(writing.grid(provision), [tuple(c.mark for c in row) for row in provision.rows])
        found += [("rows", grid), ("gap", Gap())]
    return found


def _bookmark(paragraph: Paragraph) -> str:
    return next((name for kind, _, name in paragraph.pieces if kind == "open"), "")


def plan_unit(writing: DraftWriting) -> Iterator[Keyed]:
    """The parts of the action plan: its lines are told by their marks, sums by what is summed."""
    lines = writing.file.plan.lines if writing.file.plan else ()
    for place, part in enumerate(writing.plan_parts()):
        if isinstance(part, Paragraph):
            yield _words(part), part
        elif place == 0:
            yield (0, len(part.widths)), Grid(part, ["", *(line.mark for line in lines)])
        else:
            yield (place, len(part.widths)), Grid(part, [_words(row[0]) for row in part.rows])


def _words(paragraph: Paragraph) -> str:
    return "".join(text for kind, _, text in paragraph.pieces if kind == "run")


def marks(file: WordFile) -> Iterator[str]:
    """Of everything in a file that has a bookmark."""
    for provision in file.provisions:
        yield provision.mark
        yield from (cell.mark for row in provision.rows for cell in row)
    yield from (line.mark for line in (file.plan.lines if file.plan else ()))


def holds_note(provision: Provision) -> bool:
    fields = (provision.heading, provision.words, provision.alt)
    words = (part for one in fields if one is not None for part in one.parts)
    return bool(provision.notes) or any(isinstance(part, NoteRef) for part in words)


class Chunks:
    """Paragraphs rendered many at a time, tables and the rest between them."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._made: list[bytes] = []
        self._waiting: list[Paragraph | str] = []

    def paragraph(self, paragraph: Paragraph | str) -> None:
        self._waiting.append(paragraph)
        if len(self._waiting) >= _BATCH:
            self._flush()

    def table(self, table: Table) -> None:
        self.raw(self._writing.table(table))

    def raw(self, xml: bytes) -> None:
        self._flush()
        self._made.append(xml)

    def done(self) -> list[bytes]:
        self._flush()
        return self._made

    def _flush(self) -> None:
        if self._waiting:
            self._made.append(paragraphs(self._waiting))
            self._waiting = []


class NoteIds:
    """Which footnotes came and went. A note has one mark in a file: where the mark is struck out
    in one place and written in another, the struck one has a copy of the note."""

    def __init__(self, new: Mapping[str, int], old: Iterable[str], first: int) -> None:
        self._free = count(first)
        self._new = set(new.values())
        self.of_old = {mark: new[mark] if mark in new else next(self._free) for mark in old}
        self._marks = {number: mark for mark, number in self.of_old.items()}
        self.came: set[int] = set()
        self.gone: list[tuple[int, str]] = []

    def changed(self, tag: str, number: int) -> int:
        """The id under which a mark is written that came (`ins`) or went (`del`)."""
        if tag == "ins":
            self.came.add(number)
            return number
        mark = self._marks[number]
        copy = next(self._free) if number in self._new else number
        self.gone.append((copy, mark))
        return copy
