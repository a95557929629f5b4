"""Errors in the words of a template: placeholders, block markers, document properties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from srf_policy.languages.messages import msg

from .findings import Finding
from .lines import Lines
from .names import BLOCKS, PLACEHOLDERS, REQUIRED_BLOCKS, nearest
from .pattern_checks import check_pattern_name, check_patterns_present, is_pattern, shown
from .placeholders import NAME, has_broken_braces, own_pictures
from .xmlnames import w

FILLED_PROPERTIES = ("title", "subject", "contentStatus")
_AROUND = 60


def check_words(part: str, lines: Lines, kind: str) -> Iterator[Finding]:
    """Every name and marker of one part; `part` with a body may hold blocks."""
    seen: set[str] = set()
    for paragraph in lines.braced:
        text = lines.text(paragraph)
        around = text.strip()[:_AROUND]
        if has_broken_braces(text):
            yield Finding("error", msg("word.template.broken_braces"), part, around)
        for name in lines.names(paragraph):
            if any(name in blocks for blocks in BLOCKS.values()):
                yield from _check_block(name, paragraph, text.strip(), part, kind, seen)
            elif name not in PLACEHOLDERS:
                yield from _check_name(name, part, around, kind)


def _check_name(name: str, part: str, around: str, kind: str) -> Iterator[Finding]:
    if is_pattern(name):
        yield from check_pattern_name(name, part, around, kind)
        return
    close = nearest(name, kind)
    if close is None:
        message = msg("word.template.unknown_name", name=name[:_AROUND])
    else:
        message = msg("word.template.misspelt_name", name=name, nearest=close)
    yield Finding("error", message, part, around)


def _check_block(
    name: str, paragraph: etree._Element, text: str, part: str, kind: str, seen: set[str]
) -> Iterator[Finding]:
    around = text[:_AROUND]
    named = shown(name)
    if name not in BLOCKS[kind]:
        yield Finding("error", msg("word.template.block_unfit", name=named), part, around)
    if paragraph.getparent().tag != w("body"):
        yield Finding("error", msg("word.template.block_misplaced", name=named), part, around)
    if re.sub(r"\s", "", text) != f"{{{{{name}}}}}" or own_pictures(paragraph):
        yield Finding("error", msg("word.template.block_not_alone", name=named), part, around)
    if name in seen:
        yield Finding("error", msg("word.template.block_twice", name=named), part, around)
    seen.add(name)


def check_required(part: str, lines: Lines, kind: str) -> Iterator[Finding]:
    """Blocks and pattern rows that this kind of file cannot do without."""
    present = {name for paragraph in lines.braced for name in lines.names(paragraph)}
    for name in REQUIRED_BLOCKS[kind]:
        if name not in present:
            yield Finding("error", msg("word.template.block_missing", name=shown(name)), part)
    yield from check_patterns_present(present, part, kind)


def check_properties(part: str, core: etree._Element, kind: str) -> Iterator[Finding]:
    """Title, subject and status may hold names, each of them one value."""
    for element in core.iterchildren(*(f"{{*}}{name}" for name in FILLED_PROPERTIES)):
        text = element.text or ""
        around = text[:_AROUND]
        if has_broken_braces(text):
            yield Finding("error", msg("word.template.broken_braces"), part, around)
        for name in NAME.findall(text):
            if any(name in blocks for blocks in BLOCKS.values()):
                message = msg("word.template.block_misplaced", name=shown(name))
                yield Finding("error", message, part, around)
            elif is_pattern(name) and name not in PLACEHOLDERS:
                message = msg("word.template.pattern_outside", name=shown(name))
                yield Finding("error", message, part, around)
            elif name not in PLACEHOLDERS:
                yield from _check_name(name, part, around, kind)
