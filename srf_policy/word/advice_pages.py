"""Warnings about pages: their size, and tab stops that should end where the text ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from lxml import etree

from srf_policy.languages.messages import msg

from .findings import Finding
from .opening import BODY, Opened
from .outline import text_width
from .package import parse_xml
from .placeholders import visible_text
from .xmlnames import R, number_of, w

# A4 and Letter in twips; office programs round when they convert from millimetres.
PAPERS = ((11906, 16838), (12240, 15840))
NEAR = 30
_RELATIONS = "word/_rels/document.xml.rels"
_AROUND = 60
_PAGES, _STYLES = 50, 50
"""Headers and footers by width, and styles that one is based on: beyond them none is looked at."""


def page_advice(opened: Opened) -> Iterator[Finding]:
    sections = list(opened.trees[BODY].iter(w("sectPr")))
    if any(not _is_paper(section) for section in sections):
        yield Finding("warning", msg("word.template.paper"), BODY)
    styles = {one.get(w("styleId"), ""): one for one in opened.styles.iter(w("style"))}
    edges = _edges(opened)
    pages = dict.fromkeys(
        (edges[reference.get(f"{{{R}}}id", "")], text_width(section))
        for section in sections
        for reference in section.iter(w("headerReference"), w("footerReference"))
        if reference.get(f"{{{R}}}id", "") in edges
    )
    for part, width in islice(pages, _PAGES):
        yield from _check_tabs(part, opened.trees[part], styles, width)


def _is_paper(section: etree._Element) -> bool:
    size = section.find(w("pgSz"))
    if size is None:
        return False
    sides = sorted(number_of(size.get(w(side))) for side in ("w", "h"))
    return any(
        all(abs(one - other) <= NEAR for one, other in zip(sides, paper, strict=True))
        for paper in PAPERS
    )


def _edges(opened: Opened) -> dict[str, str]:
    """Headers and footers by the relation that a section names."""
    if _RELATIONS not in opened.parts:
        return {}
    tree = parse_xml(opened.parts[_RELATIONS], _RELATIONS)
    parts = {one.get("Id", ""): "word/" + one.get("Target", "").lstrip("/") for one in tree}
    named = {key: part.replace("word/word/", "word/") for key, part in parts.items()}
    return {key: part for key, part in named.items() if part in opened.trees}


def _check_tabs(
    part: str, tree: etree._Element, styles: Mapping[str, etree._Element], width: int
) -> Iterator[Finding]:
    for paragraph in tree.iter(w("p")):
        tabbed = paragraph.find(f"{w('r')}/{w('tab')}") is not None
        if not tabbed:
            continue
        stops = right_stops(paragraph.find(w("pPr")), styles)
        if stops and all(abs(stop - width) > NEAR for stop in stops):
            around = visible_text(paragraph).strip()[:_AROUND]
            yield Finding("warning", msg("word.template.tab_stop"), part, around)


def right_stops(layout: etree._Element | None, styles: Mapping[str, etree._Element]) -> set[int]:
    """Positions of the right tab stops that hold in a paragraph, those of its styles included."""
    chain: list[etree._Element] = [] if layout is None else [layout]
    style = None if layout is None else layout.find(w("pStyle"))
    seen: set[str] = set()
    while style is not None and (name := style.get(w("val"), "")) not in seen and name in styles:
        if len(seen) == _STYLES:
            break
        seen.add(name)
        held = styles[name].find(w("pPr"))
        chain += [] if held is None else [held]
        style = styles[name].find(w("basedOn"))
    stops: set[int] = set()
    for properties in reversed(chain):
        for tab in properties.iterfind(f"{w('tabs')}/{w('tab')}"):
            position = number_of(tab.get(w("pos")))
            if tab.get(w("val")) in ("right", "end"):
                stops.add(position)
            else:
                stops.discard(position)
    return stops
