"""Templates for tests: the shipped one with its body rewritten."""

from __future__ import annotations

from collections.abc import Callable

from srf_policy.word.package import read_package, write_package
from tests.word.samples import SHIPPED


def rewritten(change: Callable[[str], str], part: str = "word/document.xml") -> bytes:
    """The shipped template with one part's XML changed."""
    parts: dict[str, bytes] = read_package(SHIPPED.read_bytes())
    parts[part] = change(parts[part].decode()).encode()
    return write_package(parts)


def with_paragraph(inner: str) -> bytes:
    """A paragraph before the contents' heading; `inner` is the XML of its runs."""
    mark = '<w:p><w:pPr><w:pStyle w:val="TOCHeading"/>'
    return rewritten(lambda xml: xml.replace(mark, f"<w:p>{inner}</w:p>{mark}", 1))


def run(text: str, properties: str = "") -> str:
    form = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{form}<w:t xml:space="preserve">{text}</w:t></w:r>'
