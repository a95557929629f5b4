"""The plain paragraphs of a Word file that came from elsewhere, as they read with all changes accepted."""

from __future__ import annotations

from lxml import etree

from .package import parse_xml, read_package
from .xmlnames import w

_MAIN = "word/document.xml"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SPACES = {w("tab"): " ", w("br"): " ", w("cr"): " ", w("noBreakHyphen"): "-"}
# What was deleted or moved away does not read any more; a fallback repeats what stands beside it.
_SKIPPED = {w("del"), w("moveFrom"), w("pPr"), w("rPr"), _FALLBACK}


def paragraphs(data: bytes) -> list[str]:
    """The words of each paragraph in order, cells of tables among them; empty ones are left out.

    Raises `PackageRefused` for what is no Word file or may not be opened.
    """
    tree = parse_xml(read_package(data)[_MAIN], _MAIN)
    found = (" ".join(_words(p).split()) for p in tree.iter(w("p")) if not _hidden(p))
    return [words for words in found if words]


def _hidden(paragraph: etree._Element) -> bool:
    return any(parent.tag in _SKIPPED for parent in paragraph.iterancestors())


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
        elif element.tag != w("p") and element.tag not in _SKIPPED:
            waiting.extend(reversed(element))
    return "".join(parts)
