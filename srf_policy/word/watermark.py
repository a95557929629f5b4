"""Words across every page, behind the text: a shape in the header of each section.

Screen readers and plain text do not see them, so they never replace the status on the cover.
LibreOffice shows those of a template in the first section only: the exporter writes them.
"""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

from .design import LATIN_FONT, typography
from .macros import macro
from .manifest import Parts, add_part
from .opening import BODY, open_parts
from .package import parse_xml, serialise, write_package
from .scripts import clean, is_right_to_left
from .xmlnames import R, W, w

NEVER_ON = frozenset({"form", "matrix"})
"""Kinds of which people work in the cells."""

_HEADER = "word/header9000.xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
_EMPTY = f'<w:hdr xmlns:w="{W}"><w:p/></w:hdr>'.encode()


@lru_cache(maxsize=16)
def with_watermark(template: bytes, words: str, language: str) -> bytes:
    """The template with these words in every header; sections without one are given one."""
    opened = open_parts(template)
    parts: Parts = dict(opened.parts)
    document = opened.trees[BODY]
    if _give_headers(document, parts):
        parts[BODY] = serialise(document)
    font = typography(language).complex_font if is_right_to_left(language) else LATIN_FONT
    headers = [name for name in sorted(parts) if name.startswith("word/header")]
    for number, name in enumerate(headers, 1):
        content = parts[name]
        tree = parse_xml(content if isinstance(content, bytes) else b"", name)
        xml = macro("watermark.xml").render(number=number, font=font, words=clean(words))
        _put_first(tree, etree.fromstring(xml))
        parts[name] = serialise(tree)
    return write_package(parts)


def _give_headers(document: etree._Element, parts: Parts) -> bool:
    """A section has the header of the one before; the first must have what is used later."""
    sections = list(document.iter(w("sectPr")))
    if not sections:
        body = document.find(w("body"))
        sections = [etree.SubElement(body, w("sectPr"))]
    titled = any(one.find(w("titlePg")) is not None for one in sections)
    held = {one.get(w("type"), "default") for one in sections[0].findall(w("headerReference"))}
    missing = [kind for kind in ("default", *(["first"] if titled else [])) if kind not in held]
    if not missing:
        return False
    parts[_HEADER] = _EMPTY
    relation = add_part(parts, _HEADER, _RELATION, _TYPE)
    for kind in missing:
        attributes = {w("type"): kind, f"{{{R}}}id": relation}
        sections[0].insert(0, etree.Element(w("headerReference"), attributes))
    return True


def _put_first(header: etree._Element, run: etree._Element) -> None:
    paragraph = header.find(w("p"))
    if paragraph is None:
        paragraph = etree.SubElement(header, w("p"))
    paragraph.insert(1 if paragraph.find(w("pPr")) is not None else 0, run)
