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
        self._last = ""

    def read(self, tree: etree._Element) -> None:
        for paragraph in tree.iter(w("p")):
            if not any(parent.tag in _SKIPPED for parent in paragraph.iterancestors()):
                self._paragraph(paragraph)
        # A bookmark that never ends ends with the part.
        self._open.clear()

    def _paragraph(self, paragraph: etree._Element) -> None:
        before, behind = "", ""
        here: list[str] = list(self._open.values())
        for name in here:
            self._found.spans[name].words += "\n"
        for kind, value in _pieces(paragraph):
            if kind == "open" and value[1] in self._names and value[1] not in self._found.spans:
                self._open[value[0]] = value[1]
                self._found.spans[value[1]] = Span(before=behind or before)
                here.append(value[1])
                behind = ""
            elif kind == "close":
                if self._open.pop(value[0], None) is not None:
                    behind = ""
            elif kind == "text":
                if self._open:
                    for name in self._open.values():
                        self._found.spans[name].words += value[0]
                elif here:
                    behind += value[0]
                    self._found.spans[here[-1]].after += value[0]
                else:
                    before += value[0]
        if here:
            self._last = here[-1]
        elif before.strip():
            self._found.loose.append((self._last, before.strip()))


def _pieces(paragraph: etree._Element) -> Iterator[tuple[str, tuple[str, str]]]:
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag == _TEXT:
            yield "text", (element.text or "", "")
        elif element.tag == _START:
            yield "open", (element.get(w("id"), ""), element.get(w("name"), ""))
        elif element.tag == _END:
            yield "close", (element.get(w("id"), ""), "")
        elif element.tag in _SIGNS:
            yield "text", (_SIGNS[element.tag], "")
        elif element.tag != w("p") and element.tag not in _SKIPPED:
            waiting.extend(reversed(element))
