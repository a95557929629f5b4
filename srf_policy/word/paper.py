"""The same file on Letter: the size of its pages, its tab stops and its tables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from lxml import etree

from .advice_pages import NEAR, PAPERS
from .opening import BODY, STYLES, open_parts
from .outline import text_width, with_widths
from .package import serialise, write_package
from .xmlnames import number_of, w

_A4, _LETTER = PAPERS


@lru_cache(maxsize=16)
def on_letter(template: bytes) -> bytes:
    """The template with its A4 pages turned into Letter; pages of any other size stay."""
    opened = open_parts(template)
    document = opened.trees[BODY]
    tables = [
        (one, width)
        for one, width in list(with_widths(document.find(w("body"))))
        if one.tag == w("tbl")
    ]
    widths: dict[int, int] = {}
    for section in document.iter(w("sectPr")):
        before = text_width(section)
        _resize(section)
        widths[before] = text_width(section)
    for table, width in tables:
        _fit(table, widths.get(width, width), width)
    for tree in (opened.styles, *opened.trees.values()):
        for tab in tree.iter(w("tab")):
            _move(tab, widths)
    changed = {name: serialise(tree) for name, tree in opened.trees.items()}
    return write_package({**opened.parts, **changed, STYLES: serialise(opened.styles)})


def _resize(section: etree._Element) -> None:
    size = section.find(w("pgSz"))
    if size is None:
        return
    held = [number_of(size.get(w(name))) for name in ("w", "h")]
    if any(abs(one - a4) > NEAR for one, a4 in zip(sorted(held), _A4, strict=True)):
        return
    wide = held[0] > held[1]
    for name, side in zip(("w", "h"), sorted(_LETTER, reverse=wide), strict=True):
        size.set(w(name), str(side))


def _fit(table: etree._Element, new: int, old: int) -> None:
    """All widths in proportion; the borders of columns stay below each other."""
    if new == old:
        return
    for held in table.iter(w("tbl")):
        for width in held.iterfind(f"{w('tblPr')}/{w('tblW')}"):
            _scale([width], new, old)
        _scale(held.findall(f"{w('tblGrid')}/{w('gridCol')}"), new, old)
        for row in held.iterchildren(w("tr")):
            _scale(row.findall(f"{w('tc')}/{w('tcPr')}/{w('tcW')}"), new, old)


def _scale(widths: list[etree._Element], new: int, old: int) -> None:
    if any(one.get(w("type"), "dxa") != "dxa" for one in widths):
        return
    done = before = 0
    for one in widths:
        before += number_of(one.get(w("w")))
        one.set(w("w"), str(round(before * new / old) - done))
        done = round(before * new / old)


def _move(tab: etree._Element, widths: Mapping[int, int]) -> None:
    """Stops at the edge of the text, and those that clear them."""
    if tab.get(w("val")) not in ("right", "end", "clear"):
        return
    position = number_of(tab.get(w("pos")))
    for before, after in widths.items():
        if abs(position - before) <= NEAR:
            tab.set(w("pos"), str(after))
            return
