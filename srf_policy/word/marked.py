"""The bookmarked words of a Word file that came back, as they read with all changes accepted.

Words may have been typed behind the end of a bookmark: they are read as its `after`. A number
stands before it, and is none of the provision's words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from srf_policy.languages.messages import msg

from .alternatives import ALTERNATIVES, that_differ
from .package import MAX_LISTED, MAX_READ, PackageRefused, parse_xml
from .plain import UNREAD, unread_paragraphs
from .xmlnames import ART, MATH, RELATIONS, w

_MAIN, _NOTES = "word/document.xml", "word/footnotes.xml"
_PARAGRAPH = w("p")
_TEXT, _START, _END = (w("t"), MATH), w("bookmarkStart"), w("bookmarkEnd")
_BROUGHT_IN = (w("altChunk"), w("subDoc"))
_UNKNOWN = "\ufffd"
"""Stands for what nobody knows to read, so that no words are taken for ours."""

_SIGNS = {
    w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011", w("sym"): _UNKNOWN
}  # fmt: skip
MAX_OPEN = 20
"""Bookmarks of ours around one place: in our files they do not overlap, and each holds its words."""


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
    reading = _Reading(names, found)
    for part in _shown(parts):
        reading.read(parse_xml(parts[part], part, MAX_READ), part)
    reading.done()
    return found


def loose_words(tree: etree._Element) -> list[str]:
    """What the paragraphs of one part say, of a part in which no provision stands."""
    found = Marked()
    _Reading(frozenset(), found).read(tree, _MAIN)
    return [words for _, words in found.loose]


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
    tree = parse_xml(parts[name], name, MAX_LISTED)
    found = [one for one in tree.iter(f"{{{RELATIONS}}}Relationship")
             if one.get("Type", "").endswith(kind)]  # fmt: skip
    targets = [one.get("Target", "") for one in found]
    return [t[1:] if t.startswith("/") else folder + t for t in targets]


class _Reading:
    """Words are gathered in lists: to make one long text longer by each word takes too long."""

    def __init__(self, names: frozenset[str], found: Marked) -> None:
        self._names, self._found = names, found
        self._open: dict[str, str] = {}
        self._last = ""
        self._unlike: frozenset[etree._Element] = frozenset()
        self._before: list[str] = []
        self._here: list[str] = []
        self._words: defaultdict[str, list[str]] = defaultdict(list)
        self._after: defaultdict[str, list[str]] = defaultdict(list)

    def read(self, tree: etree._Element, name: str) -> None:
        self._last = ""
        unread, self._unlike = unread_paragraphs(tree), that_differ(tree, name)
        for paragraph in tree.iter(_PARAGRAPH, *_BROUGHT_IN, ALTERNATIVES):
            if paragraph.tag in _BROUGHT_IN or paragraph in self._unlike:
                # Its words are in another file, or not all of them are read here.
                self._found.loose.append((self._last, etree.QName(paragraph).localname))
            elif paragraph.tag == ALTERNATIVES:
                continue
            elif paragraph not in unread and (len(paragraph) or self._open):
                self._paragraph(paragraph)
        # A bookmark that never ends ends with the part.
        self._open.clear()

    def done(self) -> None:
        for name, span in self._found.spans.items():
            span.words, span.after = "".join(self._words[name]), "".join(self._after[name])

    def _paragraph(self, paragraph: etree._Element) -> None:
        self._before = []
        self._here = list(self._open.values())
        for name in self._here:
            self._words[name].append("\n")
        for kind, value, name in _pieces(paragraph, self._unlike):
            if kind == "text":
                self._text(value)
            elif kind == "close":
                self._open.pop(value, None)
            elif name in self._names and name not in self._found.spans:
                self._opens(value, name)
                if self._unlike and self._stands_in_doubt(paragraph):
                    self._text(_UNKNOWN)
        before = "".join(self._before).strip()
        if self._here:
            self._last = self._here[-1]
        elif before:
            self._found.loose.append((self._last, before))

    def _stands_in_doubt(self, paragraph: etree._Element) -> bool:
        return any(one in self._unlike for one in paragraph.iterancestors(ALTERNATIVES))

    def _opens(self, number: str, name: str) -> None:
        self._open[number] = name
        if len(self._open) > MAX_OPEN:
            raise PackageRefused(msg("word.package.overlapping", limit=MAX_OPEN))
        self._here.append(name)
        self._found.spans[name] = Span(before="".join(self._before))

    def _text(self, words: str) -> None:
        for name in self._open.values():
            self._words[name].append(words)
        if not self._open and self._here:
            self._after[self._here[-1]].append(words)
        elif not self._open:
            self._before.append(words)


def _pieces(
    paragraph: etree._Element, unlike: frozenset[etree._Element]
) -> Iterator[tuple[str, str, str]]:
    """Text; where a bookmark opens, its number and name; where one closes, its number."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag in _TEXT:
            yield "text", element.text or "", ""
        elif element.tag == ART:
            yield "text", element.get("string", ""), ""
        elif element.tag == _START:
            yield "open", element.get(w("id"), ""), element.get(w("name"), "")
        elif element.tag == _END:
            yield "close", element.get(w("id"), ""), ""
        elif element.tag in _SIGNS:
            yield "text", _SIGNS[element.tag], ""
        elif element in unlike:
            yield "text", _UNKNOWN, ""
        elif element.tag != _PARAGRAPH and element.tag not in UNREAD and not _is_hidden(element):
            waiting.extend(reversed(element))


def _is_hidden(run: etree._Element) -> bool:
    """Whether nobody reads the words of a run, though they are there."""
    hidden = run.find(f"{w('rPr')}/{w('vanish')}")
    return hidden is not None and hidden.get(w("val"), "1") not in ("0", "false", "off")
