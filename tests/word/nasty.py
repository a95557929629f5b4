"""Texts that must come out of every file as they went in, and a reader of what is in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypothesis import strategies as st
from lxml import etree

from srf_policy.word.xmlnames import w
from tests.word.samples import part

CODE = (
    "{{ engagement.title }}", "{{ x }}", "{% for x in y %}", "{% x %}", "{# x #}", "{{{{", "}}",
    "<w:p/>", "<w:t>x</w:t>", "&amp;", "&lt;b&gt;", "R&D <b>", "]]>", "<!-- x -->", "<?srf 1?>",
    "<?srf block body?>", " PAGE ", "{ PAGE }", '{ HYPERLINK "https://example.org" }',
    "DDEAUTO c:\\\\x", "_x000D_", "&#0;", "&#xD800;", "$(x)", "${x}", "%s", "\\n",
)  # fmt: skip
"""What looks like a template's code, like XML or like a field."""

FORMULAS = (
    "=1+1",
    "@SUM(1)",
    "-1",
    "+1",
    "=cmd|' /C calc'!A0",
    "{=A1}",
    "\t=1",
    "'=1",
    "1E5",
    "0012",
)

SIGNS = (
    "\u200c", "\u200d", "\u200e", "\u200f", "\u061c", "\u202a", "\u202e", "\u202c", "\u2066", "\u2069",
    "\u00a0", "\u00ad", "\ufeff", "\ufffe", "\uffff", "\ufffd", "\ud800", "\udfff", "\ud83d", "\x00",
    "\x01", "\x07", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f", "\x85", "\u2028", "\u2029", "\r", "\r\n",
    "\n", "\t", "  ", " ", "\U0001f600", "\U0010ffff", "e\u0301", "\u0644\u0627", "(", ")", "«", "»",
    "ক্ষ", "র\u200d্য", "می\u200cخواهیم", "ICMPD", "Қ", "۱۲", "٣", "৪", "1–2",
)  # fmt: skip

ANY = st.text(st.characters(exclude_categories=()), max_size=40)
TEXTS = st.one_of(
    ANY,
    st.lists(st.one_of(st.sampled_from(SIGNS + CODE + FORMULAS), ANY), min_size=1, max_size=8).map(
        "".join
    ),
)

_NOT_IN_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_written(text: str) -> str:
    """What a file holds of a text: one sign for each line end, and a visible one for each that
    XML forbids (section 2.2 of XML 1.0)."""
    return _NOT_IN_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def spans(data: bytes, name: str = "word/document.xml") -> dict[str, str]:
    """The text inside every bookmark, line breaks and tabs in it."""
    held: dict[str, str] = {}
    open_now: dict[str, str] = {}
    for element in part(data, name).iter():
        if element.tag == w("bookmarkStart"):
            open_now[element.get(w("id"))] = element.get(w("name"))
            held[element.get(w("name"))] = ""
        elif element.tag == w("bookmarkEnd"):
            open_now.pop(element.get(w("id")), None)
        else:
            for name in open_now.values():
                held[name] += sign_of(element)
    return held


def sign_of(element: etree._Element) -> str:
    if element.tag == w("t"):
        return element.text or ""
    in_run = element.getparent() is not None and element.getparent().tag == w("r")
    return {w("br"): "\n", w("tab"): "\t"}.get(element.tag, "") if in_run else ""


def fields(data: bytes) -> Iterator[str]:
    """The codes of all fields in the text."""
    return ((one.text or "") for one in part(data).iter(w("instrText")))
