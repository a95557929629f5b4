"""Errors of a template that lie in its package, not in its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from srf_policy.languages.messages import msg
from srf_policy.languages.tags import autonym

from .design import REQUIRED_STYLES
from .findings import Finding
from .lines import in_order
from .package import parse_xml
from .scripts import is_right_to_left
from .xmlnames import RELATIONS, normal_style, w

# Parts that hold another program's data, and fields that load a file or start something.
_FOREIGN = ("word/embeddings/", "word/activeX/", "word/afchunk")
_LOADING = re.compile(
    r"^\s*(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|RD|MACROBUTTON)\b",
    re.IGNORECASE,
)
_EMBEDDED_FONTS = ("embedRegular", "embedBold", "embedItalic", "embedBoldItalic")


def check_package(parts: Mapping[str, bytes]) -> Iterator[Finding]:
    types = parts["[Content_Types].xml"]
    if b"macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in parts):
        yield _error("word.template.macros", "[Content_Types].xml")
    for name in sorted(parts):
        if name.startswith(_FOREIGN):
            yield Finding("error", msg("word.template.embedded", name=name), name)
        elif name.endswith(".rels"):
            yield from _check_relations(name, parse_xml(parts[name], name))
    fonts = parts.get("word/fontTable.xml")
    if fonts is not None:
        tree = parse_xml(fonts, "word/fontTable.xml")
        if next(tree.iter(*(w(name) for name in _EMBEDDED_FONTS)), None) is not None:
            yield _error("word.template.embedded_font", "word/fontTable.xml")


def _check_relations(name: str, tree: etree._Element) -> Iterator[Finding]:
    for relation in tree.iter(f"{{{RELATIONS}}}Relationship"):
        followed = not relation.get("Type", "").endswith("/hyperlink")
        if relation.get("TargetMode") == "External" and followed:
            target = relation.get("Target", "")
            yield Finding("error", msg("word.template.external", target=target), name)


def style_ids(styles: etree._Element) -> dict[str, str]:
    """Ids by name in small letters: office programs change the ids and keep the names."""
    named = ((one.find(w("name")), one.get(w("styleId"))) for one in styles.iter(w("style")))
    return {
        name.get(w("val"), "").lower(): style_id
        for name, style_id in named
        if name is not None and style_id
    }


def check_fields(part: str, tree: etree._Element) -> Iterator[Finding]:
    """Fields and chunks whose content comes from outside the template."""
    for chunk in tree.iter(w("altChunk")):
        yield Finding("error", msg("word.template.embedded", name=_name(chunk)), part)
    codes = [field.get(w("instr"), "") for field in tree.iter(w("fldSimple"))]
    held = _fields(tree)
    for paragraph in in_order(tree, held, w("p")):
        codes += _codes(held[paragraph])
    for code in codes:
        if _LOADING.match(code):
            message = msg("word.template.external", target=" ".join(code.split())[:60])
            yield Finding("error", message, part)


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _fields(tree: etree._Element) -> dict[etree._Element, list[etree._Element]]:
    """The pieces of fields by paragraph; a paragraph has those of its text boxes too."""
    found: dict[etree._Element, list[etree._Element]] = {}
    for element in tree.iter(w("fldChar"), w("instrText")):
        for paragraph in element.iterancestors(w("p")):
            found.setdefault(paragraph, []).append(element)
    return found


def _codes(pieces: Iterable[etree._Element]) -> Iterator[str]:
    """What each field of a paragraph does, however many runs it is cut into."""
    code: list[str] = []
    for element in pieces:
        if element.tag == w("instrText"):
            code.append(element.text or "")
        else:
            yield "".join(code)
            code = []
    yield "".join(code)


def check_styles(known: Mapping[str, str]) -> Iterator[Finding]:
    """`known` maps lower-case names of styles to their ids."""
    for name in REQUIRED_STYLES:
        if name.lower() not in known:
            yield Finding("error", msg("word.template.style_missing", name=name), "word/styles.xml")


def named(language: str) -> str:
    """By its own name, as on the page, and by its tag, as on the command line."""
    return f"{autonym(language)} ({language})"


def check_direction(
    styles: etree._Element, document: etree._Element, language: str
) -> Iterator[Finding]:
    """A file runs the way of its language: by Normal, or at least by its sections."""
    turned = is_turned(styles)
    wanted = is_right_to_left(language)
    if turned != wanted and not (wanted and is_turned_by_hand(document)):
        message = msg("word.template.wrong_direction", language=named(language))
        yield Finding("error", message, "word/styles.xml")


def is_turned(styles: etree._Element) -> bool:
    """Whether every paragraph runs from right to left unless it says otherwise."""
    normal = normal_style(styles)
    bidi = None if normal is None else normal.find(f"{w('pPr')}/{w('bidi')}")
    return bidi is not None and _is_on(bidi)


def is_turned_by_hand(document: etree._Element) -> bool:
    """Whether the sections run from right to left, whatever Normal says."""
    return any(_is_on(one) for one in document.iterfind(f".//{w('sectPr')}/{w('bidi')}"))


def _is_on(switch: etree._Element) -> bool:
    return switch.get(w("val"), "1") not in ("0", "false", "off")


def _error(code: str, part: str) -> Finding:
    return Finding("error", msg(code), part)
