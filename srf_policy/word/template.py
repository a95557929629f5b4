"""A template opened once: checked, and taken apart into literal bytes, names and blocks."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import docx
from lxml import etree

from srf_policy.languages.messages import msg
from srf_policy.languages.tags import LANGUAGES

from .checks import check_direction, check_package, check_styles
from .findings import Finding, TemplateRefused
from .names import BLOCKS, PATTERNS, PLACEHOLDERS, REQUIRED_BLOCKS, nearest
from .outline import Block, Outline, bracket_lone_placeholders, take_blocks
from .package import PackageRefused, parse_xml, read_package, serialise
from .pattern_checks import (
    check_pattern_name,
    check_pattern_rows,
    check_patterns_present,
    is_pattern,
)
from .patterns import Pattern, cut_patterns, mark_patterns
from .placeholders import (
    INSTRUCTION,
    NAME,
    Placeholder,
    has_broken_braces,
    may_hold_placeholders,
    names_in,
    take_out,
    visible_text,
)
from .xmlnames import put_in_order, w

BODY = "word/document.xml"
CORE = "docProps/core.xml"
_FILLED = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_CUT = re.compile(rb"<\?" + INSTRUCTION.encode() + rb" ([^?]*)\?>")
_AROUND = 60


@dataclass(frozen=True)
class Template:
    """`texts` holds, for each part with words in it, literal bytes and instructions in turn."""

    parts: Mapping[str, bytes]
    texts: Mapping[str, tuple[bytes, ...]]
    placeholders: tuple[Placeholder, ...]
    blocks: Mapping[str, Block]
    patterns: tuple[Pattern, ...]
    outline: Outline
    styles: Mapping[str, str]


def check(data: bytes, kind: str, language: str) -> list[Finding]:
    """Everything wrong with a template; empty when it can be used for this kind and language."""
    if kind not in BLOCKS:
        return [Finding("error", msg("word.template.unknown_kind", name=kind), "")]
    if language not in LANGUAGES:
        return [Finding("error", msg("word.template.unknown_language", name=language), "")]
    try:
        return list(_open(data, kind, language)[1])
    except PackageRefused as refusal:
        return [Finding("error", refusal.message, "")]


def open_template(data: bytes, kind: str, language: str) -> Template:
    """The template ready to be filled. Raises `TemplateRefused` and `PackageRefused`."""
    template, findings = _open_cached(data, kind, language)
    errors = tuple(finding for finding in findings if finding.level == "error")
    if template is None or errors:
        raise TemplateRefused(errors)
    return template


@lru_cache(maxsize=32)
def _open_cached(
    data: bytes, kind: str, language: str
) -> tuple[Template | None, tuple[Finding, ...]]:
    return _open(data, kind, language)


def _open(data: bytes, kind: str, language: str) -> tuple[Template | None, tuple[Finding, ...]]:
    parts = read_package(data)
    findings = list(check_package(parts))
    if findings:
        return None, tuple(findings)
    styles = _styles(data)
    findings += check_styles(styles)
    findings += check_direction(parse_xml(parts["word/styles.xml"], "word/styles.xml"), language)
    trees = {
        name: parse_xml(parts[name], name) for name in sorted(parts) if _FILLED.fullmatch(name)
    }
    for name, tree in trees.items():
        findings += _check_words(name, tree, kind)
        findings += check_pattern_rows(name, tree, kind)
    findings += _check_required(trees[BODY], kind)
    findings += _check_properties(parts.get(CORE), kind)
    if findings:
        return None, tuple(findings)
    return _take_apart(parts, trees, styles, kind), ()


def _styles(data: bytes) -> dict[str, str]:
    try:
        document = docx.Document(io.BytesIO(data))
        return {style.name.lower(): style.style_id for style in document.styles if style.name}
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise PackageRefused(msg("word.package.broken")) from error


def _check_words(part: str, tree: etree._Element, kind: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for paragraph in tree.iter(w("p")):
        if not may_hold_placeholders(paragraph):
            continue
        around = visible_text(paragraph)[0].strip()[:_AROUND]
        if has_broken_braces(paragraph):
            yield Finding("error", msg("word.template.broken_braces"), part, around)
        for name in names_in(paragraph):
            if any(name in blocks for blocks in BLOCKS.values()):
                yield from _check_block(name, paragraph, part, kind, seen)
            elif is_pattern(name):
                yield from check_pattern_name(name, part, around, kind)
            elif name not in PLACEHOLDERS:
                yield _unknown(name, part, around, kind)


def _unknown(name: str, part: str, around: str, kind: str) -> Finding:
    close = nearest(name, kind)
    if close is None:
        return Finding("error", msg("word.template.unknown_name", name=name), part, around)
    message = msg("word.template.misspelt_name", name=name, nearest=close)
    return Finding("error", message, part, around)


def _check_block(
    name: str, paragraph: etree._Element, part: str, kind: str, seen: set[str]
) -> Iterator[Finding]:
    text = visible_text(paragraph)[0].strip()
    shown = f"{{{{ {name} }}}}"
    if name not in BLOCKS[kind]:
        yield Finding("error", msg("word.template.block_unfit", name=shown), part, text[:_AROUND])
    if part != BODY or paragraph.getparent().tag != w("body"):
        yield Finding("error", msg("word.template.block_misplaced", name=shown), part)
    if re.sub(r"\s", "", text) != f"{{{{{name}}}}}":
        message = msg("word.template.block_not_alone", name=shown)
        yield Finding("error", message, part, text[:_AROUND])
    if name in seen:
        yield Finding("error", msg("word.template.block_twice", name=shown), part)
    seen.add(name)


def _check_required(body: etree._Element, kind: str) -> Iterator[Finding]:
    present = {name for paragraph in body.iter(w("p")) for name in names_in(paragraph)}
    for name in REQUIRED_BLOCKS[kind]:
        if name not in present:
            yield Finding(
                "error", msg("word.template.block_missing", name=f"{{{{ {name} }}}}"), BODY
            )
    yield from check_patterns_present(present, BODY, kind)


def _check_properties(core: bytes | None, kind: str) -> Iterator[Finding]:
    for element in () if core is None else parse_xml(core, CORE).iterchildren():
        text = element.text or ""
        for name in NAME.findall(text):
            if name not in PLACEHOLDERS:
                yield _unknown(name, CORE, text[:_AROUND], kind)


def _take_apart(
    parts: dict[str, bytes], trees: dict[str, etree._Element], styles: dict[str, str], kind: str
) -> Template:
    found: list[Placeholder] = []
    for tree in trees.values():
        etree.strip_elements(tree, etree.ProcessingInstruction, etree.Comment, with_tail=False)
        put_in_order(tree)
    blocks, outline = take_blocks(trees[BODY], styles, BLOCKS[kind], PATTERNS[kind])
    for tree in trees.values():
        for paragraph in list(tree.iter(w("p"))):
            if may_hold_placeholders(paragraph):
                take_out(paragraph, found)
    bracket_lone_placeholders(trees[BODY])
    mark_patterns(trees[BODY].find(w("body")), found, PATTERNS[kind])
    texts = {name: tuple(_CUT.split(serialise(tree))) for name, tree in trees.items()}
    texts[BODY], patterns = cut_patterns(texts[BODY])
    return Template(parts, texts, tuple(found), blocks, patterns, outline, styles)
