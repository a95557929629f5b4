"""The numbers by which people quote a text: computed from the tree, never stored or typed.

Rule: `word.md` section 2. Areas 1, objectives 1.1, measures 1.1.1; paragraphs run through the
whole document, and so do tables, figures and footnotes; items and definitions (a), (b) start again
under each parent; lines of the action plan are counted in their own order; parts, sections and
annexes carry none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from srf_policy.languages.messages import Message, Numeral, msg

CHAINED = frozenset({"area", "objective", "measure"})
RUNNING = frozenset({"paragraph", "action", "table", "figure", "footnote"})
NAMED = frozenset({"table", "figure", "footnote"})
"""Kinds whose number never stands alone before the text: it would read as a paragraph's."""

LETTERED = frozenset({"item", "definition"})


class Placed(NamedTuple):
    """One provision where it stands; siblings come in their order."""

    id: str
    kind: str
    parent: str | None


def number(provisions: Iterable[tuple[str, str, str | None]]) -> dict[str, str]:
    """Numbers in ASCII digits by provision id, "" for kinds that carry none.

    `provisions` are (id, kind, parent); only the order among siblings matters. A provision whose
    parent is not among them is taken as standing at the top.
    """
    counted: defaultdict[str, int] = defaultdict(int)
    numbers: dict[str, str] = {}
    for placed, chain in _walk([Placed(*row) for row in provisions]):
        numbers[placed.id] = _next_number(placed, chain, counted, numbers)
    return numbers


def _next_number(
    placed: Placed, chain: str, counted: defaultdict[str, int], numbers: dict[str, str]
) -> str:
    if placed.kind in CHAINED:
        counted["chain " + chain] += 1
        prefix = numbers[chain] + "." if chain else ""
        return f"{prefix}{counted['chain ' + chain]}"
    if placed.kind in RUNNING:
        counted["run " + placed.kind] += 1
        return str(counted["run " + placed.kind])
    if placed.kind in LETTERED:
        parent = f"letter {placed.parent}"
        counted[parent] += 1
        return letters(counted[parent])
    return ""


def _walk(provisions: Sequence[Placed]) -> Iterator[tuple[Placed, str]]:
    """Every provision in reading order, with the nearest numbered ancestor ("" for none)."""
    known = {placed.id for placed in provisions}
    children: defaultdict[str | None, list[Placed]] = defaultdict(list)
    for placed in provisions:
        children[placed.parent if placed.parent in known else None].append(placed)
    waiting = [(placed, "") for placed in reversed(children[None])]
    while waiting:
        placed, chain = waiting.pop()
        yield placed, chain
        below = placed.id if placed.kind in CHAINED else chain
        waiting.extend(
            (child, below) for child in reversed(_notes_first(children.get(placed.id, [])))
        )


def _notes_first(children: list[Placed]) -> list[Placed]:
    """A provision's footnotes are marked in its own words, before what stands below it."""
    if all(placed.kind != "footnote" for placed in children):
        return children
    return sorted(children, key=lambda placed: placed.kind != "footnote")


def letters(count: int) -> str:
    """1 is a, 26 is z, 27 is aa."""
    word = ""
    while count:
        count, rest = divmod(count - 1, 26)
        word = chr(ord("a") + rest) + word
    return word


def printed(kind: str, number: str) -> str:
    """The number as it stands before the text: `1.`, `(a)`, `2.1.3`."""
    if kind in LETTERED and number:
        return f"({number})"
    if kind in NAMED:
        return ""
    return f"{number}." if kind == "paragraph" and number else number


def quoted(kind: str, number: str) -> str:
    """The number as it stands within a sentence: `17`, `(a)`, `2.1.3`."""
    return f"({number})" if kind in LETTERED and number else number


def label(kind: str, number: str) -> Message:
    """How a provision is named in a sentence: "measure 2.1.3", "item (a)", "annex"."""
    if not number:
        return msg(f"provision.{kind}_unnumbered")
    return msg(f"provision.{kind}", number=Numeral(quoted(kind, number)))
