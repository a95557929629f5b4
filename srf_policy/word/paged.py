"""Contents with page numbers, for a file that is turned into a PDF at once.

A Word file goes out without them: we cannot know its pages, and a wrong number is worse than none.
The program that makes the PDF lays out the pages and fills them in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from .package import parse_xml, read_package, write_package
from .xmlnames import w

_MAIN, _STYLES = "word/document.xml", "word/styles.xml"
_BEGIN = re.compile(
    r'<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    r'<w:r><w:instrText xml:space="preserve"> TOC [^<]*</w:instrText></w:r>'
    r'<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
_ENTRY = re.compile(
    r'<w:pStyle w:val="([^"]+)"/></w:pPr>(<w:hyperlink w:anchor="(\w+)"[^>]*>.*?</w:hyperlink>)',
    re.DOTALL,
)
_NUMBER = (
    '<w:r><w:tab/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> PAGEREF {anchor} \\h </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def with_page_numbers(data: bytes) -> bytes:
    """The Word file with a page number behind each line of its contents, as it is if it has none.

    Each line stands by itself then: inside a table of contents LibreOffice keeps what was written.
    """
    parts = read_package(data)
    text = parts[_MAIN].decode()
    begun = _BEGIN.search(text)
    end = text.find(_END, begun.end()) if begun is not None else -1
    if begun is None or end < 0:
        return data
    plain = _plain(parts)
    first = text.rindex("<w:p>", 0, begun.start())
    lines = text[first : begun.start()] + text[begun.end() : end]
    lines = _ENTRY.sub(lambda entry: _numbered(entry, plain), lines)
    made = text[:first] + lines + text[end + len(_END) :]
    return write_package({**parts, _MAIN: made.encode()})


def _numbered(entry: re.Match[str], plain: Mapping[str, str]) -> str:
    style, line, anchor = entry.groups()
    layout = "" if "<w:tab/>" in line else plain.get(style, "")
    return f'<w:pStyle w:val="{style}"/>{layout}</w:pPr>{line}{_NUMBER.format(anchor=anchor)}'


def _plain(parts: Mapping[str, bytes]) -> dict[str, str]:
    """By style: a line without a number in front has no stop where the titles begin, neither a tab
    nor a hanging indent, or a short one would have its page number there."""
    tree = parse_xml(parts[_STYLES], _STYLES)
    return {style.get(w("styleId"), ""): _layout(style) for style in tree.iter(w("style"))}


def _layout(style: etree._Element) -> str:
    near = [s.get(w("pos")) for s in style.iter(w("tab")) if s.get(w("val")) in ("left", "start")]
    stops = "".join(f'<w:tab w:val="clear" w:pos="{place}"/>' for place in near)
    found = style.find(f"{w('pPr')}/{w('ind')}")
    indent = {} if found is None else {name: _twips(found, name) for name in ("left", "hanging")}
    begins = max(0, indent.get("left", 0) - indent.get("hanging", 0))
    tabs = f"<w:tabs>{stops}</w:tabs>" if stops else ""
    return f'{tabs}<w:ind w:left="{begins}" w:firstLine="0"/>'


def _twips(indent: etree._Element, name: str) -> int:
    said = indent.get(w(name), "")
    return int(said) if said.isdecimal() else 0
