"""How much a template may hold, so that checking it takes a second at the most."""

from __future__ import annotations

from collections.abc import Mapping

from srf_policy.languages.messages import msg

from .opening import Opened
from .package import PackageRefused

MAX_TEMPLATE = 10_000_000
MAX_WORDS = 10_000_000
"""Bytes of the file, and of its parts of XML when they are unpacked."""

MAX_TAGS = 200_000
"""Tags of all its parts together: the longest of the shipped ones has 4,000."""

MAX_NAMES = 2_000
_MB = 1_000_000


def refuse_too_large(data: bytes, parts: Mapping[str, bytes]) -> None:
    """Raises PackageRefused, before anything is taken apart."""
    texts = [content for name, content in parts.items() if name.endswith((".xml", ".rels"))]
    if len(data) > MAX_TEMPLATE or sum(map(len, texts)) > MAX_WORDS:
        limits = {"limit": MAX_TEMPLATE // _MB, "unpacked": MAX_WORDS // _MB}
        raise PackageRefused(msg("word.template.too_large", **limits))
    tags = sum(content.count(b"<") for content in texts)
    if tags > MAX_TAGS:
        raise PackageRefused(msg("word.template.too_many_tags", count=tags, limit=MAX_TAGS))


def refuse_too_many_names(opened: Opened) -> None:
    names = sum(len(lines.names(p)) for lines in opened.lines.values() for p in lines.braced)
    if names > MAX_NAMES:
        raise PackageRefused(msg("word.template.too_many_names", count=names, limit=MAX_NAMES))
