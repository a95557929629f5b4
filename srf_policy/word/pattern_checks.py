"""What can be wrong with the pattern rows of a template."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from lxml import etree

from srf_policy.languages.messages import Message, msg

from .findings import Finding
from .names import PATTERNS, REQUIRED_PATTERNS
from .patterns import names_of_row, prefix_of
from .placeholders import names_in, visible_text
from .xmlnames import w

_AROUND = 60
_MERGED = (w("gridSpan"), w("vMerge"), w("hMerge"))
_NOTES = (w("footnoteReference"), w("endnoteReference"))


def is_pattern(name: str) -> bool:
    """Whether some kind of file has rows with this prefix."""
    return any(prefix_of(name) in prefixes for prefixes in PATTERNS.values())


def check_pattern_name(name: str, part: str, around: str, kind: str) -> Iterator[Finding]:
    """A name with the prefix of a pattern row: fit for this kind, and known."""
    prefix, _, rest = name.partition(".")
    if prefix not in PATTERNS[kind]:
        yield _error("pattern_unfit", part, around, name=shown(name))
    elif rest not in (known := PATTERNS[kind][prefix].split()):
        close = next(iter(get_close_matches(rest, known, n=1)), None)
        if close is None:
            yield _error("unknown_name", part, around, name=name)
        else:
            yield _error("misspelt_name", part, around, name=name, nearest=f"{prefix}.{close}")


def check_pattern_rows(part: str, tree: etree._Element, kind: str) -> Iterator[Finding]:
    """The rows of one part: where they stand, how often, and what is in them."""
    prefixes = PATTERNS[kind]
    body = tree.find(w("body"))
    seen: set[str] = set()
    tables: set[etree._Element] = set()
    for paragraph in tree.iter(w("p")):
        for name in names_in(paragraph):
            if prefix_of(name) in prefixes and not _in_top_row(paragraph, body):
                yield _error("pattern_outside", part, _around(paragraph), name=shown(name))
    for row in () if body is None else body.iter(w("tr")):
        held = dict.fromkeys(prefix_of(n) for n in names_of_row(row) if prefix_of(n) in prefixes)
        if held:
            yield from _check_row(row, list(held), part)
            if seen & set(held) or row.getparent() in tables:
                yield _error("pattern_twice", part, _around(row), name=next(iter(held)))
            seen |= set(held)
            tables.add(row.getparent())


def _in_top_row(paragraph: etree._Element, body: etree._Element | None) -> bool:
    """In a row of a table that stands in the body itself: others are not repeated."""
    row = next(paragraph.iterancestors(w("tr")), None)
    if row is None or body is None:
        return False
    table = row.getparent()
    return table.tag == w("tbl") and table.getparent() is body


def _check_row(row: etree._Element, prefixes: list[str], part: str) -> Iterator[Finding]:
    around = _around(row)
    if len(prefixes) > 1:
        yield _error("pattern_two", part, around, first=prefixes[0], second=prefixes[1])
    if next(row.iter(*_MERGED), None) is not None:
        yield _error("pattern_merged", part, around, name=prefixes[0])
    if next(row.iterdescendants(w("tbl")), None) is not None:
        yield _error("pattern_nested", part, around, name=prefixes[0])
    repeated = [row, *row.itersiblings(w("tr"), preceding=True)]
    if any(next(one.iter(*_NOTES), None) is not None for one in repeated):
        yield _error("pattern_note", part, around, name=prefixes[0])


def check_patterns_present(names: Collection[str], part: str, kind: str) -> Iterator[Finding]:
    present = {prefix_of(name) for name in names}
    for prefix in REQUIRED_PATTERNS[kind]:
        if prefix not in present:
            first = PATTERNS[kind][prefix].split()[0]
            yield _error("pattern_missing", part, "", name=shown(f"{prefix}.{first}"))


def shown(name: str) -> str:
    return f"{{{{ {name} }}}}"


def _around(element: etree._Element) -> str:
    paragraphs = element.iter(w("p"))
    return " | ".join(filter(None, (visible_text(p)[0].strip() for p in paragraphs)))[:_AROUND]


def _error(code: str, part: str, around: str, **params: str) -> Finding:
    message: Message = msg(f"word.template.{code}", **params)
    return Finding("error", message, part, around)
