"""Tables whose cells hold whole paragraphs, shades and tables: two languages, forms, translations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from .macros import macro
from .pieces import Paragraph
from .scripts import clean
from .writing import AFTER_TABLE

LARGEST = 200
"""Rows of one table: the time that office programs need grows faster than the rows."""

SHADE = "F4F6F8"
"""Behind what is given, beside the white cells that are to be filled."""


class GridCell(NamedTuple):
    """`inner` is a table that stands below the paragraphs."""

    paragraphs: Sequence[Paragraph]
    fill: str = ""
    inner: Markup = Markup("")


class GridRow(NamedTuple):
    """`whole`: it does not split between pages. `leads`: it stays with the row that follows."""

    cells: Sequence[GridCell]
    whole: bool = True
    height: int = 0
    leads: bool = False


class Frame(NamedTuple):
    """What the tables of one text have in common; without a head none is marked as one."""

    caption: str
    widths: Sequence[int]
    style: str
    turned: bool
    head: GridRow | None = None


def grids(frame: Frame, rows: Sequence[GridRow]) -> Iterator[bytes]:
    """The rows in tables of at most `LARGEST`, each with its head, and what keeps them apart."""
    start = 0
    while start < len(rows):
        end = _cut(rows, start)
        yield grid(frame, rows[start:end]).encode()
        yield AFTER_TABLE
        start = end


def _cut(rows: Sequence[GridRow], start: int) -> int:
    end = min(start + LARGEST, len(rows))
    while end < len(rows) and end > start + 1 and rows[end - 1].leads:
        end -= 1
    return end


def grid(frame: Frame, rows: Sequence[GridRow]) -> Markup:
    """One table."""
    head = [frame.head] if frame.head else []
    return Markup(
        macro("grid.xml").render(
            caption=clean(frame.caption), widths=frame.widths, style=frame.style, turned=frame.turned,
            headed=bool(head), rows=[*head, *rows],
        )
    )  # fmt: skip
