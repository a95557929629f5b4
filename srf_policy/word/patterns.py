"""Pattern rows of a template: found in its tables, marked in the tree, cut out of the bytes.

A row with `{{ comment.number }}` stands for one comment; its table is written again and again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from lxml import etree

from .lines import prefix_of
from .placeholders import INSTRUCTION, Placeholder, visible_text
from .xmlnames import CELL_ORDER, PARAGRAPH_ORDER, W14, drop_bookmarks, w

_ONCE = (w("commentRangeStart"), w("commentRangeEnd"), w("commentReference"))


class Pattern(NamedTuple):
    """A table cut up. Each piece is literal bytes and instructions in turn, as `Template.texts`.

    `above` begins with the table itself and holds its head rows, `below` ends it. `meets_before`
    and `meets_after` say that no paragraph stands between this table and what comes there.
    """

    prefix: str
    above: tuple[bytes, ...]
    row: tuple[bytes, ...]
    below: tuple[bytes, ...]
    meets_before: bool
    meets_after: bool


def mark_patterns(
    body: etree._Element, found: Sequence[Placeholder], prefixes: Collection[str]
) -> None:
    """Puts instructions around each pattern row and table, and at what a cell may change.

    Placeholders have been taken out before: `found` are their names.
    """
    for table in list(body.iterchildren(w("tbl"))):
        for row in table.iterchildren(w("tr")):
            numbers = [n for n in _numbers(row) if prefix_of(found[n].name) in prefixes]
            if numbers:
                _mark_table(table, row, prefix_of(found[numbers[0]].name))
                for cell in row.iter(w("tc")):
                    _mark_cell(cell, set(numbers))
                break


def _numbers(element: etree._Element) -> list[int]:
    """Which placeholders stood here, in order."""
    return [
        int(one.text) for one in element.iter(etree.ProcessingInstruction)
        if one.target == INSTRUCTION and (one.text or "").isdigit()
    ]  # fmt: skip


def _mark_table(table: etree._Element, row: etree._Element, prefix: str) -> None:
    before, after = table.getprevious(), table.getnext()
    meets = (before is not None and before.tag == w("tbl"), after is None or after.tag != w("p"))
    repeated = [row, *row.itersiblings(w("tr"), preceding=True)]
    _make_repeatable(table, repeated)
    table.addprevious(_instruction(f"pattern {prefix} {int(meets[0])} {int(meets[1])}"))
    row.addprevious(_instruction("row"))
    row.addnext(_instruction("below"))
    table.addnext(_instruction("end"))


def _instruction(text: str) -> etree._Element:
    return etree.ProcessingInstruction(INSTRUCTION, text)


def _make_repeatable(table: etree._Element, rows: Sequence[etree._Element]) -> None:
    """What may stand only once in a file must not be written with every row."""
    ids: set[str] = set()
    for row in rows:
        for element in row.iter(w("bookmarkStart"), w("bookmarkEnd")):
            ids.add(element.get(w("id"), ""))
        for element in list(row.iter(*_ONCE)):
            element.getparent().remove(element)
        for element in row.iter(w("tr"), w("p")):
            for name in ("paraId", "textId"):
                element.attrib.pop(f"{{{W14}}}{name}", None)
    drop_bookmarks(next(table.iterancestors(w("body"))), ids)


def _mark_cell(cell: etree._Element, numbers: Collection[int]) -> None:
    """A cell may be filled with a colour, and a text may turn its paragraph."""
    inside = [n for n in _numbers(cell) if n in numbers]
    if not inside:
        return
    properties = cell.find(w("tcPr"))
    if properties is None:
        properties = etree.Element(w("tcPr"))
        cell.insert(0, properties)
    _surround(properties, "shd", CELL_ORDER, "fill", inside)
    for paragraph in cell.iter(w("p")):
        own = [n for n in _numbers(paragraph) if n in inside]
        if own and not any(sign.isalnum() for sign in visible_text(paragraph)):
            layout = paragraph.find(w("pPr"))
            if layout is None:
                layout = etree.Element(w("pPr"))
                paragraph.insert(0, layout)
            _surround(layout, "bidi", PARAGRAPH_ORDER, "turn", own)


def _surround(
    properties: etree._Element, name: str, order: Sequence[str], word: str, numbers: Sequence[int]
) -> None:
    """Instructions around one property, there or not: what is between them is the template's."""
    ranks = {w(child): rank for rank, child in enumerate(order)}
    before = [c for c in properties if ranks.get(c.tag, len(ranks)) < ranks[w(name)]]
    held = properties.find(w(name))
    properties.insert(len(before), _instruction(" ".join([word, *map(str, numbers)])))
    ending = _instruction("kept")
    if held is None:
        properties.insert(len(before) + 1, ending)
    else:
        held.addnext(ending)


def cut_patterns(
    pieces: Sequence[bytes],
) -> tuple[tuple[bytes, ...], tuple[Pattern, ...]]:
    """The pieces with each pattern table replaced by one instruction, and the tables."""
    texts: list[bytes] = [pieces[0]]
    patterns: list[Pattern] = []
    cut: list[list[bytes]] = []
    heads: list[str] = []
    for instruction, literal in zip(pieces[1::2], pieces[2::2], strict=True):
        word = instruction.decode().split()
        if word[0] == "pattern":
            heads, cut = word[1:], [[literal]]
        elif word[0] in ("row", "below"):
            cut.append([literal])
        elif word[0] == "end":
            above, row, below = (tuple(one) for one in cut)
            meets = [flag == "1" for flag in heads[1:]]
            patterns.append(Pattern(heads[0], above, row, below, *meets))
            texts += [f"pattern {len(patterns) - 1}".encode(), literal]
            cut = []
        else:
            (cut[-1] if cut else texts).extend((instruction, literal))
    return tuple(texts), tuple(patterns)
