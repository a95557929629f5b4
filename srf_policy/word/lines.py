"""What the paragraphs of a part say, read once: every check of a template asks for it again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property

from lxml import etree

from .placeholders import NAME, TEXT, owner_of, visible
from .xmlnames import w

_PARAGRAPH, _ROW = w("p"), w("tr")
_NONE: list[etree._Element] = []


class Lines:
    """The paragraphs of one part with the `w:t` that belong to each. Holds as long as nobody
    changes the words of the part."""

    def __init__(self, tree: etree._Element) -> None:
        self._tree = tree
        self._held: dict[etree._Element, list[etree._Element]] = {}
        braced: set[etree._Element] = set()
        for text in tree.iter(TEXT):
            owner = owner_of(text)
            if owner is not None:
                self._held.setdefault(owner, []).append(text)
                words = text.text or ""
                if "{" in words or "}" in words:
                    braced.add(owner)
        self.braced = list(in_order(tree, braced, _PARAGRAPH))
        """Paragraphs with a brace in them, in their order: others hold no name and no marker."""

    def texts(self, paragraph: etree._Element) -> list[etree._Element]:
        return self._held.get(paragraph, _NONE)

    def text(self, paragraph: etree._Element) -> str:
        """As `visible_text`."""
        return visible(self.texts(paragraph))

    def names(self, paragraph: etree._Element) -> list[str]:
        return self._names.get(paragraph, [])

    @cached_property
    def _names(self) -> dict[etree._Element, list[str]]:
        return {p: NAME.findall(self.text(p)) for p in self.braced}

    def names_by_row(self) -> dict[etree._Element, list[str]]:
        """The names of each row itself, not of a table inside one of its cells."""
        rows: dict[etree._Element, list[str]] = {}
        for paragraph, names in self._names.items():
            row = next(paragraph.iterancestors(_ROW), None)
            if row is not None and names:
                rows.setdefault(row, []).extend(names)
        return rows

    def patterns(self, prefixes: Collection[str]) -> dict[etree._Element, str]:
        """The tables with a pattern row, and the prefix of the first one."""
        found: dict[etree._Element, str] = {}
        for row, names in self.names_by_row().items():
            for prefix in (prefix_of(name) for name in names):
                if prefix in prefixes:
                    found.setdefault(row.getparent(), prefix)
        return found


def prefix_of(name: str) -> str:
    """`comment` of `comment.number`."""
    return name.partition(".")[0] if "." in name else ""


def in_order(
    tree: etree._Element, wanted: Collection[etree._Element], tag: str
) -> Iterator[etree._Element]:
    """The elements of that name which are wanted, in the order of the part."""
    if wanted:
        yield from (one for one in tree.iter(tag) if one in wanted)


def beginning(lines: Lines, element: etree._Element, length: int) -> str:
    """The first words of a row or a table, its paragraphs divided by bars."""
    said = ""
    for paragraph in element.iter(_PARAGRAPH):
        words = lines.text(paragraph).strip()
        if words:
            said = f"{said} | {words}" if said else words
        if len(said) >= length:
            break
    return said[:length]
