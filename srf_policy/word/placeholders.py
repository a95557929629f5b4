"""Placeholders found in a paragraph, however many runs an office program has cut them into.

Algorithm: `word.md` section 3. Each one is taken out and a processing instruction `<?srf N?>`
left in its place, between runs; text of people can never look like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
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
_SEEN = dict.fromkeys(_INVISIBLE) | {0xA0: " "}
TEXT, _RUN, _PARAGRAPH = w("t"), w("r"), w("p")
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


class Stretch(NamedTuple):
    """Characters of one `w:t`."""

    text: etree._Element
    start: int
    end: int


def visible_text(paragraph: etree._Element) -> str:
    """The paragraph's own text without invisible marks."""
    return visible(own_texts(paragraph))


def visible(texts: Iterable[etree._Element]) -> str:
    """What these `w:t` say together, without invisible marks."""
    words = "".join([text.text or "" for text in texts])
    return words if words.isascii() else words.translate(_SEEN)


def stretches(
    texts: Sequence[etree._Element], matches: Iterable[re.Match[str]]
) -> Iterator[list[Stretch]]:
    """For each match in what is `visible`, from left to right: where its characters stand."""
    seen = [_seen(text.text or "") for text in texts]
    first, begins = 0, 0
    for match in matches:
        start, end = match.span()
        while begins + len(seen[first]) <= start:
            begins += len(seen[first])
            first += 1
        found: list[Stretch] = []
        at, number = begins, first
        while at < end:
            offsets = seen[number]
            held = offsets[max(start - at, 0) : end - at]
            if held:
                found.append(Stretch(texts[number], held[0], held[-1] + 1))
            at, number = at + len(offsets), number + 1
        yield found


def _seen(words: str) -> Sequence[int]:
    """The places of the characters that are visible."""
    if words.isascii():
        return range(len(words))
    return [n for n, character in enumerate(words) if ord(character) not in _INVISIBLE]


def own_texts(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Every `w:t` that belongs to this paragraph: not of a text box inside it, not deleted."""
    return (text for text in paragraph.iter(TEXT) if owner_of(text) is paragraph)


def owner_of(text: etree._Element) -> etree._Element | None:
    """The paragraph to which a `w:t` belongs; None if it was deleted, or stands in no run."""
    above = text.getparent()
    if above is None or above.tag != _RUN:
        return None
    while above is not None and (tag := above.tag) != _PARAGRAPH:
        if tag in _DELETED:
            return None
        above = above.getparent()
    return above


def own_pictures(paragraph: etree._Element) -> bool:
    """Whether a picture or a text box hangs on the paragraph."""
    return next(paragraph.iter(w("drawing"), w("pict"), w("object")), None) is not None


def give_runs_one_piece(texts: Iterable[etree._Element]) -> None:
    """LibreOffice writes text, tab, text in one run; a value put after it would come too late."""
    runs = {id(t.getparent()): t.getparent() for t in texts if _has_brace(t)}
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


def take_out(texts: Sequence[etree._Element], found: list[Placeholder]) -> None:
    """Replaces every placeholder of a paragraph by an instruction that points into `found`; given
    are the texts that belong to it."""
    give_runs_one_piece(texts)
    matches = list(NAME.finditer(visible(texts)))
    number = len(found) + len(matches)
    made: list[Placeholder] = []
    cuts: dict[etree._Element, list[tuple[Stretch, int | None]]] = {}
    for match, (begun, *rest) in zip(matches, stretches(texts, matches), strict=True):
        number -= 1
        made.append(_placeholder(match.group(1), begun.text.getparent()))
        cuts.setdefault(begun.text, []).append((begun, number))
        for stretch in rest:
            cuts.setdefault(stretch.text, []).append((stretch, None))
    # Numbers run from the last one to the first.
    found += reversed(made)
    for text, its_own in cuts.items():
        _cut(text, its_own)


def _cut(text: etree._Element, cuts: Iterable[tuple[Stretch, int | None]]) -> None:
    """Takes the stretches out; behind what stands before a numbered one its instruction comes,
    then the rest in a run of its own. Invisible characters inside a stretch go too."""
    words, at = text.text or "", 0
    pieces, numbers = [""], list[int]()
    for stretch, number in cuts:
        pieces[-1] += words[at : stretch.start]
        if number is not None:
            numbers.append(number)
            pieces.append("")
        at = stretch.end
    pieces[-1] += words[at:]
    run = text.getparent()
    text.text = pieces[0]
    text.set(XML_SPACE, "preserve")
    for number, rest in zip(reversed(numbers), reversed(pieces[1:]), strict=True):
        if rest:
            behind = etree.Element(TEXT, {XML_SPACE: "preserve"})
            behind.text = rest
            run.addnext(_run_with(run.find(w("rPr")), behind))
        run.addnext(etree.ProcessingInstruction(INSTRUCTION, str(number)))


def has_broken_braces(text: str) -> bool:
    return bool(BRACES.search(NAME.sub("", text)))


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
