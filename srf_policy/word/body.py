"""Provisions as paragraphs: which kind takes which style, number, heading and bookmark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .anchors import Anchors, name_of
from .model import Provision, Words
from .pieces import (
    BOLD,
    TAB,
    Look,
    Paragraph,
    Piece,
    layout_of,
    marker,
    plain,
    spanned,
)
from .scripts import Run, split_runs

_TOP = {"part", "annex", "area"}
_HEADED = _TOP | {"section", "objective"}
_STYLES = {"measure": "SRF Measure", "item": "SRF Item", "definition": "SRF Paragraph"}
_UNNUMBERED = '<w:ind w:left="0" w:firstLine="0"/>'


@dataclass(frozen=True)
class Entry:
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
        if provision.kind not in _HEADED:
            yield self._text(provision)
            return
        title = provision.heading or provision.words
        if title is None:
            return
        column = "" if provision.heading is None else "heading"
        yield self._heading(provision, title, name_of(provision.mark, column))
        if provision.heading is not None and provision.words is not None:
            yield self._below(provision, provision.words)

    def _heading(self, provision: Provision, title: Words, name: str) -> Paragraph:
        level = self._heading_level(provision)
        number = self._number(provision)
        self._list(provision, title, level, name)
        layout = layout_of(title, self.look.language, "" if number else _UNNUMBERED)
        pieces = number + marker(title, self.look)
        pieces += spanned(title, name, provision.id, self.anchors, self.look)
        return Paragraph(self.styles[f"heading {level}"], layout, pieces)

    def _heading_level(self, provision: Provision) -> int:
        """Parts, annexes and areas 1, objectives 2; a section one below what it stands in."""
        while self._open_headings and self._open_headings[-1][0] >= provision.level:
            self._open_headings.pop()
        above = self._open_headings[-1][1] if self._open_headings else 0
        level = 1 if provision.kind in _TOP else 2 if provision.kind == "objective" else above + 1
        level = min(level, 3)
        self._open_headings.append((provision.level, level))
        return level

    def _list(self, provision: Provision, title: Words, level: int, name: str) -> None:
        language = self.look.language
        runs = split_runs(title.text or self.look.not_recorded, language, title.language)
        if provision.number:
            runs = [*split_runs(provision.number + "\t", language), *runs]
        self.entries.append(Entry(level, name, runs))

    def _below(self, provision: Provision, words: Words) -> Paragraph:
        pieces = marker(words, self.look)
        name = name_of(provision.mark)
        pieces += spanned(words, name, provision.id, self.anchors, self.look)
        return Paragraph(self.styles["srf text"], layout_of(words, self.look.language), pieces)

    def _text(self, provision: Provision) -> Paragraph:
        """A paragraph, measure, item or definition; a heading of its own runs in before it."""
        pieces = self._number(provision)
        leading = provision.heading or provision.words or Words((), self.look.language)
        if provision.heading is not None:
            pieces += marker(provision.heading, self.look)
            name = name_of(provision.mark, "heading")
            pieces += spanned(provision.heading, name, provision.id, self.anchors, self.look, BOLD)
        if provision.heading is not None and provision.words is not None:
            pieces += plain(": ", self.look.language, BOLD)
        if provision.words is not None or provision.heading is None:
            words = provision.words or Words((), self.look.language)
            pieces += marker(words, self.look)
            name = name_of(provision.mark)
            pieces += spanned(words, name, provision.id, self.anchors, self.look)
        return Paragraph(
            self._text_style(provision), layout_of(leading, self.look.language), pieces
        )

    def _text_style(self, provision: Provision) -> str:
        fallback = "SRF Paragraph" if provision.number else "SRF Text"
        return self.styles[_STYLES.get(provision.kind, fallback).lower()]

    def _number(self, provision: Provision) -> list[Piece]:
        if not provision.number:
            return []
        return [*plain(provision.number, self.look.language, self.look.number), TAB]
