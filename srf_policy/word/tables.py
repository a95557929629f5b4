"""The action plan and the acronyms as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from .anchors import Anchors, name_of
from .model import (
    Column,
    Labels,
    PlanLine,
    PlanTable,
    Provision,
    SumTable,
    TableCell,
    WordFile,
    Words,
)
from .pieces import Look, Paragraph, layout_of, marker, plain, spanned

_NUMBER_SHARE = 8
_ACRONYM_SHARES = (20, 80)


class Table(NamedTuple):
    """`widths` add up to the text width; the first rows, `heads` of them, are the head. `marks`
    say for each row that it came or went."""

    caption: str
    widths: list[int]
    rows: list[list[Paragraph]]
    marks: Sequence[str] = ()
    heads: int = 1


def plan_table(
    plan: PlanTable, width: int, styles: Mapping[str, str], anchors: Anchors, look: Look
) -> Table:
    head = [_head(plan.number_heading, styles, look)]
    head += [_head(c.heading, styles, look, figure=c.figure) for c in plan.columns]
    rows = [_plan_row(line, plan.columns, styles, anchors, look) for line in plan.lines]
    shares = [_NUMBER_SHARE, *(column.share for column in plan.columns)]
    return Table(plan.caption, share_out(width, shares), [head, *rows])


def text_table(
    provision: Provision, width: int, styles: Mapping[str, str], anchors: Anchors, look: Look
) -> Table:
    """A table of the text; every cell has its bookmark, the first row is the head."""
    columns = max(len(row) for row in provision.rows)
    rows = []
    for place, row in enumerate(provision.rows):
        style = styles["srf table head" if place == 0 else "srf table text"]
        rows.append([_cell(cell, style, anchors, look) for cell in row])
        rows[-1] += [Paragraph(style, Markup(), [])] * (columns - len(row))
    name = provision.heading.text if provision.heading else ""
    caption = ": ".join(filter(None, (provision.caption, name)))
    return Table(caption, share_out(width, [1] * columns), rows)


def _cell(cell: TableCell, style: str, anchors: Anchors, look: Look) -> Paragraph:
    """An empty cell of the text is empty in print too."""
    if not cell.words.text:
        return Paragraph(style, Markup(), [])
    pieces = marker(cell.words, look)
    pieces += spanned(cell.words, name_of(cell.mark), cell.id, anchors, look)
    return Paragraph(style, layout_of(cell.words, look.language), pieces)


def sum_table(sums: SumTable, width: int, styles: Mapping[str, str], look: Look) -> Table:
    """What an action plan costs: a name and figures in each row."""
    first, *figures = sums.headings
    rows = [[_head(first, styles, look), *(_head(f, styles, look, figure=True) for f in figures)]]
    for words, values in sums.rows:
        name = Paragraph(styles["srf table text"], layout_of(words, look.language),
                         plain(words.text, look.language))  # fmt: skip
        cells = [
            Paragraph(styles["srf table figure"], Markup(), plain(value, look.language))
            for value in values
        ]
        rows.append([name, *cells])
    return Table(sums.caption, share_out(width, [3, *[1] * len(figures)]), rows)


def acronym_table(file: WordFile, width: int, styles: Mapping[str, str], look: Look) -> Table:
    labels: Labels = file.labels
    head = [_head(labels.acronym, styles, look), _head(labels.meaning, styles, look)]
    rows = [
        [
            Paragraph(styles["srf table number"], Markup(), plain(short, look.language)),
            Paragraph(styles["srf table text"], Markup(), plain(long, look.language)),
        ]
        for short, long in file.acronyms
    ]
    return Table(labels.acronyms, share_out(width, _ACRONYM_SHARES), [head, *rows])


def _head(text: str, styles: Mapping[str, str], look: Look, figure: bool = False) -> Paragraph:
    style = "srf table head figure" if figure else "srf table head"
    return Paragraph(styles[style], Markup(), plain(text, look.language))


def _plan_row(
    line: PlanLine,
    columns: Sequence[Column],
    styles: Mapping[str, str],
    anchors: Anchors,
    look: Look,
) -> list[Paragraph]:
    number = plain(line.number, look.language)
    row = [Paragraph(styles["srf table number"], Markup(), number)]
    for column in columns:
        words = line.cells.get(column.key) or Words((), look.language)
        style = styles["srf table figure" if column.figure else "srf table text"]
        pieces = marker(words, look)
        name = name_of(line.mark, column.key)
        pieces += spanned(words, name, line.id, anchors, look)
        row.append(Paragraph(style, layout_of(words, look.language), pieces))
    return row


def share_out(width: int, shares: Sequence[int]) -> list[int]:
    """Whole twips in proportion to the shares; the rounding goes to the last column."""
    widths = [width * share // sum(shares) for share in shares]
    widths[-1] += width - sum(widths)
    return widths
