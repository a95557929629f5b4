"""Workbooks (.xlsx): text, whole numbers and days, nothing computed, nothing silently dropped."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import NamedTuple

import xlsxwriter

from srf_policy.languages.messages import Message, msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import direction

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767
"""Characters of one cell, counted as Excel counts them: in UTF-16."""

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", "-"))
_LONGEST_NAME = 31
_A4 = 9
_EPOCH = date(1980, 1, 1)
_LINE, _NASTALIQ_LINE, _HIGHEST = 15, 27, 409
"""Points: a line of text, and the highest row that there is."""

# XML holds none of these, and the library writes them as they are.
_NO_XML = dict.fromkeys((0xFFFE, 0xFFFF, *range(0xD800, 0xE000)), "\ufffd")


class Marked(NamedTuple):
    """A word in bold on a pale fill (RRGGBB, "" for none)."""

    words: str
    fill: str


Cell = str | int | date | Marked | None


@dataclass(frozen=True)
class Table:
    """One sheet: what stands above it, its columns, its rows. `widths` in characters.

    `filters`: with a button in each head; a row that goes on below then repeats its short cells,
    so that no filter parts them.
    """

    name: Message
    notes: Sequence[Message]
    columns: Sequence[Message]
    widths: Sequence[int]
    rows: Sequence[Sequence[Cell]] = field(default_factory=list)
    filters: bool = False


def workbook(tables: Sequence[Table], language: str, made: date = _EPOCH) -> bytes:
    """All tables in one file that says it was made on that day: the same tables, the same bytes.

    Text is never taken for a formula or a link.
    """
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"created": datetime.combine(made, time(), UTC)})
    for table in tables:
        _Sheet(book, table, language).write()
    book.close()
    return target.getvalue()


class _Sheet:
    """One table in the making."""

    def __init__(self, book: xlsxwriter.Workbook, table: Table, language: str) -> None:
        self._book, self._table, self._language = book, table, language
        name = say(table.name, language).translate(_FORBIDDEN)[:_LONGEST_NAME]
        self._sheet = book.add_worksheet(name)
        top = {"text_wrap": True, "valign": "top"}
        self._bold = book.add_format({"bold": True, "bottom": 1, **top})
        self._wrapped = book.add_format(top)
        self._figure = book.add_format({"num_format": "0", "valign": "top"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self._fills: dict[str, object] = {}
        self._line = _NASTALIQ_LINE if language == "ur" else _LINE

    def write(self) -> None:
        head = len(self._table.notes) + bool(self._table.notes)
        self._above(head)
        last = self._rows(head + 1)
        columns = len(self._table.columns)
        if self._table.filters and columns:
            self._sheet.autofilter(head, 0, max(last, head), columns - 1)

    def _above(self, head: int) -> None:
        sheet, table = self._sheet, self._table
        turned = direction(self._language) == "rtl"
        if turned:
            sheet.right_to_left()
        said = self._book.add_format({"reading_order": 2 if turned else 1})
        for column, width in enumerate(table.widths):
            sheet.set_column(column, column, width)
        for place, note in enumerate(table.notes):
            sheet.write_string(place, 0, _writable(say(note, self._language)), said)
        sheet.set_row(head, 3 * self._line if table.filters else None)
        for column, words in enumerate(table.columns):
            sheet.write_string(head, column, say(words, self._language), self._bold)
        sheet.freeze_panes(head + 1, 0)
        sheet.repeat_rows(head)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)

    def _rows(self, line: int) -> int:
        """Writes all rows; answers the last line."""
        for row in self._table.rows:
            for cells in whole(row, self._language, repeat=self._table.filters):
                for column, cell in enumerate(cells):
                    self._cell(line, column, cell)
                if (lines := self._lines(cells)) > 1:
                    self._sheet.set_row(line, min(lines * self._line, _HIGHEST))
                line += 1
        return line - 1

    def _lines(self, cells: Sequence[Cell]) -> int:
        """About how many lines the highest cell needs: not every program measures by itself."""
        return max(
            (
                cell.count("\n") + 1 + len(cell) * 11 // (10 * width)
                for cell, width in zip(cells, self._table.widths, strict=False)
                if isinstance(cell, str)
            ),
            default=1,
        )

    def _cell(self, line: int, column: int, cell: Cell) -> None:
        sheet = self._sheet
        if isinstance(cell, str):
            if cell:
                sheet.write_string(line, column, _writable(cell), self._wrapped)
        elif isinstance(cell, int):
            sheet.write_number(line, column, cell, self._figure)
        elif isinstance(cell, date):
            sheet.write_datetime(line, column, cell, self._day)
        elif cell is not None:
            sheet.write_string(line, column, _writable(cell.words), self._filled(cell.fill))

    def _filled(self, fill: str) -> object:
        if fill not in self._fills:
            look = {"bold": True, "text_wrap": True, "valign": "top"}
            shade = {"bg_color": f"#{fill}"} if fill else {}
            self._fills[fill] = self._book.add_format(look | shade)
        return self._fills[fill]


def _writable(text: str) -> str:
    return text if text.isascii() else text.translate(_NO_XML)


def whole(row: Sequence[Cell], language: str, *, repeat: bool = False) -> Iterator[Sequence[Cell]]:
    """The row; where a text is longer than a cell may be, further rows with the rest, and a note.

    `repeat`: the further rows hold the short cells of the row again.
    """
    if all(not isinstance(cell, str) or len(cell) <= LONGEST // 2 for cell in row):
        yield row
        return
    parts = [list(_parts(cell, language)) if isinstance(cell, str) else [cell] for cell in row]
    for line in range(max(len(part) for part in parts)):
        yield [
            part[line] if line < len(part) else part[0] if repeat and len(part) == 1 else None
            for part in parts
        ]


def _parts(text: str, language: str) -> Iterator[str]:
    note = "\n" + say(msg("sheet.continued"), language)
    while _length(text) > LONGEST:
        room = LONGEST - _length(note)
        # Signs beyond the first plane take two units each, so half of them always fit.
        end = room if _length(text[:room]) <= room else room // 2
        yield text[:end] + note
        text = text[end:]
    yield text


def _length(text: str) -> int:
    return len(text) + sum(sign > "\uffff" for sign in text)
