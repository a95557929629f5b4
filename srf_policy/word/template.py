"""A template opened once: checked, and taken apart into literal bytes, names and blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import escape

from srf_policy.languages.messages import msg
from srf_policy.languages.tags import LANGUAGES

from .advice import advice
from .bounds import refuse_too_large, refuse_too_many_names
from .checks import check_direction, check_fields, check_package, check_styles, style_ids
from .design import styles as designed
from .findings import Finding, TemplateRefused, at_most
from .lines import Lines
from .names import BLOCKS, PATTERNS
from .opening import BODY, CORE, Opened, open_parts, open_read
from .outline import Block, Outline, bracket_lone_placeholders, take_blocks
from .package import PackageRefused, read_package, serialise
from .pattern_checks import check_pattern_rows
from .patterns import Pattern, cut_patterns, mark_patterns
from .placeholders import INSTRUCTION, Placeholder, take_out
from .properties import bound_properties
from .word_checks import check_properties, check_required, check_words
from .xmlnames import put_in_order, w

_CUT = re.compile(rb"<\?" + INSTRUCTION.encode() + rb" ([^?]*)\?>")


@dataclass(frozen=True)
class Template:
    """`texts` holds, for each part with words in it, literal bytes and instructions in turn;
    `properties` what the document properties say, names among it."""

    parts: Mapping[str, bytes]
    texts: Mapping[str, tuple[bytes, ...]]
    placeholders: tuple[Placeholder, ...]
    blocks: Mapping[str, Block]
    patterns: tuple[Pattern, ...]
    outline: Outline
    styles: Mapping[str, str]
    properties: Mapping[str, str]


def check(data: bytes, kind: str, language: str) -> list[Finding]:
    """All that is to be said about a template: errors, warnings and notes. Without an error in it
    the template can be filled: opening one for an export is the same work.
    """
    if kind not in BLOCKS:
        return [Finding("error", msg("word.template.unknown_kind", name=kind), "")]
    if language not in LANGUAGES:
        return [Finding("error", msg("word.template.unknown_language", name=language), "")]
    try:
        parts = read_package(data)
        refuse_too_large(data, parts)
        opened = open_read(data, parts)
        refuse_too_many_names(opened)
        said = at_most(advice(opened, kind, language))
        return [*_open(opened, kind, language)[1], *said]
    except PackageRefused as refusal:
        return [Finding("error", refusal.message, "")]


def open_template(data: bytes, kind: str, language: str) -> Template:
    """The template ready to be filled. Raises `TemplateRefused` and `PackageRefused`."""
    template, errors = _open_cached(data, kind, language)
    if template is None:
        raise TemplateRefused(errors)
    return template


@lru_cache(maxsize=32)
def _open_cached(
    data: bytes, kind: str, language: str
) -> tuple[Template | None, tuple[Finding, ...]]:
    return _open(open_parts(data), kind, language)


def _open(opened: Opened, kind: str, language: str) -> tuple[Template | None, tuple[Finding, ...]]:
    """The template, or what is wrong with it. Changes the trees."""
    styles = style_ids(opened.styles)
    findings = at_most(_errors(opened, styles, kind, language))
    if findings:
        return None, tuple(findings)
    return _take_apart(opened, styles, kind), ()


def _errors(
    opened: Opened, styles: Mapping[str, str], kind: str, language: str
) -> Iterator[Finding]:
    yield from check_package(opened.parts)
    yield from check_styles(styles)
    yield from check_direction(opened.styles, opened.trees[BODY], language)
    for name, tree in opened.trees.items():
        yield from check_fields(name, tree)
        yield from check_words(name, opened.lines[name], kind)
        yield from check_pattern_rows(name, tree, opened.lines[name], kind)
    yield from check_required(BODY, opened.lines[BODY], kind)
    if opened.core is not None:
        yield from check_properties(CORE, opened.core, kind)


def _take_apart(opened: Opened, styles: dict[str, str], kind: str) -> Template:
    trees, body = opened.trees, opened.trees[BODY]
    found: list[Placeholder] = []
    properties = bound_properties(opened)
    for tree in trees.values():
        put_in_order(tree)
    blocks, outline = take_blocks(body, opened.lines[BODY], styles, BLOCKS[kind], PATTERNS[kind])
    for tree in trees.values():
        lines = Lines(tree)
        for paragraph in lines.braced:
            take_out(lines.texts(paragraph), found)
    bracket_lone_placeholders(body)
    mark_patterns(body.find(w("body")), found, PATTERNS[kind])
    texts = {name: tuple(_CUT.split(serialise(tree))) for name, tree in trees.items()}
    texts[BODY], patterns = cut_patterns(texts[BODY])
    # Styles that no template needs to have: their text then looks like any other.
    every = {one.name.lower(): styles["normal"] for one in designed()} | styles
    # Ids are written as they stand here; those that say nothing to XML stay plain strings.
    every = {name: one if one.isalnum() else escape(one) for name, one in every.items()}
    return Template(opened.parts, texts, tuple(found), blocks, patterns, outline, every, properties)
