"""The package of a template, its parts with words in them as trees."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import docx
from docx.exceptions import PythonDocxError
from lxml import etree

from srf_policy.languages.messages import msg

from .lines import Lines
from .package import PackageRefused, parse_xml, read_package
from .xmlnames import CONTENT_TYPES, RELATIONS, W, w

BODY = "word/document.xml"
CORE = "docProps/core.xml"
STYLES = "word/styles.xml"
FILLED = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_TYPES = "[Content_Types].xml"
_RELATIONS = "_rels/.rels"
_OTHER_PREFIX = etree.XPath("boolean(//w:*[not(starts-with(name(), 'w:'))])", namespaces={"w": W})
_UNREADABLE = (KeyError, ValueError, AttributeError, TypeError, IndexError, AssertionError)
_ROOTS = {
    BODY: w("document"),
    STYLES: w("styles"),
    _TYPES: f"{{{CONTENT_TYPES}}}Types",
    _RELATIONS: f"{{{RELATIONS}}}Relationships",
}


@dataclass(frozen=True)
class Opened:
    """`trees` are the parts that are filled, without comments and foreign instructions."""

    parts: Mapping[str, bytes]
    trees: Mapping[str, etree._Element]
    styles: etree._Element
    core: etree._Element | None

    @cached_property
    def lines(self) -> Mapping[str, Lines]:
        """What the trees say, as long as nobody changes their words."""
        return {name: Lines(tree) for name, tree in self.trees.items()}


def open_parts(data: bytes) -> Opened:
    """Raises `PackageRefused` for what is no Word document that can be filled."""
    return open_read(data, read_package(data))


def open_read(data: bytes, parts: Mapping[str, bytes]) -> Opened:
    """The same of a package that has been read."""
    if STYLES not in parts or _RELATIONS not in parts:
        raise PackageRefused(msg("word.package.not_word"))
    held = {name: parse_xml(parts[name], name) for name in _ROOTS}
    if any(held[name].tag != root for name, root in _ROOTS.items()):
        raise PackageRefused(msg("word.package.not_word"))
    _refuse_what_does_not_open(data, parts)
    for name in sorted(parts):
        if name not in held and name.endswith((".xml", ".rels")):
            held[name] = parse_xml(parts[name], name)
    trees = {name: _tidied(held[name]) for name in sorted(parts) if FILLED.fullmatch(name)}
    if trees[BODY].find(w("body")) is None:
        raise PackageRefused(msg("word.package.not_word"))
    core = _tidied(held[CORE]) if CORE in parts else None
    return Opened(parts, trees, _tidied(held[STYLES]), core)


def _refuse_what_does_not_open(data: bytes, parts: Mapping[str, bytes]) -> None:
    """A second reader must find the same main part: a .dotx is no document, and a package may
    name another part as its document than the one that would be filled."""
    if b"macroEnabled" in parts[_TYPES]:
        return  # has a finding of its own
    try:
        main = docx.Document(io.BytesIO(data)).part.partname
    except (*_UNREADABLE, PythonDocxError, etree.XMLSyntaxError) as error:
        raise PackageRefused(msg("word.package.not_word")) from error
    if main != f"/{BODY}":
        raise PackageRefused(msg("word.package.not_word"))


def _tidied(tree: etree._Element) -> etree._Element:
    # A name may stand around a comment; what is written later points at itself by instructions.
    etree.strip_elements(tree, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    if tree.nsmap.get("w") == W and not _OTHER_PREFIX(tree):
        return tree
    return _with_usual_prefix(tree)


def _with_usual_prefix(tree: etree._Element) -> etree._Element:
    """The same part where `w:` means WordprocessingML, as in all that is put into it."""
    kept = {prefix: uri for prefix, uri in tree.nsmap.items() if prefix != "w" and uri != W}
    root = etree.Element(tree.tag, dict(tree.attrib), nsmap={**kept, "w": W})
    root.text = tree.text
    root.extend(list(tree))
    # Prefixes that an attribute names (mc:Ignorable) must stay, used or not.
    names = [prefix for prefix in (*kept, "w") if prefix]
    etree.cleanup_namespaces(root, top_nsmap={"w": W}, keep_ns_prefixes=names)
    return root
