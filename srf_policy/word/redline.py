"""Two revisions as one Word file with tracked changes.

Accepting all changes gives the newer text, rejecting them the older one. Numbers are no part of a
text: a provision that stays has its newer number, what is struck out has the one it had.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from operator import attrgetter

from .aligning import aligned, same_columns
from .body import HEADED
from .draft import DraftWriting
from .model import Provision, WordFile
from .notes import Note
from .pieces import Paragraph, Piece
from .redline_parts import (
    Chunks,
    Gap,
    Grid,
    Keyed,
    NoteIds,
    Older,
    holds_note,
    marks,
    plan_unit,
    unit,
)
from .tables import Table
from .template import Template
from .tracking import Pen, paired
from .writing import AFTER_TABLE, write_word

_END = b"</w:pPr>"


@dataclass(frozen=True)
class RedlineFile(WordFile):
    """A draft and the `base` it is compared with, in the same language.

    `moved`: marks of provisions that stand elsewhere. `author`: in whose name the changes are.
    References are to be named alike in both wherever they lead to a provision that stands in both.
    """

    base: WordFile = field(kw_only=True)
    moved: frozenset[str] = frozenset()
    author: str = ""


def write_redline(template: bytes, file: RedlineFile) -> bytes:
    """The finished .docx; see `write_word`."""
    return write_word(template, file, RedlineWriting)


class RedlineWriting(DraftWriting):
    """What a draft has, with the changes since its base."""

    kind = "redline"

    def __init__(self, template: Template, file: WordFile) -> None:
        assert isinstance(file, RedlineFile)
        super().__init__(template, file)
        self._base, self._moved = file.base, file.moved
        self._old = old = Older(template, file.base, self)
        targets = {**old.anchors.targets, **self.anchors.targets}
        self.anchors.targets = old.anchors.targets = targets
        free = 1 + max(self.anchors.notes.values(), default=0)
        first = max(free, *old.anchors.notes.values(), 1)
        self._notes = NoteIds(self.anchors.notes, old.anchors.notes, first)
        old.anchors.notes = self._notes.of_old
        self._pen = Pen(file.author, file.origin.published, self._notes.changed)
        self._standing = set(marks(file))

    @cached_property
    def _provisions(self) -> list[bytes]:
        out = Chunks(self)
        old, new = (
            [p for p in text.provisions if p.kind != "footnote"] for text in (self._base, self.file)
        )
        moves = _moves(old, new)
        for step in aligned(old, new, self._moved):
            if step.old is not None and step.new is not None:
                self._stay(out, step.old, step.new)
            elif step.old is not None:
                gone = self._former(unit(self._old, step.old))
                move = moves.get(step.old.mark, "") if step.moved else ""
                self._move(out, gone, "moveFrom", move) if move else self._alone(out, gone, "del")
            elif step.new is not None:
                here = unit(self, step.new)
                move = moves.get(step.new.mark, "") if step.moved else ""
                self._move(out, here, "moveTo", move) if move else self._alone(out, here, "ins")
        return out.done()

    def _stay(self, out: Chunks, old: Provision, new: Provision) -> None:
        # The level of a heading depends on what it stands below: it may change by itself.
        same = _held(old) == _held(new) and old.level == new.level and new.kind not in HEADED
        line = self.body.line(new) if same else None
        if line is not None:
            out.paragraph(line)
            return
        now = unit(self, new)
        if same:
            self._as_it_is(out, now)
            return
        if (old.number, old.caption) != (new.number, new.caption):
            old = replace(old, number=new.number, caption=new.caption)
        before = unit(self._old, old)
        rows = [[[cell.mark for cell in row] for row in p.rows] for p in (old, new)]
        if all(rows) and not same_columns(*rows):
            # Nothing pairs with the old table, so that it is struck out as a whole.
            before = [(("old", k) if isinstance(p, Grid | Gap) else k, p) for k, p in before]
        self._merge(out, before, now)

    def _as_it_is(self, out: Chunks, parts: Iterable[Keyed]) -> None:
        for _, part in parts:
            if isinstance(part, Paragraph):
                out.paragraph(part)
            else:
                out.raw(self.table(part.table) if isinstance(part, Grid) else AFTER_TABLE)

    def _merge(self, out: Chunks, before: Sequence[Keyed], now: Sequence[Keyed]) -> None:
        for a, b in paired(before, now, key=_key):
            if b is None:
                self._alone(out, self._former([a] if a else []), "del")
            elif a is None:
                self._alone(out, [b], "ins")
            elif isinstance(a[1], Paragraph) and isinstance(b[1], Paragraph):
                out.paragraph(self._pen.merged(a[1], b[1]))
            elif isinstance(a[1], Grid) and isinstance(b[1], Grid):
                out.table(self._merged(a[1], b[1]))
            else:
                out.raw(AFTER_TABLE)

    def _alone(self, out: Chunks, parts: Iterable[Keyed], tag: str) -> None:
        """What came or went as a whole."""
        for _, part in parts:
            if isinstance(part, Paragraph):
                out.paragraph(self._pen.whole(part, tag))
            elif isinstance(part, Grid):
                rows = [self._row(row, tag) for row in part.table.rows]
                signs = [self._pen.empty(tag) for _ in rows]
                out.table(part.table._replace(rows=rows, marks=signs))
            else:
                out.raw(AFTER_TABLE.replace(_END, self._pen.mark(tag).encode() + _END))

    def _row(self, row: Sequence[Paragraph], tag: str) -> list[Paragraph]:
        return [self._pen.whole(cell, tag) for cell in row]

    def _merged(self, old: Grid, new: Grid) -> Table:
        """One table of the rows of both."""
        rows: list[list[Paragraph]] = []
        signs: list[str] = []
        tops = [grid.table.rows[0] for grid in (old, new)]
        heads = 0
        for a, b in paired(_rows(old), _rows(new), key=_key):
            if len(rows) == heads and any(one and one[1] is top for one in (a, b) for top in tops):
                heads += 1
            if a is not None and b is not None:
                rows.append([self._pen.merged(*cells) for cells in zip(a[1], b[1], strict=True)])
                signs.append("")
                continue
            tag = "ins" if b else "del"
            cells = b[1] if b else [self._own(cell) for cell in a[1]] if a else []
            rows.append(self._row(cells, tag))
            signs.append(self._pen.empty(tag))
        return new.table._replace(rows=rows, marks=signs, heads=heads)

    def _move(self, out: Chunks, parts: Iterable[Keyed], tag: str, name: str) -> None:
        start, end = self._pen.range(tag, name)
        lead: list[Piece] = [("xml", start, "")]
        for _, part in parts:
            assert isinstance(part, Paragraph)
            whole = self._pen.whole(part, tag)
            out.paragraph(whole._replace(pieces=lead + whole.pieces))
            lead = []
        out.raw(end.encode())

    def _former(self, parts: Iterable[Keyed]) -> Iterator[Keyed]:
        """What is struck out, with the bookmarks of what stands no more."""
        for key, part in parts:
            if isinstance(part, Paragraph):
                yield key, self._own(part)
            elif isinstance(part, Grid):
                rows = [[self._own(cell) for cell in row] for row in part.table.rows]
                yield key, part._replace(table=part.table._replace(rows=rows))
            else:
                yield key, part

    def _own(self, paragraph: Paragraph) -> Paragraph:
        """Bookmarks of the older text under numbers of this file; as accepted they hold nothing."""
        numbers: dict[object, int] = {}
        pieces: list[Piece] = []
        for kind, number, name in paragraph.pieces:
            if kind == "open" and name.split("_")[1] not in self._standing:
                numbers[number] = self.anchors.open(name, self._old.anchors.owner(name), "")
            if kind not in ("open", "close"):
                pieces.append((kind, number, name))
            elif number in numbers:
                pieces.append((kind, numbers[number], name))
        return paragraph._replace(pieces=pieces)

    def _action_plan(self) -> Iterator[bytes]:
        then, now = self._base.plan, self.file.plan
        if then is not None and now is not None:
            both = paired(then.lines, now.lines, key=lambda line: line.mark)
            numbers = {a.mark: b.number for a, b in both if a is not None and b is not None}
            lines = [replace(a, number=numbers.get(a.mark, a.number)) for a in then.lines]
            self._old.file = replace(self._base, plan=replace(then, lines=lines))
        out = Chunks(self)
        self._merge(out, list(plan_unit(self._old)), list(plan_unit(self)))
        yield from out.done()

    def notes(self) -> list[Note]:
        """Those that stand, with what was changed in them; then those whose marks went."""
        then = {p.mark: p for p in self._base.provisions if p.kind == "footnote"}
        found: list[Note] = []
        for provision in self.file.provisions:
            if provision.kind != "footnote":
                continue
            number, note = self.anchors.notes[provision.mark], self.body.note(provision)
            if number in self._notes.came or provision.mark not in then:
                note = note._replace(pieces=self._pen.wrapped(note.pieces, "ins"))
            else:
                note = self._pen.merged(self._old.body.note(then[provision.mark]), note)
            found.append((number, note))
        for number, mark in tuple(self._notes.gone):
            note = self._own(self._old.body.note(then[mark]))
            found.append((number, note._replace(pieces=self._pen.wrapped(note.pieces, "del"))))
        return found


_PRINTED = frozenset({"number", "caption", "level"})
_held = attrgetter(*(one.name for one in fields(Provision) if one.name not in _PRINTED))
"""What a provision says, wherever it stands."""


def _key(keyed: tuple[object, object]) -> object:
    return keyed[0]


def _rows(grid: Grid) -> list[tuple[object, list[Paragraph]]]:
    return list(zip(grid.keys, grid.table.rows, strict=True))


def _moves(old: Sequence[Provision], new: Sequence[Provision]) -> dict[str, str]:
    """The name of each move that Word can record: words that stay the same.

    Word moves no rows of tables, a footnote's mark stands only once in a file, and a picture is
    another drawing: these are struck out and written anew, and so is what was changed on the way.
    """
    then = {p.mark: p for p in old}
    moved = [p.mark for p in new if p.mark in then and _moves_whole(then[p.mark], p)]
    return {mark: f"move{number}" for number, mark in enumerate(moved, 1)}


def _moves_whole(old: Provision, new: Provision) -> bool:
    if old.rows or old.kind == "figure" or _held(old) != _held(new):
        return False
    return not holds_note(old)
