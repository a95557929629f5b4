"""What a file says about itself, for the day it comes back.

Bookmarks, one unbound customXml part and the custom properties survive LibreOffice and tracked
editing; content-control tags, paraId and document variables do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree
from markupsafe import escape

from .anchors import Anchors, hash_of_clean
from .macros import macro
from .model import Picture, WordFile
from .package import parse_xml, serialise
from .scripts import clean
from .xmlnames import CONTENT_TYPES, RELATIONS

CUSTOM = "docProps/custom.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CUSTOM_XML = f"{_OFFICE}/customXml"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_STORE_ITEM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    b'<ds:datastoreItem ds:itemID="{5D1B0C7A-2C1E-4B6B-9A0E-1D6C5E5F7A10}"'
    b' xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs>'
    b'<ds:schemaRef ds:uri="urn:srf-policy:manifest:1"/></ds:schemaRefs></ds:datastoreItem>'
)

_PLAIN = re.compile(r"[\w.-]*", re.ASCII).fullmatch

_BATCH = 100
Parts = dict[str, bytes | Iterable[bytes]]


def add_manifest(parts: Parts, file: WordFile, kind: str, anchors: Anchors) -> None:
    """Adds the customXml part (bookmark -> provision id and hash) and the custom properties.

    A template made from an exported file already has both: the old ones give way.
    """
    _drop_old_manifest(parts)
    number = next(n for n in range(1, 10_000) if f"customXml/item{n}.xml" not in parts)
    item, store = f"customXml/item{number}.xml", f"customXml/itemProps{number}.xml"
    parts[item] = _entries(file, kind, anchors)
    parts[store] = _STORE_ITEM
    _relate(parts, f"customXml/_rels/item{number}.xml.rels", f"{_CUSTOM_XML}Props",
            f"itemProps{number}.xml")  # fmt: skip
    _relate(parts, "word/_rels/document.xml.rels", _CUSTOM_XML, f"../{item}")
    parts[CUSTOM] = macro("custom.xml").render(properties=_properties(file, kind)).encode()
    _relate(parts, "_rels/.rels", f"{_OFFICE}/custom-properties", CUSTOM)
    _declare(parts, {store: _PROPERTIES_TYPE, CUSTOM: _CUSTOM_TYPE})


def add_part(parts: Parts, name: str, relation: str, media_type: str) -> str:
    """Make a part of the document known to it and to the package; answers its relation."""
    known = _relate(parts, "word/_rels/document.xml.rels", relation, name.removeprefix("word/"))
    _declare(parts, {name: media_type})
    return known


def add_picture(parts: Parts, relation: str, number: int, picture: Picture) -> None:
    """A picture under a name and a relation of its own."""
    target = f"media/srf-image{number}.{picture.kind}"
    parts[f"word/{target}"] = picture.content
    name = "word/_rels/document.xml.rels"
    tree = _tree(parts, name, f"{{{RELATIONS}}}Relationships")
    attributes = {"Id": relation, "Type": f"{_OFFICE}/image", "Target": target}
    etree.SubElement(tree, f"{{{RELATIONS}}}Relationship", attributes)
    parts[name] = serialise(tree)
    _declare(parts, {f"word/{target}": f"image/{picture.kind}"})


def _entries(file: WordFile, kind: str, anchors: Anchors) -> Iterator[bytes]:
    """Names and hashes are letters and digits; joined here, because a long text has thousands, and
    a few at a time, because together they would take as much memory as the text."""
    frame = macro("manifest.xml").render(origin=file.origin, language=file.language, kind=kind)
    head, tail = frame.split("<!--entries-->")
    yield head.encode()
    lists = anchors.names, _quoted(anchors.owners), anchors.printed
    for start in range(0, len(anchors.names), _BATCH):
        batch = [one[start : start + _BATCH] for one in lists]
        yield "".join([
            f'<p name="{name}" id="{owner}" hash="{hash_of_clean(printed)}"/>'
            for name, owner, printed in zip(*batch, strict=True)
        ]).encode()  # fmt: skip
    yield tail.encode()


def _quoted(ids: list[str]) -> list[str]:
    """As an attribute holds them; ours need no quoting, which is seen of all at once."""
    return ids if _PLAIN("".join(ids)) else [escape(clean(one)) for one in ids]


def _properties(file: WordFile, kind: str) -> list[tuple[str, str]]:
    origin = file.origin
    return [
        ("SRFEngagement", clean(origin.engagement)),
        ("SRFRevision", str(origin.revision)),
        ("SRFLanguage", file.language),
        ("SRFKind", kind),
        ("SRFTemplate", clean(file.template)),
        ("SRFToken", clean(origin.token)),
        *((f"SRF{name}", clean(value)) for name, value in origin.more),
    ]


def _drop_old_manifest(parts: Parts) -> None:
    for name, content in list(parts.items()):
        ours = name.startswith("customXml/item") and isinstance(content, bytes)
        if ours and b"urn:srf-policy:manifest:" in content and "Props" not in name:
            stem = name.removeprefix("customXml/item").removesuffix(".xml")
            for gone in (
                name,
                f"customXml/itemProps{stem}.xml",
                f"customXml/_rels/item{stem}.xml.rels",
            ):
                parts.pop(gone, None)
            _unrelate(parts, "word/_rels/document.xml.rels", f"../{name}")
            _undeclare(parts, f"customXml/itemProps{stem}.xml")


def _tree(parts: Parts, name: str, root: str) -> etree._Element:
    content = parts.get(name)
    return parse_xml(content, name) if isinstance(content, bytes) else etree.Element(root)


def _relate(parts: Parts, name: str, kind: str, target: str) -> str:
    tag = f"{{{RELATIONS}}}Relationship"
    tree = _tree(parts, name, f"{{{RELATIONS}}}Relationships")
    for one in tree:
        if one.get("Target", "").lstrip("/") == target:
            return str(one.get("Id", ""))
    used = {one.get("Id") for one in tree}
    free = next(f"rIdSrf{n}" for n in range(1, 10_000) if f"rIdSrf{n}" not in used)
    etree.SubElement(tree, tag, {"Id": free, "Type": kind, "Target": target})
    parts[name] = serialise(tree)
    return free


def _unrelate(parts: Parts, name: str, target: str) -> None:
    tree = _tree(parts, name, f"{{{RELATIONS}}}Relationships")
    for one in [one for one in tree if one.get("Target") == target]:
        tree.remove(one)
    parts[name] = serialise(tree)


def _declare(parts: Parts, types: dict[str, str]) -> None:
    tree = _tree(parts, "[Content_Types].xml", f"{{{CONTENT_TYPES}}}Types")
    declared = {one.get("PartName") for one in tree}
    for name, kind in types.items():
        if f"/{name}" not in declared:
            tag = f"{{{CONTENT_TYPES}}}Override"
            etree.SubElement(tree, tag, {"PartName": f"/{name}", "ContentType": kind})
    parts["[Content_Types].xml"] = serialise(tree)


def _undeclare(parts: Parts, name: str) -> None:
    tree = _tree(parts, "[Content_Types].xml", f"{{{CONTENT_TYPES}}}Types")
    for one in [one for one in tree if one.get("PartName") == f"/{name}"]:
        tree.remove(one)
    parts["[Content_Types].xml"] = serialise(tree)
