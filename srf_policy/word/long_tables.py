"""Tables of the text and of the plan as XML, also those of ten thousand rows.

Tried with LibreOffice: 1,000 rows of one table take 8 seconds, 5,000 are not laid out in four
minutes, and many tables of 200 rows with their head repeated take half of the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from .macros import macro
from .pieces import Paragraph
from .printing import printed_paragraph
from .rows import AT_MOST
from .scripts import clean
from .tables import Table

ONE_TABLE = 1_000
"""Rows up to which a table stays one, which is easier to work with."""


def table_xml(table: Table, style: str, *, right_to_left: bool) -> str:
    """The table; `style` is the id of its style."""
    given = table._asdict() | {"caption": clean(table.caption), "rows": Markup(_rows(table))}
    return macro("table.xml").render(**given, style=style, right_to_left=right_to_left)


def _rows(table: Table) -> str:
    cells = [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>' for width in table.widths
    ]
    made: list[str] = []
    for place, row in enumerate(table.rows):
        head = "<w:tblHeader/>" if place < table.heads else ""
        mark = table.marks[place] if table.marks else ""
        made.append(f"<w:tr><w:trPr><w:cantSplit/>{head}{mark}</w:trPr>")
        for cell, paragraph in zip(cells, row, strict=True):
            made.append(f"{cell}{printed_paragraph(*paragraph)}</w:tc>")
        made.append("</w:tr>")
    return "".join(made)


def in_parts(table: Table) -> Iterator[Table]:
    """The table itself, or shorter ones where office programs could not lay it out.

    Their heads after the first one are for the eye: what may be only once in a file is not in them.
    """
    heads = table.heads
    if len(table.rows) - heads <= ONE_TABLE:
        yield table
        return
    head: Sequence[list[Paragraph]] = table.rows[:heads]
    for start in range(heads, len(table.rows), AT_MOST):
        end = start + AT_MOST
        marks = [*table.marks[:heads], *table.marks[start:end]]
        yield table._replace(rows=[*head, *table.rows[start:end]], marks=marks)
        head = [[_for_the_eye(cell) for cell in row] for row in table.rows[:heads]]


def _for_the_eye(cell: Paragraph) -> Paragraph:
    return cell._replace(pieces=[piece for piece in cell.pieces if piece[0] == "run"])
