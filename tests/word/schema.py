"""A small validator: children of `w:pPr`, `w:rPr`, `w:sectPr` and `w:tblPr` in schema order.

Written from ECMA-376 by itself, so that it does not share the mistakes of the room it checks.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from srf_policy.word.xmlnames import w

ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr pBdr shd tabs"
    " suppressAutoHyphens bidi adjustRightInd snapToGrid spacing ind contextualSpacing"
    " mirrorIndents jc textDirection textAlignment outlineLvl rPr sectPr pPrChange",
    "rPr": "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike noProof vanish"
    " webHidden color spacing"
    " w kern position sz szCs highlight u bdr shd vertAlign rtl cs em lang",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc"
    " pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi"
    " rtlGutter docGrid",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc"
    " tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
}


def out_of_order(tree: etree._Element) -> Iterator[str]:
    """One line for each properties element with a child unknown, repeated or misplaced."""
    for name, order in ORDERS.items():
        ranks = {w(child): rank for rank, child in enumerate(order.split())}
        for properties in tree.iter(w(name)):
            found = [ranks.get(child.tag, -1) for child in properties]
            repeatable = {ranks.get(w("headerReference")), ranks.get(w("footerReference"))}
            single = [rank for rank in found if rank not in repeatable]
            if found != sorted(found) or -1 in found or len(single) != len(set(single)):
                yield etree.tostring(properties, encoding="unicode")
