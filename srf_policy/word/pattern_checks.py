"""What can be wrong with the pattern rows of a template."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from lxml import etree

from srf_policy.languages.messages import Message, msg

from .findings import Finding
from .lines import Lines, beginning, prefix_of
from .names import PATTERNS, REQUIRED_PATTERNS
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


def check_pattern_rows(
    part: str, tree: etree._Element, lines: Lines, kind: str
) -> Iterator[Finding]:
    """The rows of one part: where they stand, how often, and what is in them."""
    prefixes = PATTERNS[kind]
    body = tree.find(w("body"))
    for paragraph in lines.braced:
        for name in lines.names(paragraph):
            if prefix_of(name) in prefixes and not _in_top_row(paragraph, body):
                around = lines.text(paragraph).strip()[:_AROUND]
                yield _error("pattern_outside", part, around, name=shown(name))
    held = {
        row: [one for one in dict.fromkeys(map(prefix_of, names)) if one in prefixes]
        for row, names in lines.names_by_row().items()
    }
    if body is not None and any(held.values()):
        yield from _check_rows(body, held, lines, part)


def _check_rows(
    body: etree._Element, held: Mapping[etree._Element, list[str]], lines: Lines, part: str
) -> Iterator[Finding]:
    """Rows in their order, so that what stands above one in its table has been seen."""
    noted = {row for note in body.iter(*_NOTES) for row in note.iterancestors(w("tr"))}
    above: set[etree._Element] = set()
    seen: set[str] = set()
    tables: set[etree._Element] = set()
    for row in body.iter(w("tr")):
        table = row.getparent()
        if row in noted:
            above.add(table)
        prefixes = held.get(row)
        if prefixes:
            around = beginning(lines, row, _AROUND)
            yield from _check_row(row, prefixes, table in above, part, around)
            if seen & set(prefixes) or table in tables:
                yield _error("pattern_twice", part, around, name=prefixes[0])
            seen |= set(prefixes)
            tables.add(table)


def _in_top_row(paragraph: etree._Element, body: etree._Element | None) -> bool:
    """In a row of a table that stands in the body itself: others are not repeated."""
    row = next(paragraph.iterancestors(w("tr")), None)
    if row is None or body is None:
        return False
    table = row.getparent()
    return table.tag == w("tbl") and table.getparent() is body


def _check_row(
    row: etree._Element, prefixes: list[str], noted: bool, part: str, around: str
) -> Iterator[Finding]:
    """`noted`: a footnote stands in it, or above it in its table."""
    if len(prefixes) > 1:
        yield _error("pattern_two", part, around, first=prefixes[0], second=prefixes[1])
    if next(row.iter(*_MERGED), None) is not None:
        yield _error("pattern_merged", part, around, name=prefixes[0])
    if next(row.iterdescendants(w("tbl")), None) is not None:
        yield _error("pattern_nested", part, around, name=prefixes[0])
    if noted:
        yield _error("pattern_note", part, around, name=prefixes[0])


def check_patterns_present(names: Collection[str], part: str, kind: str) -> Iterator[Finding]:
    present = {prefix_of(name) for name in names}
    for prefix in REQUIRED_PATTERNS[kind]:
        if prefix not in present:
            first = PATTERNS[kind][prefix].split()[0]
            yield _error("pattern_missing", part, "", name=shown(f"{prefix}.{first}"))


def shown(name: str) -> str:
    return f"{{{{ {name} }}}}"


def _error(code: str, part: str, around: str, **params: str) -> Finding:
    message: Message = msg(f"word.template.{code}", **params)
    return Finding("error", message, part, around)
