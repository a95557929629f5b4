"""What a Word file says about itself: custom properties and the manifest of its bookmarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from .anchors import Anchored
from .manifest import CUSTOM
from .package import MAX_LISTED, parse_xml, read_package

_COMMON = frozenset({"Engagement", "Revision", "Language", "Kind", "Template", "Token"})
LISTED = "Outside"
"""Begins the names of properties that `word.outside` reads; they are signed by themselves."""

_MANIFEST = b"urn:srf-policy:manifest:"


@dataclass(frozen=True)
class Stamp:
    """`properties` without their prefix: Engagement, Revision, Language, Kind, Template, Token."""

    properties: Mapping[str, str]
    entries: tuple[Anchored, ...]

    @property
    def more(self) -> list[tuple[str, str]]:
        """The properties that only some kinds have, in their order."""
        return [
            pair
            for pair in self.properties.items()
            if pair[0] not in _COMMON and not pair[0].startswith(LISTED)
        ]


def read_stamp(data: bytes) -> Stamp:
    """What the file says, believed or not; empty where it says nothing. Raises PackageRefused."""
    return stamp_of(read_package(data))


def stamp_of(parts: Mapping[str, bytes]) -> Stamp:
    """The same of a package that is open."""
    properties, tree = _properties(parts), _manifest(parts)
    if tree is None:
        return Stamp(properties, ())
    entries = tuple(
        Anchored(one.get("name", ""), one.get("id", ""), one.get("hash", ""))
        for one in tree.iter()
        if isinstance(one.tag, str) and one.tag.endswith("}p")
    )
    return Stamp(properties, entries)


def _properties(parts: Mapping[str, bytes]) -> dict[str, str]:
    if CUSTOM not in parts:
        return {}
    tree = parse_xml(parts[CUSTOM], CUSTOM, MAX_LISTED)
    held = {one.get("name", ""): "".join(one.itertext()) for one in tree}
    return {name[3:]: words for name, words in held.items() if name.startswith("SRF")}


def _manifest(parts: Mapping[str, bytes]) -> etree._Element | None:
    for name, content in parts.items():
        if name.startswith("customXml/item") and "Props" not in name and _MANIFEST in content:
            return parse_xml(content, name, MAX_LISTED)
    return None
