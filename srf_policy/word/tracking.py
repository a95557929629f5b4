"""Paragraphs with tracked changes, as Word records them: what was added, removed and moved."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from markupsafe import Markup, escape
from rapidfuzz.distance import Indel

from srf_policy.domain.diff import FIRST_SIGN, diff

from .pieces import Paragraph, Piece
from .scripts import clean

_FIRST_ID = 1_000_000
"""Far above the numbers of bookmarks, so that no two things of one file are numbered alike."""
_END: Piece = ("xml", "</w:ins>", "")
_PRIVATE = re.compile("[\U000f0000-\U0010ffff]")

_Thing = TypeVar("_Thing")


def paired(
    old: Sequence[_Thing], new: Sequence[_Thing], key: Callable[[_Thing], Hashable]
) -> Iterator[tuple[_Thing | None, _Thing | None]]:
    """Both in one order: those with the same key together, the others alone, the removed first."""
    a, b = [key(one) for one in old], [key(one) for one in new]
    if a == b:
        yield from zip(old, new, strict=True)
        return
    came: list[_Thing] = []
    for code in Indel.opcodes(a, b):
        olds, news = old[code.src_start : code.src_end], new[code.dest_start : code.dest_end]
        if code.tag == "equal":
            yield from ((None, one) for one in came)
            yield from zip(olds, news, strict=True)
            came = []
        else:
            yield from ((one, None) for one in olds)
            came += news
    yield from ((None, one) for one in came)


class Span(NamedTuple):
    """Pieces inside one bookmark (`frame` opens and closes it), or between bookmarks."""

    name: str
    pieces: list[Piece]
    frame: tuple[Piece, Piece] | None = None


class Pen:
    """Writes changes in one hand: the author's name and the day, a number for each.

    `note` answers the id of a footnote's mark that is written as `ins` or `del`: a note has one
    mark in a file, so the one that is struck out needs a note of its own.
    """

    def __init__(self, author: str, day: date, note: Callable[[str, int], int]) -> None:
        self._who = f'w:author="{escape(clean(author))}" w:date="{day.isoformat()}T00:0'
        self._note = note
        self._next = _FIRST_ID
        self._minute = 0
        self._open_end = False

    def empty(self, tag: str) -> str:
        """The change as an element without content, for a paragraph mark or a row."""
        return f"<w:{tag} {self._stamp()}/>"

    def _stamp(self) -> str:
        self._next += 1
        return f'w:id="{self._next - 1}" {self._who}{self._minute}:00Z"'

    def mark(self, tag: str) -> str:
        """For the end of a paragraph's properties: the paragraph itself came or went."""
        return f"<w:rPr>{self.empty(tag)}</w:rPr>"

    def range(self, tag: str, name: str) -> tuple[str, str]:
        """Start and end of what moves as one; both ends of a move have the same name."""
        number = self._next
        start = f'<w:{tag}RangeStart {self._stamp()} w:name="{name}"/>'
        return start, f'<w:{tag}RangeEnd w:id="{number}"/>'

    def whole(self, paragraph: Paragraph, tag: str) -> Paragraph:
        """A paragraph that came or went with its mark.

        After words that came at the end of a paragraph it came two minutes later: LibreOffice takes
        both for one change else, and rejecting it joins that paragraph with the next.
        """
        self._minute, self._open_end = 2 * (self._open_end and tag in ("ins", "moveTo")), False
        layout = Markup(f"{paragraph.layout}{self.mark(tag)}")
        made = Paragraph(paragraph.style, layout, self.wrapped(paragraph.pieces, tag))
        self._minute = 0
        return made

    def wrapped(self, pieces: Sequence[Piece], tag: str) -> list[Piece]:
        """Runs inside the change; links and bookmarks stay around it, as the schema wants it."""
        written: list[Piece] = []
        inside = False
        for piece in pieces:
            runs = piece[0] in ("run", "note", "xml")
            if runs != inside:
                opening = f"<w:{tag} {self._stamp()}>" if runs else f"</w:{tag}>"
                written.append(("xml", opening, ""))
                inside = runs
            written.append(self._changed(piece, tag))
        if inside:
            written.append(("xml", f"</w:{tag}>", ""))
        return written

    def _changed(self, piece: Piece, tag: str) -> Piece:
        kind, first, second = piece
        if kind == "run" and tag == "del":
            return "gone", first, second
        if kind == "note" and isinstance(first, int):
            return kind, self._note(tag, first), second
        return piece

    def merged(self, old: Paragraph, new: Paragraph) -> Paragraph:
        """The new paragraph with what was changed since the old one."""
        layout = new.layout
        if (old.style, old.layout) != (new.style, new.layout):
            was = f'<w:pPr><w:pStyle w:val="{escape(old.style)}"/>{old.layout}</w:pPr>'
            layout = Markup(f"{layout}<w:pPrChange {self._stamp()}>{was}</w:pPrChange>")
        pieces: list[Piece] = []
        for a, b in paired(list(spans(old.pieces)), list(spans(new.pieces)), _name):
            if b is None:
                pieces += self.wrapped(a.pieces if a else [], "del")
                continue
            inner = self._stretch(a.pieces, b.pieces) if a else self.wrapped(b.pieces, "ins")
            pieces += [b.frame[0], *inner, b.frame[1]] if b.frame else inner
        ending = (piece for piece in reversed(pieces) if piece[0] not in ("close", "unlink"))
        self._open_end = next(ending, None) == _END
        return Paragraph(new.style, layout, pieces)

    def _stretch(self, old: list[Piece], new: list[Piece]) -> list[Piece]:
        if old == new:
            return new
        signs: dict[Hashable, str] = {}
        a, b = _Letters(old, signs), _Letters(new, signs)
        if signs and (a.private or b.private):
            return [*self.wrapped(old, "del"), *self.wrapped(new, "ins")]
        written: list[Piece] = []
        at_old = at_new = 0
        for change in diff(a.text, b.text):
            length = len(change.words)
            if change.kind == "removed":
                written += self.wrapped(a.cut(at_old, at_old + length), "del")
            elif change.kind == "added":
                written += self.wrapped(b.cut(at_new, at_new + length), "ins")
            else:
                written += b.cut(at_new, at_new + length)
            at_old += length * (change.kind != "added")
            at_new += length * (change.kind != "removed")
        return written


def spans(pieces: Sequence[Piece]) -> Iterator[Span]:
    """The pieces of a paragraph by bookmarks; they never stand inside each other."""
    waiting: list[Piece] = []
    opened: Piece | None = None
    for piece in pieces:
        if piece[0] == "open":
            if waiting:
                yield Span("", waiting)
            waiting, opened = [], piece
        elif piece[0] == "close" and opened is not None:
            yield Span(opened[2], waiting, (opened, piece))
            waiting, opened = [], None
        else:
            waiting.append(piece)
    if waiting:
        yield Span("", waiting)


def _name(span: Span) -> str:
    return span.name


class _Letters:
    """Pieces as one text to be compared, and cut again by places in it."""

    def __init__(self, pieces: Sequence[Piece], signs: dict[Hashable, str]) -> None:
        self._parts: list[tuple[list[Piece], str]] = []
        group: list[Piece] = []
        for piece in pieces:
            group.append(piece)
            if group[0][0] == "link" and piece[0] != "unlink":
                continue
            self._parts.append((group, _text(group, signs)))
            group = []
        self._starts: list[int] = []
        place = 0
        for _, text in self._parts:
            self._starts.append(place)
            place += len(text)
        self.text = "".join(text for _, text in self._parts)
        self.private = any(_PRIVATE.search(t) for g, t in self._parts if g[0][0] == "run")

    def cut(self, start: int, end: int) -> list[Piece]:
        found: list[Piece] = []
        at = bisect_right(self._starts, start) - 1
        while at < len(self._parts) and self._starts[at] < end:
            group, text = self._parts[at]
            begin = self._starts[at]
            if group[0][0] == "run":
                kept = text[max(start - begin, 0) : end - begin]
                found.append(("run", group[0][1], kept))
            else:
                found += group
            at += 1
        return found


def _text(group: list[Piece], signs: dict[Hashable, str]) -> str:
    """A run's own words; one sign for a link, a note or a picture, the same for the same thing.

    A picture is told by its third part: its markup differs by a number each time it is drawn.
    """
    kind, _, text = group[0]
    if kind == "run":
        return text
    key: Hashable = text if kind == "xml" and text else tuple(group)
    return signs.setdefault(key, chr(FIRST_SIGN + len(signs)))
