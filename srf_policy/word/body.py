"""Provisions as paragraphs: which kind takes which style, number, heading and bookmark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from markupsafe import Markup

from .anchors import Anchors, name_of
from .design import HANGING, ITEM_INDENT, ITEM_LABEL
from .model import Provision, Words
from .pieces import (
    BOLD,
    NO_FORMAT,
    TAB,
    Look,
    Paragraph,
    Piece,
    layout_of,
    marker,
    note_mark,
    plain,
    spanned,
)
from .printing import escaped
from .scripts import Run, hand, is_bare, is_plain, split_runs, tab

_TOP = {"part", "annex", "area"}
HEADED = _TOP | {"section", "objective"}
"""Kinds that stand as headings."""

_STYLES = {"measure": "SRF Measure", "item": "SRF Item", "definition": "SRF Paragraph"}
_NO_HANGING = '<w:ind w:firstLine="0"/>'
_UNNUMBERED = '<w:ind w:left="0" w:firstLine="0"/>'

_LINES = frozenset({"paragraph", *_STYLES})
_NUMBERED = frozenset({"paragraph", "measure"})
_LETTER, _WIDEST = 125, 2_268
"""Twips: about the width of a bold letter, and the most that a number may take (40 mm)."""


class Entry(NamedTuple):
    """One line of the contents."""

    level: int
    anchor: str
    runs: list[Run]


@dataclass
class Body:
    """Turns provisions into paragraphs one by one; `entries` grow as headings pass."""

    anchors: Anchors
    look: Look
    styles: Mapping[str, str]

    def __post_init__(self) -> None:
        self.entries: list[Entry] = []
        self._open_headings: list[tuple[int, int]] = []

    def paragraphs(self, provision: Provision) -> Iterator[Paragraph]:
        """Nothing for a footnote: it stands in its own part."""
        if provision.kind in ("table", "figure"):
            yield self.caption(provision)
            return
        if provision.kind == "footnote":
            return
        if provision.kind not in HEADED:
            yield from self._texts(provision)
            return
        title = provision.heading or provision.words
        if title is None:
            return
        column = "" if provision.heading is None else "heading"
        yield self._heading(provision, title, column)
        if provision.heading is not None and provision.words is not None:
            yield self._below(provision, provision.words)

    def line(self, provision: Provision) -> str | None:
        """A numbered paragraph or heading of one run as XML at once; None where there is more to it.

        The same as `paragraphs` would make: nine in ten are of this sort, and a long file takes
        half as long.
        """
        start, words = self._starts.get(provision.kind), provision.words
        if start is None:
            return self._title(provision) if provision.kind in HEADED else None
        if words is None or provision.heading is not None or provision.notes:
            return None
        return self._at_once(start, provision, words, "")

    def _title(self, provision: Provision) -> str | None:
        heading, words = provision.heading, provision.words
        title, column = (words, "") if heading is None else (heading, "heading")
        more = provision.notes or (heading is not None and words is not None)
        if title is None or more or not self._starts:
            return None
        level = self._next_level(provision)
        line = self._at_once(self._starts[f"heading {level}"], provision, title, column)
        if line is not None:
            self._open(provision, level)
            runs = [Run(NO_FORMAT, part) for part in (provision.number, "\t", title.text)]
            self.entries.append(Entry(level, self.anchors.names[-1], runs))
        return line

    def _at_once(self, start: str, provision: Provision, words: Words, column: str) -> str | None:
        """`start`, the number and the words in their bookmark."""
        parts, number = words.parts, provision.number
        if len(parts) != 1 or words.language != self.look.language or words.marker:
            return None
        text = parts[0]
        if not (isinstance(text, str) and text and number):
            return None
        bare = is_bare(number + text)
        if not (bare or is_plain(number + text)):
            return None
        name = name_of(provision.mark, column)
        opened = self.anchors.open_clean(name, provision.id, text)
        if not bare:
            number, text = escaped(number), escaped(text)
        return (
            f"{start}{number}</w:t></w:r><w:r><w:tab/></w:r>"
            f'<w:bookmarkStart w:id="{opened}" w:name="{name}"/>'
            f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
            f'<w:bookmarkEnd w:id="{opened}"/></w:p>'
        )

    @cached_property
    def _starts(self) -> Mapping[str, str]:
        """What stands before the number, for each kind that `line` writes in this language."""
        if self._hanging or hand(self.look.language, self.look.language).base != "latin":
            return {}
        number = f'<w:r><w:rPr>{self.look.number}</w:rPr><w:t xml:space="preserve">'
        styles = {kind: self.styles[_STYLES.get(kind, "SRF Paragraph").lower()] for kind in _LINES}
        styles |= {f"heading {level}": self.styles[f"heading {level}"] for level in (1, 2, 3)}
        return {
            kind: f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{number}'
            for kind, style in styles.items()
        }

    def _heading(self, provision: Provision, title: Words, column: str) -> Paragraph:
        level = self.level_of(provision)
        number = self._number(provision)
        self._list(provision, title, level, name_of(provision.mark, column))
        layout = layout_of(title, self.look.language, "" if number else _UNNUMBERED)
        pieces = number + self._span(provision, title, column)
        if provision.words is None or not column:
            pieces += self._marks(provision)
        return Paragraph(self.styles[f"heading {level}"], layout, pieces)

    def level_of(self, provision: Provision) -> int:
        """The level of the heading that comes next: parts, annexes and areas 1, objectives 2; a
        section one below what it stands in."""
        level = self._next_level(provision)
        self._open(provision, level)
        return level

    def _next_level(self, provision: Provision) -> int:
        while self._open_headings and self._open_headings[-1][0] >= provision.level:
            self._open_headings.pop()
        above = self._open_headings[-1][1] if self._open_headings else 0
        level = 1 if provision.kind in _TOP else 2 if provision.kind == "objective" else above + 1
        return min(level, 3)

    def _open(self, provision: Provision, level: int) -> None:
        self._open_headings.append((provision.level, level))

    def _list(self, provision: Provision, title: Words, level: int, name: str) -> None:
        language = self.look.language
        runs = split_runs(title.text or self.look.not_recorded, language, title.language)
        if provision.number:
            runs = [*split_runs(provision.number, language), tab(language), *runs]
        self.entries.append(Entry(level, name, runs))

    def _below(self, provision: Provision, words: Words) -> Paragraph:
        layout = layout_of(words, self.look.language)
        pieces = self._span(provision, words) + self._marks(provision)
        return Paragraph(self.styles["srf text"], layout, pieces)

    def caption(self, provision: Provision) -> Paragraph:
        """ "Table 1: Returns by year", kept with what it heads."""
        language = self.look.language
        pieces = plain(provision.caption, language, BOLD)
        if provision.heading is not None and provision.heading.text:
            pieces += plain(": ", language, BOLD) + self._span(
                provision, provision.heading, "heading"
            )
        return Paragraph(self.styles["srf text"], Markup("<w:keepNext/>"), pieces)

    def note(self, provision: Provision) -> Paragraph:
        """The text of a footnote."""
        words = provision.words or Words((), self.look.language)
        layout = layout_of(words, self.look.language)
        return Paragraph(self.styles["srf note"], layout, self._span(provision, words))

    def _marks(self, provision: Provision) -> list[Piece]:
        return [piece for note in provision.notes for piece in note_mark(note, self.anchors)]

    def _texts(self, provision: Provision) -> Iterator[Paragraph]:
        """A paragraph, measure, item or definition; a heading of its own runs in before it, unless
        the two are written in different directions."""
        language = self.look.language
        style = self._text_style(provision)
        heading = provision.heading
        tabs, hung, rest = self._indents(provision)
        words = provision.words or (None if heading else Words((), language))
        pieces = self._number(provision)
        if heading is not None:
            pieces += self._span(provision, heading, "heading", BOLD)
            if words is None or layout_of(words, language) != layout_of(heading, language):
                yield Paragraph(style, tabs + layout_of(heading, language, hung), pieces)
                pieces = []
            else:
                pieces += plain(": ", language, BOLD)
        if words is not None:
            layout = layout_of(words, language, hung if pieces else rest)
            layout = tabs + layout if tabs else layout
            pieces += self._span(provision, words) + self._marks(provision)
            yield Paragraph(style, layout, pieces)

    def _indents(self, provision: Provision) -> tuple[Markup, str, str]:
        """Tab stops, and the indents of a first and of a further paragraph, where they are not those
        of the style: numbers such as "Article 12" need more room than it gives."""
        if not self._hanging:
            return NO_FORMAT, "", _NO_HANGING
        item = provision.kind == "item"
        hanging = ITEM_LABEL if item else self._hanging
        left, usual = (self._hanging + hanging, ITEM_INDENT) if item else (hanging, HANGING)
        tabs = f'<w:tab w:val="clear" w:pos="{usual}"/><w:tab w:val="left" w:pos="{left}"/>'
        return (
            Markup(f"<w:tabs>{tabs}</w:tabs>"),
            f'<w:ind w:left="{left}" w:hanging="{hanging}"/>',
            f'<w:ind w:left="{left}" w:firstLine="0"/>',
        )

    @cached_property
    def _hanging(self) -> int:
        """Twips that the longest number with a word in it takes; 0 where the style's do."""
        numbers = [p.number for p in self.anchors.file.provisions if p.kind in _NUMBERED]
        longest = max([len(number) for number in numbers if number[:1].isalpha()], default=0)
        needed = longest * _LETTER + _LETTER
        return min(needed, _WIDEST) if needed > HANGING else 0

    def _span(
        self, provision: Provision, words: Words, column: str = "", lead: Markup = NO_FORMAT
    ) -> list[Piece]:
        name = name_of(provision.mark, column)
        span = spanned(words, name, provision.id, self.anchors, self.look, lead)
        return marker(words, self.look) + span

    def _text_style(self, provision: Provision) -> str:
        fallback = "SRF Paragraph" if provision.number else "SRF Text"
        return self.styles[_STYLES.get(provision.kind, fallback).lower()]

    def _number(self, provision: Provision) -> list[Piece]:
        if not provision.number:
            return []
        return [*plain(provision.number, self.look.language, self.look.number), TAB]
