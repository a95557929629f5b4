"""Accept all and Reject all of a Word file, written from the standard (ECMA-376 part 1, 17.13.5).

Nothing of the room that writes redlines is used here, so that both cannot be wrong together.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CAME, WENT = (f"{W}ins", f"{W}moveTo"), (f"{W}del", f"{W}moveFrom")
_RANGES = tuple(f"{W}{tag}Range{end}" for tag in ("moveFrom", "moveTo") for end in ("Start", "End"))
_RUNS = {f"{W}t": None, f"{W}delText": None, f"{W}tab": "\t", f"{W}br": "\n"}


class Settled(NamedTuple):
    """The document and its footnotes after all changes were accepted or rejected."""

    document: etree._Element
    notes: etree._Element | None


def accept(data: bytes) -> Settled:
    return _settled(data, kept=CAME, dropped=WENT)


def reject(data: bytes) -> Settled:
    return _settled(data, kept=WENT, dropped=CAME)


def as_it_is(data: bytes) -> Settled:
    """A file without changes; an error where it has some."""
    found = _opened(data)
    for tree in filter(lambda one: one is not None, found):
        assert not [e.tag for e in tree.iter(*CAME, *WENT, *_RANGES, f"{W}pPrChange")]
    return found


def _opened(data: bytes) -> Settled:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        notes = package.read("word/footnotes.xml") if "word/footnotes.xml" in names else None
        document = etree.fromstring(package.read("word/document.xml"))
    return Settled(document, None if notes is None else etree.fromstring(notes))


def _settled(data: bytes, kept: tuple[str, ...], dropped: tuple[str, ...]) -> Settled:
    found = _opened(data)
    for tree in (found.document, found.notes):
        if tree is not None:
            _settle(tree, kept, dropped)
    return found


def _settle(tree: etree._Element, kept: tuple[str, ...], dropped: tuple[str, ...]) -> None:
    for marker in list(tree.iter(*_RANGES)):
        _remove(marker)
    for change in list(tree.iter(f"{W}pPrChange")):
        _properties(change, back=f"{W}ins" in dropped)
    _rows(tree, kept, dropped)
    marks = [
        mark.getparent().getparent().getparent()
        for mark in tree.iter(*dropped)
        if mark.getparent().tag == f"{W}rPr" and mark.getparent().getparent().tag == f"{W}pPr"
    ]
    for change in [one for one in tree.iter(*dropped) if one.getparent().tag != f"{W}rPr"]:
        _remove(change)
    for change in list(tree.iter(*kept)):
        if change.getparent().tag == f"{W}rPr":
            _remove(change)
        else:
            _unwrap(change)
    for paragraph in marks:
        _join(paragraph)


def _rows(tree: etree._Element, kept: tuple[str, ...], dropped: tuple[str, ...]) -> None:
    """17.13.5.12 and 17.13.5.16: a row that is not to be goes with all it holds; a table without
    rows is none."""
    for properties in list(tree.iter(f"{W}trPr")):
        row = properties.getparent()
        if any(child.tag in dropped for child in properties):
            table = row.getparent()
            _remove(row)
            if table.find(f"{W}tr") is None:
                _remove(table)
            continue
        for child in [child for child in properties if child.tag in kept]:
            _remove(child)


def _properties(change: etree._Element, *, back: bool) -> None:
    """17.13.5.29: the properties that a paragraph had, or those that it has now."""
    properties = change.getparent()
    _remove(change)
    if back:
        stay = [c for c in properties if c.tag in (f"{W}rPr", f"{W}sectPr")]
        properties[:] = [*change.find(f"{W}pPr"), *stay]


def _join(paragraph: etree._Element) -> None:
    """17.13.5.15 and 17.13.5.20: without its mark the paragraph runs into the next one, whose
    properties are those of the whole. Before a table or at the end nothing can be joined: what is
    empty then goes, as in Word."""
    inside = [child for child in paragraph if child.tag != f"{W}pPr"]
    following = paragraph.getnext()
    if following is None or following.tag != f"{W}p":
        written = any(True for child in inside for _ in child.iter(*_RUNS))
        if not written and following is not None:
            _remove(paragraph)
        return
    place = 1 if following.find(f"{W}pPr") is not None else 0
    following[place:place] = inside
    _remove(paragraph)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    place = parent.index(element)
    parent[place : place + 1] = list(element)


class Shown(NamedTuple):
    """What a reader sees: paragraphs as (style, words), rows as tuples of such; notes in the order
    of their marks; words by bookmark, where there are any."""

    body: list[Any]
    notes: list[str]
    bookmarks: dict[str, str]


def shown(settled: Settled) -> Shown:
    body = settled.document.find(f"{W}body")
    marks = [m.get(f"{W}id") for m in body.iter(f"{W}footnoteReference")]
    held = {} if settled.notes is None else {n.get(f"{W}id"): n for n in settled.notes}
    return Shown(
        [line for child in body for line in _lines(child)],
        ["\n".join(_words(p) for p in held[mark].iter(f"{W}p")) for mark in marks],
        _bookmarks(body),
    )


def _lines(element: etree._Element) -> Iterator[Any]:
    if element.tag == f"{W}p":
        yield _paragraph(element)
    elif element.tag == f"{W}tbl":
        for row in element.iter(f"{W}tr"):
            yield tuple(_paragraph(p) for p in row.iter(f"{W}p"))


def _paragraph(element: etree._Element) -> tuple[str, str]:
    style = element.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val"), _words(element)


def _words(element: etree._Element) -> str:
    """Marks of notes and pictures are part of what is read."""
    found = []
    for one in element.iter(*_RUNS, f"{W}footnoteReference", f"{W}drawing"):
        if one.tag in (f"{W}t", f"{W}delText"):
            found.append(one.text or "")
        elif one.tag == f"{W}drawing":
            inner = next(e for e in one.iter() if e.tag.endswith("}docPr"))
            found.append(f"<{inner.get('descr')}>")
        elif one.getparent().tag == f"{W}r":
            found.append(_RUNS.get(one.tag) or "*")
    return "".join(found)


def _bookmarks(body: etree._Element) -> dict[str, str]:
    held: dict[str, str] = {}
    opened: dict[str, str] = {}
    for one in body.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}t"):
        if one.tag == f"{W}bookmarkStart":
            opened[one.get(f"{W}id")] = one.get(f"{W}name")
            held[one.get(f"{W}name")] = ""
        elif one.tag == f"{W}bookmarkEnd":
            opened.pop(one.get(f"{W}id"), None)
        else:
            for name in opened.values():
                held[name] += one.text or ""
    return {name: words for name, words in held.items() if words}
