"""The bookmarked words of a Word file that came back, as they read with all changes accepted.

Words may have been typed behind the end of a bookmark: they are read as its `after`. A number
stands before it, and is none of the provision's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from .package import parse_xml
from .xmlnames import w

PARTS = ("word/document.xml", "word/footnotes.xml")
_TEXT, _START, _END = w("t"), w("bookmarkStart"), w("bookmarkEnd")
_SIGNS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011"}
# What was deleted or moved away does not read any more; a fallback repeats what stands beside it.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset({w("del"), w("moveFrom"), w("pPr"), w("rPr"), _FALLBACK})


@dataclass
class Span:
    """`words` inside the bookmark; `before` and `after` what else its paragraphs hold."""

    words: str = ""
    before: str = ""
    after: str = ""


@dataclass
class Marked:
    """Spans by the name of their bookmark; `loose` are paragraphs without any, each behind the
    bookmark that stands before it ("" for none)."""

    spans: dict[str, Span] = field(default_factory=dict)
    loose: list[tuple[str, str]] = field(default_factory=list)


def read_marked(parts: Mapping[str, bytes], names: frozenset[str]) -> Marked:
    """What stands under these bookmarks, in the text and its footnotes."""
    found = Marked()
    for part in PARTS:
        if part in parts:
            _Reading(names, found).read(parse_xml(parts[part], part))
    return found


class _Reading:
    def __init__(self, names: frozenset[str], found: Marked) -> None:
        self._names, self._found = names, found
        self._open: dict[str, str] = {}
        self._last = self._before = ""
        self._here: list[str] = []

    def read(self, tree: etree._Element) -> None:
        for paragraph in tree.iter(w("p")):
            if not any(parent.tag in _SKIPPED for parent in paragraph.iterancestors()):
                self._paragraph(paragraph)
        # A bookmark that never ends ends with the part.
        self._open.clear()

    def _paragraph(self, paragraph: etree._Element) -> None:
        self._before = ""
        self._here = list(self._open.values())
        for name in self._here:
            self._found.spans[name].words += "\n"
        for kind, value, name in _pieces(paragraph):
            if kind == "text":
                self._text(value)
            elif kind == "close":
                self._open.pop(value, None)
            elif name in self._names and name not in self._found.spans:
                self._open[value] = name
                self._here.append(name)
                self._found.spans[name] = Span(before=self._before)
        if self._here:
            self._last = self._here[-1]
        elif self._before.strip():
            self._found.loose.append((self._last, self._before.strip()))

    def _text(self, words: str) -> None:
        for name in self._open.values():
            self._found.spans[name].words += words
        if not self._open and self._here:
            self._found.spans[self._here[-1]].after += words
        elif not self._open:
            self._before += words


def _pieces(paragraph: etree._Element) -> Iterator[tuple[str, str, str]]:
    """Text; where a bookmark opens, its number and name; where one closes, its number."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag == _TEXT:
            yield "text", element.text or "", ""
        elif element.tag == _START:
            yield "open", element.get(w("id"), ""), element.get(w("name"), "")
        elif element.tag == _END:
            yield "close", element.get(w("id"), ""), ""
        elif element.tag in _SIGNS:
            yield "text", _SIGNS[element.tag], ""
        elif element.tag != w("p") and element.tag not in _SKIPPED:
            waiting.extend(reversed(element))
