"""The body of a template: where its blocks stand, and the headings it brings itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from .design import PORTRAIT
from .patterns import pattern_of
from .placeholders import INSTRUCTION, names_in, own_pictures, visible_text
from .xmlnames import drop_bookmarks, number_of, place, w

# Twips: what lies outside is a slip, and tables are made as for a page of ours.
_NARROWEST, _WIDEST = 2_000, 32_000
_OURS = ("p_", "s_", "n_", "t_", "c_", "x_", "f_", "srf_")


class Block(NamedTuple):
    """`text_width` in twips; a table that would end a section or meet another one needs a spacer."""

    text_width: int
    needs_spacer: bool


class Heading(NamedTuple):
    """A heading of the template; `text` may hold placeholders."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True)
class Outline:
    """Headings in order, `None` where those of the provisions come, a prefix (`comment`) where
    those of its groups come."""

    entries: tuple[Heading | str | None, ...]
    first_free_bookmark: int


def take_blocks(
    document: etree._Element,
    styles: Mapping[str, str],
    names: Sequence[str],
    prefixes: Collection[str],
) -> tuple[dict[str, Block], Outline]:
    """Replaces every block marker by an instruction, and anchors the template's own headings."""
    body = document.find(w("body"))
    _drop_bookmarks_of_exports(body)
    outline = _anchor_headings(body, styles, prefixes)
    blocks: dict[str, Block] = {}
    for element, width in list(with_widths(body)):
        name = _marker(element, names)
        if name:
            blocks[name] = Block(width, _replace(element, name))
    return blocks, outline


def _marker(element: etree._Element, names: Sequence[str]) -> str | None:
    found = names_in(element) if element.tag == w("p") else []
    return found[0] if found and found[0] in names else None


def with_widths(body: etree._Element) -> Iterator[tuple[etree._Element, int]]:
    """Every child of the body with the text width of its section, which is told at its end."""
    waiting: list[etree._Element] = []
    for element in body:
        waiting.append(element)
        section = (
            element if element.tag == w("sectPr") else element.find(f"{w('pPr')}/{w('sectPr')}")
        )
        if section is not None:
            yield from ((one, text_width(section)) for one in waiting)
            waiting = []
    yield from ((one, PORTRAIT.text_width) for one in waiting)


def text_width(section: etree._Element) -> int:
    """Between the margins of a section, in twips."""
    size, margins = section.find(w("pgSz")), section.find(w("pgMar"))
    try:
        sides = int(margins.get(w("left"))) + int(margins.get(w("right")))
        width = int(size.get(w("w"))) - sides
    except (AttributeError, TypeError, ValueError):
        return PORTRAIT.text_width
    return width if _NARROWEST < width < _WIDEST else PORTRAIT.text_width


def _replace(paragraph: etree._Element, name: str) -> bool:
    """Puts the instruction in; answers whether a spacer must follow the block."""
    paragraph.addprevious(etree.ProcessingInstruction(INSTRUCTION, f"block {name}"))
    section = paragraph.find(f"{w('pPr')}/{w('sectPr')}")
    following = paragraph.getnext()
    if section is None:
        paragraph.getparent().remove(paragraph)
        return following is None or following.tag != w("p")
    for child in list(paragraph):
        if child.tag != w("pPr"):
            paragraph.remove(child)
    properties = paragraph.find(w("pPr"))
    properties[:] = [section]
    place(properties, "spacing", before="0", after="0", line="20", lineRule="exact")
    return False


def _anchor_headings(
    body: etree._Element, styles: Mapping[str, str], prefixes: Collection[str]
) -> Outline:
    levels = {styles[f"heading {level}"]: level for level in (1, 2, 3)}
    number = 1 + max((number_of(b.get(w("id"))) for b in body.iter(w("bookmarkStart"))), default=0)
    entries: list[Heading | str | None] = []
    for element in body:
        if element.tag == w("tbl") and (prefix := pattern_of(element, prefixes)):
            entries.append(prefix)
        if element.tag != w("p"):
            continue
        style = element.find(f"{w('pPr')}/{w('pStyle')}")
        level = levels.get(style.get(w("val"))) if style is not None else None
        if names_in(element) == ["body"]:
            entries.append(None)
        elif level and visible_text(element)[0].strip():
            anchor = f"srf_heading_{number}"
            _wrap(element, number, anchor)
            entries.append(Heading(level, anchor, visible_text(element)[0].strip()))
            number += 1
    return Outline(tuple(entries), number)


def _wrap(paragraph: etree._Element, number: int, name: str) -> None:
    start = etree.Element(w("bookmarkStart"), {w("id"): str(number), w("name"): name})
    paragraph.insert(1 if paragraph.find(w("pPr")) is not None else 0, start)
    paragraph.append(etree.Element(w("bookmarkEnd"), {w("id"): str(number)}))


def _drop_bookmarks_of_exports(body: etree._Element) -> None:
    """A template made from an exported file still carries our names."""
    starts = body.iter(w("bookmarkStart"))
    drop_bookmarks(
        body, {b.get(w("id"), "") for b in starts if b.get(w("name"), "").startswith(_OURS)}
    )


def bracket_lone_placeholders(document: etree._Element) -> None:
    """A paragraph that is one placeholder and nothing else goes when its value is empty."""
    for paragraph in list(document.find(w("body")).iterchildren(w("p"))):
        instructions = [
            one for one in paragraph.iter(etree.ProcessingInstruction) if one.target == INSTRUCTION
        ]
        following = paragraph.getnext()
        alone = len(instructions) == 1 and not visible_text(paragraph)[0].strip()
        ends_section = paragraph.find(f"{w('pPr')}/{w('sectPr')}") is not None
        kept = ends_section or own_pictures(paragraph)
        if alone and not kept and following is not None and following.tag == w("p"):
            number = instructions[0].text
            paragraph.addprevious(etree.ProcessingInstruction(INSTRUCTION, f"open {number}"))
            paragraph.addnext(etree.ProcessingInstruction(INSTRUCTION, "close"))
