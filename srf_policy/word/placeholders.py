"""Placeholders found in a paragraph, however many runs an office program has cut them into.

Algorithm: `word.md` section 3. Each one is taken out and a processing instruction `<?srf N?>`
left in its place, between runs; text of people can never look like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import takewhile
from typing import NamedTuple

from lxml import etree
from markupsafe import Markup

from .xmlnames import RUN_ORDER, XML_SPACE, W, w

INSTRUCTION = "srf"
NAME = re.compile(r"\{\{\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*\}\}", re.ASCII)
BRACES = re.compile(r"\{\{|\}\}")
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_FREE = {w("sdt"), w("sdtContent")}
_DELETED = {w("del"), w("moveFrom")}
# A value brings its own script; the rest of the format is that of the run it begins in.
_BY_SCRIPT = {w("rtl"), w("cs"), w("lang")}
_AFTER_SCRIPT = {w(name) for name in RUN_ORDER[RUN_ORDER.index("cs") + 1 :]}


class Placeholder(NamedTuple):
    """`lead` and `tail` are the run properties before and after those that the script decides;
    `bound`: it stands in a link or a tracked change, where no link may begin."""

    name: str
    lead: Markup
    tail: Markup
    bound: bool = False


class Spot(NamedTuple):
    """One visible character: which `w:t` holds it and where."""

    text: etree._Element
    offset: int


def visible_text(paragraph: etree._Element) -> tuple[str, list[Spot]]:
    """The paragraph's own text without invisible marks, and where each character stands."""
    characters: list[str] = []
    spots: list[Spot] = []
    for text in own_texts(paragraph):
        for offset, character in enumerate(text.text or ""):
            if ord(character) not in _INVISIBLE:
                characters.append(" " if character == "\u00a0" else character)
                spots.append(Spot(text, offset))
    return "".join(characters), spots


def own_texts(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Every `w:t` that belongs to this paragraph: not of a text box inside it, not deleted."""
    for text in paragraph.iter(w("t")):
        if text.getparent().tag != w("r"):
            continue
        above = text.iterancestors()
        deleted = False
        for element in above:
            if element.tag == w("p"):
                break
            deleted = deleted or element.tag in _DELETED
        if element is paragraph and not deleted:
            yield text


def own_pictures(paragraph: etree._Element) -> bool:
    """Whether a picture or a text box hangs on the paragraph."""
    return next(paragraph.iter(w("drawing"), w("pict"), w("object")), None) is not None


def may_hold_placeholders(paragraph: etree._Element) -> bool:
    return any("{" in (t.text or "") or "}" in (t.text or "") for t in own_texts(paragraph))


def give_runs_one_piece(paragraph: etree._Element) -> None:
    """LibreOffice writes text, tab, text in one run; a value put after it would come too late."""
    runs = {id(t.getparent()): t.getparent() for t in own_texts(paragraph) if _has_brace(t)}
    for run in runs.values():
        properties = run.find(w("rPr"))
        pieces = [child for child in run if child is not properties]
        for piece in reversed(pieces[1:]):
            run.addnext(_run_with(properties, piece))


def _has_brace(text: etree._Element) -> bool:
    return "{" in (text.text or "") or "}" in (text.text or "")


def _run_with(properties: etree._Element | None, piece: etree._Element) -> etree._Element:
    run = etree.Element(w("r"))
    if properties is not None:
        run.append(deepcopy(properties))
    run.append(piece)
    return run


def take_out(paragraph: etree._Element, found: list[Placeholder]) -> None:
    """Replaces every placeholder of the paragraph by an instruction that points into `found`."""
    give_runs_one_piece(paragraph)
    text, spots = visible_text(paragraph)
    for match in reversed(list(NAME.finditer(text))):
        first = spots[match.start()]
        _erase(spots[match.start() : match.end()])
        instruction = etree.ProcessingInstruction(INSTRUCTION, str(len(found)))
        found.append(_placeholder(match.group(1), first.text.getparent()))
        _insert(instruction, first)


def names_in(paragraph: etree._Element) -> list[str]:
    if not may_hold_placeholders(paragraph):
        return []
    return [match.group(1) for match in NAME.finditer(visible_text(paragraph)[0])]


def has_broken_braces(paragraph: etree._Element) -> bool:
    return bool(BRACES.search(NAME.sub("", visible_text(paragraph)[0])))


def _erase(spots: list[Spot]) -> None:
    """Invisible characters between the erased ones go too; those outside stay."""
    spans: dict[int, tuple[etree._Element, int, int]] = {}
    for spot in spots:
        _, start, _ = spans.get(id(spot.text), (spot.text, spot.offset, 0))
        spans[id(spot.text)] = (spot.text, start, spot.offset + 1)
    for text, start, end in spans.values():
        text.text = (text.text or "")[:start] + (text.text or "")[end:]
        text.set(XML_SPACE, "preserve")


def _insert(instruction: etree._Element, first: Spot) -> None:
    """Between what the run holds before the placeholder and what it holds after."""
    run = first.text.getparent()
    before, after = (first.text.text or "")[: first.offset], (first.text.text or "")[first.offset :]
    if after:
        rest = etree.Element(w("t"), {XML_SPACE: "preserve"})
        rest.text = after
        run.addnext(_run_with(run.find(w("rPr")), rest))
    first.text.text = before
    run.addnext(instruction)


def _placeholder(name: str, run: etree._Element) -> Placeholder:
    properties = run.find(w("rPr"))
    kept = [c for c in (() if properties is None else properties) if c.tag not in _BY_SCRIPT]
    lead = "".join(_plain_xml(c) for c in kept if c.tag not in _AFTER_SCRIPT)
    tail = "".join(_plain_xml(c) for c in kept if c.tag in _AFTER_SCRIPT)
    above = takewhile(lambda one: one.tag != w("p"), run.iterancestors())
    bound = any(one.tag not in _FREE for one in above)
    return Placeholder(name, Markup(lead), Markup(tail), bound)


def _plain_xml(element: etree._Element) -> str:
    """Without the declarations that the part's root makes anyway."""
    xml: str = etree.tostring(element, encoding="unicode", with_tail=False)
    return xml.replace(f' xmlns:w="{W}"', "") if 'xmlns:w="' in xml else xml
