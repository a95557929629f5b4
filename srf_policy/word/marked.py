"""The bookmarked words of a Word file that came back, as they read with all changes accepted.

Words may have been typed behind the end of a bookmark: they are read as its `after`. A number
stands before it, and is none of the provision's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from srf_policy.languages.messages import msg

from .package import PackageRefused, parse_xml
from .xmlnames import RELATIONS, w

_MAIN, _NOTES = "word/document.xml", "word/footnotes.xml"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_ART = "{urn:schemas-microsoft-com:vml}textpath"
_TEXT, _START, _END = (w("t"), _MATH), w("bookmarkStart"), w("bookmarkEnd")
_BROUGHT_IN = (w("altChunk"), w("subDoc"))
_SIGNS = {
    w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011", w("sym"): "\ufffd"
}  # fmt: skip
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
    """What stands under these bookmarks, in the text and its footnotes.

    Raises PackageRefused where Word would show other parts than those that are read here.
    """
    found = Marked()
    for part in _shown(parts):
        _Reading(names, found).read(parse_xml(parts[part], part))
    return found


def _shown(parts: Mapping[str, bytes]) -> Iterator[str]:
    if _targets(parts, "_rels/.rels", "", "/officeDocument") != [_MAIN]:
        raise PackageRefused(msg("word.package.not_word"))
    yield _MAIN
    notes = _targets(parts, "word/_rels/document.xml.rels", "word/", "/footnotes")
    if notes not in ([], [_NOTES]) or any(name not in parts for name in notes):
        raise PackageRefused(msg("word.package.not_word"))
    yield from notes


def _targets(parts: Mapping[str, bytes], name: str, folder: str, kind: str) -> list[str]:
    """The parts of a kind to which a part leads."""
    if name not in parts:
        return []
    tree = parse_xml(parts[name], name)
    found = [one for one in tree.iter(f"{{{RELATIONS}}}Relationship")
             if one.get("Type", "").endswith(kind)]  # fmt: skip
    targets = [one.get("Target", "") for one in found]
    return [t[1:] if t.startswith("/") else folder + t for t in targets]


class _Reading:
    def __init__(self, names: frozenset[str], found: Marked) -> None:
        self._names, self._found = names, found
        self._open: dict[str, str] = {}
        self._last = self._before = ""
        self._here: list[str] = []

    def read(self, tree: etree._Element) -> None:
        for paragraph in tree.iter(w("p"), *_BROUGHT_IN):
            if paragraph.tag in _BROUGHT_IN:
                # Its words are in another file, and Word shows them here.
                self._found.loose.append((self._last, etree.QName(paragraph).localname))
            elif not any(parent.tag in _SKIPPED for parent in paragraph.iterancestors()):
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
        if element.tag in _TEXT:
            yield "text", element.text or "", ""
        elif element.tag == _ART:
            yield "text", element.get("string", ""), ""
        elif element.tag == _START:
            yield "open", element.get(w("id"), ""), element.get(w("name"), "")
        elif element.tag == _END:
            yield "close", element.get(w("id"), ""), ""
        elif element.tag in _SIGNS:
            yield "text", _SIGNS[element.tag], ""
        elif element.tag != w("p") and element.tag not in _SKIPPED and not _is_hidden(element):
            waiting.extend(reversed(element))


def _is_hidden(run: etree._Element) -> bool:
    """Whether nobody reads the words of a run, though they are there."""
    hidden = run.find(f"{w('rPr')}/{w('vanish')}")
    return hidden is not None and hidden.get(w("val"), "1") not in ("0", "false", "off")
