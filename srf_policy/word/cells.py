"""Provisions inside table cells: the same words and bookmarks as in the draft, in less space."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .anchors import Anchors, name_of
from .grid import Frame, GridCell, GridRow, grid
from .model import Column, NoteRef, PlanLine, PlanTable, Provision, TableCell, Words
from .pieces import (
    BOLD,
    NO_FORMAT,
    TAB,
    Look,
    Paragraph,
    Piece,
    layout_of,
    marker,
    note_number,
    plain,
    spanned,
)
from .scripts import is_right_to_left
from .tables import share_out

HANGING = 567
_ITEM = 1020
_LETTERED = frozenset({"item"})


@dataclass(frozen=True)
class Cells:
    """What stands in one column: its language, and the letter before its bookmarks.

    `blank` is the label in that language for what is not recorded.
    """

    language: str
    anchors: Anchors
    look: Look
    styles: Mapping[str, str]
    blank: str
    prefix: str = "p"

    def ours(self, text: str, lead: Markup = NO_FORMAT) -> list[Piece]:
        """Our own words in the language of the column."""
        return plain(text, self.look.language, lead, self.language)

    def paragraph(
        self, style: str, pieces: list[Piece], words: Words | None = None, indent: str = "",
        before: str = "",
    ) -> Paragraph:  # fmt: skip
        """`before` and `indent` are what the schema puts before and after the direction."""
        words = words or Words((), self.language)
        layout = Markup(before) + layout_of(words, self.look.language, indent)
        return Paragraph(self.styles[style], layout, pieces)

    def span(
        self, words: Words, mark: str, provision: str, column: str = "", lead: Markup = NO_FORMAT
    ) -> list[Piece]:
        """The words inside their bookmark, after what is said about them."""
        if not words.text:
            words = Words((self.blank,), self.language, words.marker)
        name = name_of(mark, column, self.prefix)
        found = spanned(words, name, provision, self.anchors, self.look, lead)
        return marker(words, self.look) + found

    def named(self, provision: Provision, column: str = "heading") -> list[Piece]:
        """The heading in bold; of a table or a figure after "Table 1"."""
        pieces: list[Piece] = []
        if provision.kind in ("table", "figure"):
            pieces += self.ours(provision.caption, BOLD)
            if provision.heading is not None and provision.heading.text:
                pieces += self.ours(": ", BOLD)
        if provision.heading is not None:
            pieces += self.span(provision.heading, provision.mark, provision.id, column, BOLD)
        return pieces

    def small(self, notes: Iterable[NoteRef]) -> list[Piece]:
        """Numbers of notes that the words do not place."""
        found = (note_number(note, self.language, self.anchors, self.look) for note in notes)
        return [piece for pieces in found for piece in pieces]

    def texts(
        self, provision: Provision, style: str = "srf table text", number: str = ""
    ) -> list[Paragraph]:
        """Heading and words, in one paragraph where both run the same way."""
        words = provision.words or (None if provision.heading else Words((), self.language))
        heading = provision.heading
        pieces = self._number(number)
        before, indent = _hung(provision.kind) if number else ("", "")
        made: list[Paragraph] = []
        if heading is not None:
            pieces += self.named(provision)
            turned = words is not None and self._runs(words) != self._runs(heading)
            if words is None or turned:
                pieces += self.small(provision.notes) if words is None else []
                made.append(self.paragraph(style, pieces, heading, indent, before))
                pieces = []
            else:
                pieces += self.ours(": ", BOLD)
        if words is not None:
            pieces += self.span(words, provision.mark, provision.id) + self.small(provision.notes)
            made.append(self.paragraph(style, pieces, words, indent, before))
        return made

    def _number(self, number: str) -> list[Piece]:
        if not number:
            return []
        return [*self.ours(number, self.look.number), TAB]

    def _runs(self, words: Words) -> bool:
        return is_right_to_left(words.language)

    def table_row(
        self, cells: Sequence[TableCell], columns: int, width: int, caption: str, head: bool
    ) -> GridCell:
        """One row of a table of the text, as a table within the cell."""
        style = "srf table head" if head else "srf table text"
        made = [
            GridCell([self._table_cell(cell, style)], "EAF0F5" if head else "") for cell in cells
        ]
        made += [GridCell([self.paragraph(style, [])])] * (columns - len(cells))
        turned = is_right_to_left(self.language)
        widths = share_out(width, [1] * columns)
        # The lines of the table around it are enough.
        style = self.styles.get("normal table", self.styles["srf form"])
        frame = Frame(caption, widths, style, turned)
        return GridCell([], "", grid(frame, [GridRow(made)]))

    def _table_cell(self, cell: TableCell, style: str) -> Paragraph:
        """An empty cell of the text is empty in print too."""
        if not cell.words.text:
            return self.paragraph(style, [])
        return self.paragraph(style, self.span(cell.words, cell.mark, cell.id), cell.words)

    def joined_row(self, cells: Sequence[TableCell], head: bool) -> Paragraph:
        """One row of a table of the text as a line, its cells parted by bars."""
        pieces: list[Piece] = []
        for place, cell in enumerate(cells):
            pieces += self.ours(" | ") if place else []
            if cell.words.text:
                lead = BOLD if head else NO_FORMAT
                pieces += self.span(cell.words, cell.mark, cell.id, "", lead)
        return self.paragraph("srf table text", pieces, cells[0].words if cells else None)

    def line(self, plan: PlanTable, line: PlanLine, number: bool = True) -> list[Paragraph]:
        """A line of the action plan: what is done, and below it who, when and how it is seen."""
        first, *others = plan.columns
        pieces = [*self.ours(line.number, self.look.number), TAB] if number else []
        before, indent = _hung("action") if number else ("", "")
        activity = line.cells.get(first.key) or Words((), self.language)
        pieces += self.span(activity, line.mark, line.id, first.key)
        made = [self.paragraph("srf table text", pieces, activity, indent, before)]
        inner = (
            f'<w:spacing w:before="0" w:after="20"/><w:ind w:left="{HANGING if number else 0}"/>'
        )
        return made + [self._detail(line, column, inner) for column in others]

    def _detail(self, line: PlanLine, column: Column, indent: str) -> Paragraph:
        words = line.cells.get(column.key) or Words((), self.language)
        pieces = self.ours(f"{column.heading}: ", BOLD)
        pieces += self.span(words, line.mark, line.id, column.key)
        return self.paragraph("srf table text", pieces, None, indent)


def _hung(kind: str) -> tuple[str, str]:
    """Tabs and indents of a number that hangs before its words."""
    left = _ITEM if kind in _LETTERED else HANGING
    tabs = f'<w:tabs><w:tab w:val="left" w:pos="{left}"/></w:tabs>'
    hanging = left - HANGING or HANGING
    return tabs, f'<w:ind w:left="{left}" w:hanging="{hanging}"/>'
