"""The body of a template: where its blocks stand, and the headings it brings itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from .design import PORTRAIT
from .lines import Lines
from .placeholders import INSTRUCTION, own_pictures, visible_text
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
    lines: Lines,
    styles: Mapping[str, str],
    names: Sequence[str],
    prefixes: Collection[str],
) -> tuple[dict[str, Block], Outline]:
    """Replaces every block marker by an instruction, and anchors the template's own headings."""
    body = document.find(w("body"))
    _drop_bookmarks_of_exports(body)
    outline = _anchor_headings(body, lines, styles, prefixes)
    markers = {p: found[0] for p in lines.braced if (found := lines.names(p)) and found[0] in names}
    blocks: dict[str, Block] = {}
    for element, width in list(with_widths(body)):
        name = markers.get(element)
        if name:
            blocks[name] = Block(width, _replace(element, name))
    return blocks, outline


def with_widths(body: etree._Element) -> Iterator[tuple[etree._Element, int]]:
    """Every child of the body with the text width of its section, which is told at its end."""
    ends = {element: section for section in body.iter(w("sectPr")) for element in _ended(section)}
    waiting: list[etree._Element] = []
    for element in body:
        waiting.append(element)
        if element in ends:
            width = text_width(ends[element])
            yield from ((one, width) for one in waiting)
            waiting = []
    yield from ((one, PORTRAIT.text_width) for one in waiting)


def _ended(section: etree._Element) -> Iterator[etree._Element]:
    """The element that may end its section: itself, or the paragraph whose layout it is part of."""
    above = section.getparent()
    yield above.getparent() if above.tag == w("pPr") else section


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
    body: etree._Element, lines: Lines, styles: Mapping[str, str], prefixes: Collection[str]
) -> Outline:
    levels = {styles[f"heading {level}"]: level for level in (1, 2, 3)}
    number = 1 + max((number_of(b.get(w("id"))) for b in body.iter(w("bookmarkStart"))), default=0)
    patterns = lines.patterns(prefixes)
    found = {p: level for style in body.iter(w("pStyle")) for p, level in _headed(style, levels)}
    entries: list[Heading | str | None] = []
    for element in body:
        if element in patterns:
            entries.append(patterns[element])
        said = lines.text(element).strip()
        if not said:
            continue
        if lines.names(element) == ["body"]:
            entries.append(None)
        elif element in found:
            anchor = f"srf_heading_{number}"
            _wrap(element, number, anchor)
            entries.append(Heading(found[element], anchor, said))
            number += 1
    return Outline(tuple(entries), number)


def _headed(
    style: etree._Element, levels: Mapping[str, int]
) -> Iterator[tuple[etree._Element, int]]:
    """The paragraph that has this style, if it is one of headings."""
    level, layout = levels.get(style.get(w("val"))), style.getparent()
    if level and layout.tag == w("pPr"):
        yield layout.getparent(), level


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
    body = document.find(w("body"))
    held: dict[etree._Element, list[etree._Element]] = {}
    for one in body.iter(etree.ProcessingInstruction):
        paragraph = next((p for p in one.iterancestors(w("p")) if p.getparent() is body), None)
        if one.target == INSTRUCTION and paragraph is not None:
            held.setdefault(paragraph, []).append(one)
    for paragraph, instructions in held.items():
        following = paragraph.getnext()
        if len(instructions) > 1 or following is None or following.tag != w("p"):
            continue
        ends_section = next(paragraph.iter(w("sectPr")), None) is not None
        kept = ends_section or own_pictures(paragraph)
        if not kept and not visible_text(paragraph).strip():
            number = instructions[0].text
            paragraph.addprevious(etree.ProcessingInstruction(INSTRUCTION, f"open {number}"))
            paragraph.addnext(etree.ProcessingInstruction(INSTRUCTION, "close"))
