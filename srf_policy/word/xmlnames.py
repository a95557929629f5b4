"""Names of WordprocessingML, and the order in which the schema wants them."""

from __future__ import annotations

import re
from collections.abc import Collection

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
ART = "{urn:schemas-microsoft-com:vml}textpath"
"""Words of a formula and of an ornament, the latter in its attribute `string`."""

XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_NUMBER = re.compile(r"-?[0-9]{1,9}")

# ECMA-376 part 1, CT_PPr and CT_RPr (transitional).
_PARAGRAPH_ORDER = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr "
    "shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE "
    "autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents "
    "suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr "
    "sectPr pPrChange"
)
_RUN_ORDER = (
    "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow "
    "emboss imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs "
    "highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath "
    "rPrChange"
)
PARAGRAPH_ORDER = _PARAGRAPH_ORDER.split()
RUN_ORDER = _RUN_ORDER.split()
CELL_ORDER = (
    "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign "
    "hideMark headers cellIns cellDel cellMerge tcPrChange"
).split()
SECTION_TAIL = ("bidi", "rtlGutter", "docGrid", "printerSettings", "sectPrChange")


def w(name: str) -> str:
    """`w:p` as lxml spells it."""
    return f"{{{W}}}{name}"


_RANKS = {
    w("pPr"): {w(name): rank for rank, name in enumerate(PARAGRAPH_ORDER)},
    w("rPr"): {w(name): rank for rank, name in enumerate(RUN_ORDER)},
}


def put_in_order(tree: etree._Element) -> None:
    """Every `pPr` and `rPr` in schema order: LibreOffice writes `pStyle` after `sectPr`."""
    for properties in tree.iter(*_RANKS):
        if len(properties) < 2:
            continue
        ranks = _RANKS[properties.tag]
        children = list(properties)
        ordered = sorted(children, key=lambda child: ranks.get(child.tag, len(ranks)))
        if ordered != children:
            properties[:] = ordered


def place(properties: etree._Element, name: str, **attributes: str) -> etree._Element:
    """Sets one child of a `pPr` or `rPr`, at its place in the schema."""
    ranks = _RANKS[properties.tag]
    for old in properties.findall(w(name)):
        properties.remove(old)
    child = etree.Element(w(name), {w(key): value for key, value in attributes.items()})
    before = [c for c in properties if ranks.get(c.tag, len(ranks)) < ranks[w(name)]]
    properties.insert(len(before), child)
    return child


def normal_style(styles: etree._Element) -> etree._Element | None:
    """The style that paragraphs have without saying so: the default one, or that named Normal."""
    paragraphs = styles.findall(f"{w('style')}[@{w('type')}='paragraph']")
    by_default = [one for one in paragraphs if one.get(w("default"), "0") in ("1", "true", "on")]
    named = [
        one
        for one in styles.iter(w("style"))
        if any(name.get(w("val"), "").lower() == "normal" for name in one.findall(w("name")))
    ]
    return next(iter((*by_default, *named)), None)


def drop_bookmarks(tree: etree._Element, ids: Collection[str]) -> None:
    """Removes the bookmarks with these numbers, wherever they begin and end."""
    for element in list(tree.iter(w("bookmarkStart"), w("bookmarkEnd"))):
        if element.get(w("id"), "") in ids:
            element.getparent().remove(element)


def number_of(value: str | None) -> int:
    """A number of a foreign file; 0 for what is none."""
    text = (value or "").strip()
    return int(text) if _NUMBER.fullmatch(text) else 0
