"""Pattern rows written: strings joined, one per item, because a matrix has thousands of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from lxml import etree

from .anchors import Anchors, name_of_any
from .filling import value_runs
from .lines import prefix_of
from .model import Cell, Group, Item, NoteRef, Ref, WordFile, Words
from .patterns import Pattern
from .pieces import Look, layout_of, marker, note_mark
from .placeholders import Placeholder
from .scripts import clean, split_runs
from .template import Template
from .xmlnames import W, place, w

AT_MOST = 200
"""Rows of one table: office programs lay out longer ones slower than in proportion."""

Step = str | Callable[[Item], str]
_END = "</w:r>"
_BREAKS = {"\n": "<w:br/>", "\t": "<w:tab/>"}

_STYLE = re.compile("(<w:pStyle [^>]*/>)(?!<w:keepNext)")


class Rows:
    """The pattern row of one file, ready to be written for each item."""

    def __init__(
        self, template: Template, pattern: Pattern, file: WordFile, anchors: Anchors, look: Look
    ) -> None:
        self._template, self._file = template, file
        self._anchors, self._look = anchors, look
        self._prefix = pattern.prefix
        self._missing = Cell(Words((file.labels.not_recorded,), file.language))
        self._steps = _joined(self._compiled(pattern.row))

    def write(self, items: Sequence[Item]) -> bytes:
        written: list[str] = []
        for item in items:
            written += [one if isinstance(one, str) else one(item) for one in self._steps]
        if len(items) > 1 and all(cell.bold for cell in items[-1].values()):
            # The sum of a table never stands alone on a page.
            steps = len(self._steps)
            above = _STYLE.sub(r"\1<w:keepNext/>", "".join(written[-2 * steps : -steps]))
            written[-2 * steps : -steps] = [above]
        return "".join(written).encode()

    def _compiled(self, pieces: Sequence[bytes]) -> Iterator[Step]:
        """Literal text stays; a name, a colour and a direction are asked of each item."""
        literals, instructions = pieces[::2], pieces[1::2]
        yield literals[0].decode()
        seen: set[str] = set()
        for instruction, literal in zip(instructions, literals[1:], strict=True):
            word, *numbers = instruction.decode().split()
            if word in ("fill", "turn"):
                keys = [self._key(int(number)) for number in numbers]
                ask = self._fill if word == "fill" else self._turn
                yield ask(keys, literal.decode())
            elif word == "kept":
                yield literal.decode()
            else:
                yield self._value(self._template.placeholders[int(word)], seen)
                yield literal.decode()

    def _key(self, number: int) -> str:
        return self._template.placeholders[number].name.partition(".")[2]

    def _value(self, placeholder: Placeholder, seen: set[str]) -> Step:
        if prefix_of(placeholder.name) != self._prefix:
            return value_runs(placeholder, self._file).decode()
        key = placeholder.name.partition(".")[2]
        gap = _Gap(placeholder, self._anchors, self._look, first=key not in seen)
        seen.add(key)
        return lambda item: gap.write(item.get(key, self._missing))

    def _fill(self, keys: Sequence[str], kept: str) -> Step:
        def fill(item: Item) -> str:
            for key in keys:
                if key in item and item[key].fill:
                    colour = escape(item[key].fill)
                    return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>'
            return kept

        return fill

    def _turn(self, keys: Sequence[str], kept: str) -> Step:
        """The paragraph follows its words where all of them run against the file."""
        ours = self._file.language

        def turn(item: Item) -> str:
            words = [item[key].words for key in keys if key in item]
            if all(one.language == ours for one in words):
                return kept
            layouts = {layout_of(one, ours) for one in words if one.parts}
            return kept if len(layouts) != 1 else str(layouts.pop()) or kept

        return turn


def _joined(steps: Iterator[Step]) -> list[Step]:
    joined: list[Step] = []
    for step in steps:
        if isinstance(step, str) and joined and isinstance(joined[-1], str):
            joined[-1] += step
        else:
            joined.append(step)
    return joined


class _Gap:
    """One name of the row: what it stands for, in the format of the run it began in."""

    def __init__(
        self, placeholder: Placeholder, anchors: Anchors, look: Look, *, first: bool
    ) -> None:
        self._anchors, self._look = anchors, look
        self._anchored, self._bound = first, placeholder.bound
        self._lead, self._tail = placeholder.lead, placeholder.tail
        self._openings: dict[tuple[str, bool], str] = {}

    def write(self, cell: Cell) -> str:
        words = cell.words
        parts = words.parts
        if len(parts) == 1 and isinstance(parts[0], str):
            xml = self._text(parts[0], words.language, cell.bold)
        else:
            xml = "".join(self._part(part, words.language, cell.bold) for part in parts)
        if cell.choices:
            xml = _choice(cell, xml or f"{self._opening('', cell.bold)}<w:t></w:t>{_END}")
        if cell.anchor and self._anchored:
            number = self._anchors.open(name_of_any(cell.anchor), cell.provision, words.text)
            start = f'<w:bookmarkStart w:id="{number}" w:name="{cell.anchor}"/>'
            xml = f'{start}{xml}<w:bookmarkEnd w:id="{number}"/>'
        return self._marker(words) + xml if words.marker else xml

    def _text(self, text: str, language: str, bold: bool) -> str:
        openings = self._openings
        runs = split_runs(text, self._look.language, language)
        return "".join(
            [
                (openings.get((properties, bold)) or self._opening(properties, bold))
                + _inside(words) + _END
                for properties, words in runs
            ]
        )  # fmt: skip

    def _opening(self, properties: str, bold: bool) -> str:
        lead = bolder(self._lead) if bold else self._lead
        format_ = f"{lead}{properties}{self._tail}"
        opening = f"<w:r><w:rPr>{format_}</w:rPr>" if format_ else "<w:r>"
        self._openings[properties, bold] = opening
        return opening

    def _part(self, part: str | Ref, language: str, bold: bool) -> str:
        if isinstance(part, str):
            return self._text(part, language, bold)
        if isinstance(part, NoteRef):
            return "".join(
                '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
                f'<w:footnoteReference w:id="{number}"/></w:r>'
                for _, number, _ in note_mark(part, self._anchors)
            )
        lead = self._look.reference + without_style(self._lead)
        runs = "".join(
            f"<w:r><w:rPr>{lead}{properties}{self._tail}</w:rPr>{_inside(words)}{_END}"
            for properties, words in split_runs(part.text, self._look.language, language)
        )
        target = None if self._bound else self._anchors.targets.get(part.mark)
        if not target:
            return runs
        return f'<w:hyperlink w:anchor="{target}" w:history="1">{runs}</w:hyperlink>'

    def _marker(self, words: Words) -> str:
        return "".join(
            f"<w:r><w:rPr>{properties}</w:rPr>{_inside(str(text))}{_END}"
            for _, properties, text in marker(words, self._look)
        )


def _inside(words: str) -> str:
    held = _BREAKS.get(words)
    if held:
        return held
    if "&" in words or "<" in words or ">" in words:
        words = escape(words, quote=False)
    return f'<w:t xml:space="preserve">{words}</w:t>'


def _choice(cell: Cell, xml: str) -> str:
    """A list to choose from. Only its text matters: office programs lose the tag."""
    names = [escape(clean(name)) for name in dict.fromkeys(cell.choices) if name]
    items = "".join(f'<w:listItem w:displayText="{name}" w:value="{name}"/>' for name in names)
    return (
        f"<w:sdt><w:sdtPr><w:dropDownList>{items}</w:dropDownList></w:sdtPr>"
        f"<w:sdtContent>{xml}</w:sdtContent></w:sdt>"
    )


def bolder(lead: str) -> str:
    """Run properties with bold among them."""
    properties = _properties(lead)
    for name in ("b", "bCs"):
        place(properties, name)
    return _inner(properties)


def without_style(lead: str) -> str:
    """Run properties without a character style: a run has only one."""
    if "rStyle" not in lead:
        return lead
    properties = _properties(lead)
    for style in properties.findall(w("rStyle")):
        properties.remove(style)
    return _inner(properties)


def _properties(lead: str) -> etree._Element:
    return etree.fromstring(f'<w:rPr xmlns:w="{W}">{lead}</w:rPr>')


def _inner(properties: etree._Element) -> str:
    xml = (etree.tostring(one, encoding="unicode", with_tail=False) for one in properties)
    return "".join(xml).replace(f' xmlns:w="{W}"', "")


def heading_anchor(prefix: str, number: int) -> str:
    """The bookmark of a group's heading, known before the group is written."""
    return f"srf_group_{prefix}_{number}"


class Between(NamedTuple):
    """Paragraphs: that part two tables, that end a section after one, and for no rows at all."""

    gap: bytes
    end: bytes
    nothing: bytes


def tables(
    pattern: Pattern,
    groups: Sequence[Group],
    rows: Rows,
    frame: tuple[bytes, bytes],
    between: Between,
    heading: Callable[[int, str], bytes],
) -> Iterator[bytes]:
    """One table or more for each group; `frame` is what stands above and below the rows."""
    above, below = frame
    chunks = [
        (number, group, start)
        for number, group in enumerate(groups, 1)
        for start in range(0, len(group.items), AT_MOST) or ([0] if group.heading else [])
    ]
    if not any(group.items for group in groups):
        yield between.nothing
        return
    last = max(place for place, (_, group, _) in enumerate(chunks) if group.items)
    meets = pattern.meets_before
    for position, (number, group, start) in enumerate(chunks):
        if group.heading and start == 0:
            yield heading(number, group.heading)
            meets = False
        if not group.items:
            yield between.nothing
            continue
        if meets:
            yield between.gap
        yield above
        yield rows.write(group.items[start : start + AT_MOST])
        yield below if position == last else b"</w:tbl>"
        meets = True
    if meets and pattern.meets_after:
        yield between.end
