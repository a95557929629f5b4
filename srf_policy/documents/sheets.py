"""Workbooks (.xlsx): tables of text and whole numbers, nothing computed, nothing silently dropped."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import xlsxwriter

from srf_policy.languages.messages import Message, msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import direction

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767
"""Characters of one cell, counted as Excel counts them: in UTF-16."""

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", "-"))
_LONGEST_NAME = 31

Cell = str | int | None


@dataclass(frozen=True)
class Table:
    """One sheet: what stands above it, its columns, its rows. `widths` in characters."""

    name: Message
    notes: Sequence[Message]
    columns: Sequence[Message]
    widths: Sequence[int]
    rows: Sequence[Sequence[Cell]] = field(default_factory=list)


def workbook(tables: Sequence[Table], language: str) -> bytes:
    """All tables in one file. Text is never taken for a formula or a link."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    for table in tables:
        _write(book, table, language)
    book.close()
    return target.getvalue()


def _write(book: xlsxwriter.Workbook, table: Table, language: str) -> None:
    name = say(table.name, language).translate(_FORBIDDEN)[:_LONGEST_NAME]
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    figure = book.add_format({"num_format": "0", "valign": "top"})
    if direction(language) == "rtl":
        sheet.right_to_left()
    for column, width in enumerate(table.widths):
        sheet.set_column(column, column, width)
    for place, note in enumerate(table.notes):
        sheet.write_string(place, 0, say(note, language))
    head = len(table.notes) + bool(table.notes)
    for column, words in enumerate(table.columns):
        sheet.write_string(head, column, say(words, language), bold)
    sheet.freeze_panes(head + 1, 0)
    line = head + 1
    for row in table.rows:
        for cells in whole(row, language):
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    sheet.write_number(line, column, cell, figure)
                elif cell:
                    sheet.write_string(line, column, cell, wrapped)
            line += 1


def whole(row: Sequence[Cell], language: str) -> Iterator[list[Cell]]:
    """The row; where a text is longer than a cell may be, further rows with the rest, and a note."""
    parts = [list(_parts(cell, language)) if isinstance(cell, str) else [cell] for cell in row]
    for line in range(max(len(part) for part in parts)):
        yield [part[line] if line < len(part) else None for part in parts]


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
