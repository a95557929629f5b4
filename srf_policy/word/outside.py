"""The paragraphs of a draft that are no provision's: its template's, the acronyms, heads and sums of
the action plan. Their words are listed when the file is made, so that one that somebody adds later is
found.

The contents and what stands between the provisions follow from the text itself and need no list. It is
kept in the document properties: LibreOffice drops the manifest, and Word keeps no property that is longer.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from lxml import etree

from .filling import value_of
from .manifest import CUSTOM, Parts
from .marked import loose_words
from .model import WordFile
from .notes import PART as NOTES
from .opening import BODY
from .scripts import clean
from .stamp import LISTED
from .template import Template
from .xmlnames import W

KINDS = frozenset({"draft"})
"""Kinds in which every paragraph is ours; into the others people write."""

_VALUE = '<w:r xmlns:w="{}"><w:t>\ue000{}\ue001</w:t></w:r>'
_GAP = re.compile("\ue000([0-9]+)\ue001")
_PROPERTY = (
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{}" name="SRF{}{}">'
    "<vt:lpwstr>{}</vt:lpwstr></property>"
)
_END = b"</Properties>"
_BYTES, _EACH = 12, 15
"""Bytes of a fingerprint, and how many of them one property holds: 255 characters at the most."""


def add_list(parts: Parts, file: WordFile, template: Template) -> None:
    """Puts the list into the properties, signed, where the file can be signed for it."""
    held = parts[CUSTOM]
    if file.origin.seal is None or not isinstance(held, bytes):
        return
    made = (*_plan(template, file), *_acronyms(template, file))
    lines = filter(None, (plain_line(clean(one)) for one in made))
    prints = [*_filled(template, file), *map(print_of, lines)]
    told = [prints[start : start + _EACH] for start in range(0, len(prints), _EACH)]
    values = [file.origin.seal(digest_of(prints)), *map("".join, told)]
    first = held.count(b"<property ") + 2
    said = [_PROPERTY.format(first + n, LISTED, n, value) for n, value in enumerate(values)]
    parts[CUSTOM] = held.replace(_END, "".join(said).encode() + _END)


def listed_in(properties: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The signature and the fingerprints that the properties of a file hold."""
    names = (f"{LISTED}{number}" for number in range(1, len(properties)))
    told = "".join(properties.get(name, "") for name in names)
    size = len(print_of(""))
    prints = tuple(told[start : start + size] for start in range(0, len(told), size))
    return properties.get(f"{LISTED}0", ""), prints


def print_of(line: str) -> str:
    """The fingerprint of a plain line."""
    return b64encode(hashlib.sha256(line.encode()).digest()[:_BYTES], b"-_").decode()


def digest_of(prints: Sequence[str]) -> str:
    """What is signed of the list."""
    return hashlib.sha256("".join(prints).encode()).hexdigest()


def plain_line(words: str) -> str:
    """A paragraph whatever its white space."""
    return " ".join(words.split())


def _filled(template: Template, file: WordFile) -> Iterator[str]:
    """Prints of the template's own paragraphs with their values."""
    for printed, pieces in _lines(template.texts[BODY], template.parts.get(NOTES)):
        if printed:
            yield printed
            continue
        words = list(pieces)
        for place in range(1, len(words), 2):
            words[place] = value_of(template.placeholders[int(words[place])].name, file)
        line = plain_line(clean("".join(words)))
        if line:
            yield print_of(line)


@lru_cache(maxsize=32)
def _lines(texts: tuple[bytes, ...], notes: bytes | None) -> list[tuple[str, list[str]]]:
    """Prints of paragraphs without a placeholder, words and numbers of placeholders in turn of the
    others; worked out once for each template."""
    pieces = list(texts)
    for place in range(1, len(pieces), 2):
        number = pieces[place].decode()
        pieces[place] = _VALUE.format(W, number).encode() if number.isdecimal() else b""
    read = [etree.fromstring(xml) for xml in (b"".join(pieces), notes) if xml]
    found = [plain_line(words) for tree in read for words in loose_words(tree)]
    return [("" if _GAP.search(line) else print_of(line), _GAP.split(line)) for line in found]


def _plan(template: Template, file: WordFile) -> Iterator[str]:
    """Its heads and sums, which are no provision's."""
    if "action_plan" not in template.blocks:
        return
    if file.plan is None or not file.plan.lines:
        yield file.labels.no_plan
        return
    yield file.plan.number_heading
    yield from (column.heading for column in file.plan.columns)
    for sums in file.plan.sums:
        yield sums.caption
        yield from sums.headings
        for words, figures in sums.rows:
            yield from (words.text, *figures)


def _acronyms(template: Template, file: WordFile) -> Iterator[str]:
    if "acronyms" not in template.blocks:
        return
    labels = file.labels
    yield from [labels.acronym, labels.meaning] if file.acronyms else [labels.no_acronyms]
    for pair in file.acronyms:
        yield from pair
