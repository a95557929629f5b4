"""The plain paragraphs of a Word file that came from elsewhere, as they read with all changes accepted."""

from __future__ import annotations

from lxml import etree

from srf_policy.languages.messages import msg

from .package import MAX_READ, PackageRefused, parse_xml, read_package
from .xmlnames import W, w

_MAIN = "word/document.xml"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_SPACES = {w("tab"): " ", w("br"): " ", w("cr"): " ", w("noBreakHyphen"): "-"}
_NAMES = ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "mc:Fallback")
UNREAD = frozenset({w("del"), w("moveFrom"), w("pPr"), w("rPr"), f"{{{_MC}}}Fallback"})
"""What was deleted or moved away does not read any more; a fallback repeats what stands beside it."""

_INSIDE = etree.XPath(
    f"descendant::w:p[{' or '.join(f'ancestor::{name}' for name in _NAMES)}]",
    namespaces={"w": W, "mc": _MC},
)
MAX_PARAGRAPHS = 50_000
"""Paragraphs with words: what is compared with a draft takes memory for each pair."""


def paragraphs(data: bytes) -> list[str]:
    """The words of each paragraph in order, cells of tables among them; empty ones are left out.

    Raises `PackageRefused` for what is no Word file or may not be opened.
    """
    tree = parse_xml(read_package(data)[_MAIN], _MAIN, MAX_READ)
    unread = unread_paragraphs(tree)
    read = (p for p in tree.iter(w("p")) if len(p) and p not in unread)
    found = [words for p in read if (words := " ".join(_words(p).split()))]
    if len(found) > MAX_PARAGRAPHS:
        raise PackageRefused(msg("word.package.too_many_paragraphs", limit=MAX_PARAGRAPHS))
    return found


def unread_paragraphs(tree: etree._Element) -> frozenset[etree._Element]:
    """Paragraphs inside of something that does not read any more."""
    return frozenset(_INSIDE(tree))


def _words(paragraph: etree._Element) -> str:
    """A text box inside a paragraph has paragraphs of its own, which are read by themselves."""
    parts: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag == w("t"):
            parts.append(element.text or "")
        elif element.tag in _SPACES:
            parts.append(_SPACES[element.tag])
        elif element.tag != w("p") and element.tag not in UNREAD:
            waiting.extend(reversed(element))
    return "".join(parts)
