"""The numbers by which people quote a text: computed from the tree by a scheme, never typed.

Rule: `word.md` section 2. By itself (`decimal`): areas 1, objectives 1.1, measures 1.1.1;
paragraphs run through the whole document, and so do tables, figures and footnotes; items and
definitions (a), (b) start again under each parent; lines of the action plan are counted in their
own order; parts, sections and annexes carry none. Other schemes: `schemes.py`.

The logical number is ASCII and the same in every language: ids, search, anchors and sorting use it.
What a language prints for it is kept with each revision when that is published, and never changes.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from srf_policy.languages.digits import to_native
from srf_policy.languages.messages import Message, Numeral, msg
from srf_policy.languages.rendering import say

from .chain import canonical_json
from .schemes import DEFAULT, Numbering, Rule, lettered

NAMED = frozenset({"table", "figure", "footnote"})
"""Kinds whose number never stands alone before the text: it would read as a paragraph's."""

LETTERED = frozenset({"item", "definition"})

_NONE: Mapping[str, str] = MappingProxyType({})


class Placed(NamedTuple):
    """One provision where it stands; siblings come in their order."""

    id: str
    kind: str
    parent: str | None


class Number(Numeral):
    """A provision's logical number that knows what each language prints for it.

    `stored` is what was printed when the revision was published; for other languages, and for the
    draft that is being written, the scheme says it. `above` names what an item belongs to.
    """

    __slots__ = ("above", "kind", "logical", "numbering", "stored")
    kind: str
    logical: str
    numbering: Numbering
    stored: Mapping[str, str]
    above: Above | None

    @classmethod
    def of(
        cls, kind: str, logical: str, numbering: Numbering = DEFAULT,
        stored: Mapping[str, str] = _NONE, above: Above | None = None, *, shown: str = "",
    ) -> Number:  # fmt: skip
        """`shown`: what stands for it as a plain string, where that is not the logical number."""
        made = cls(shown or logical)
        made.kind, made.logical, made.numbering = kind, logical, numbering
        made.stored, made.above = stored, above
        return made

    def in_language(self, language: str) -> str:
        """As it stands within a sentence of this language."""
        held = self.stored.get(language)
        return held or self.numbering.quoted(self.kind, self.logical, language)

    @property
    def rule(self) -> Rule | None:
        """How its kind is numbered."""
        return self.numbering.rule(self.kind)

    @property
    def names_itself(self) -> bool:
        """Does it stand with a word of its own, such as Article 5?"""
        return self.rule is not None and bool(self.rule.word)


Above = tuple[str, Number]
"""Kind and number of the provision to which an item belongs."""


def number(
    provisions: Iterable[tuple[str, str, str | None]], numbering: Numbering = DEFAULT
) -> dict[str, str]:
    """Numbers in ASCII by provision id, "" for kinds that carry none.

    `provisions` are (id, kind, parent); only the order among siblings matters. A provision whose
    parent is not among them is taken as standing at the top.
    """
    counted: defaultdict[str, int] = defaultdict(int)
    numbers: dict[str, str] = {}
    for placed, chain in _walk([Placed(*row) for row in provisions], numbering):
        rule = numbering.rule(placed.kind)
        numbers[placed.id] = _next(placed, chain, rule, counted, numbers) if rule else ""
    return numbers


def _next(
    placed: Placed, chain: str, rule: Rule, counted: defaultdict[str, int], numbers: dict[str, str]
) -> str:
    if rule.counts == "chain" or (rule.counts == "area" and chain):
        counted["chain " + chain] += 1
        prefix = numbers[chain] + "." if chain else ""
        return f"{prefix}{counted['chain ' + chain]}"
    among = f"letter {placed.parent}" if rule.counts == "parent" else ""
    series = among or "run " + (rule.series or placed.kind)
    counted[series] += 1
    return lettered(counted[series]) if rule.lettered else str(counted[series])


def _walk(provisions: Sequence[Placed], numbering: Numbering) -> Iterator[tuple[Placed, str]]:
    """Every provision in reading order, with the nearest chained ancestor ("" for none)."""
    chained = {kind for kind, rule in numbering.scheme.rules.items() if rule.counts == "chain"}
    known = {placed.id for placed in provisions}
    children: defaultdict[str | None, list[Placed]] = defaultdict(list)
    for placed in provisions:
        children[placed.parent if placed.parent in known else None].append(placed)
    waiting = [(placed, "") for placed in reversed(children[None])]
    while waiting:
        placed, chain = waiting.pop()
        yield placed, chain
        below = placed.id if placed.kind in chained else chain
        waiting.extend(
            (child, below) for child in reversed(_notes_first(children.get(placed.id, [])))
        )


def _notes_first(children: list[Placed]) -> list[Placed]:
    """A provision's footnotes are marked in its own words, before what stands below it."""
    if all(placed.kind != "footnote" for placed in children):
        return children
    return sorted(children, key=lambda placed: placed.kind != "footnote")


def quoted(kind: str, number: str) -> Numeral:
    """The number as it stands within a sentence: `17`, `(a)`, `2.1.3`; each language its own."""
    shown = f"({number})" if kind in LETTERED and number else number
    if isinstance(number, Number):
        return Number.of(kind, number.logical, number.numbering, number.stored, shown=shown)
    return Numeral(shown)


def said(kind: str, number: str, language: str) -> str:
    """The number as it stands within a sentence of one language."""
    if isinstance(number, Number):
        return number.in_language(language)
    return to_native(quoted(kind, number), language)


def printed(kind: str, number: str, language: str) -> str:
    """The number as it stands before the text: `1.`, `(a)`, `2.1.3`, `Article 5`."""
    if kind in NAMED or not number:
        return ""
    rule = number.rule if isinstance(number, Number) else DEFAULT.rule(kind)
    point = "." if rule is not None and rule.point and "." not in number else ""
    return said(kind, number, language) + point


def label(kind: str, number: str) -> Message:
    """How a provision is named in a sentence: "measure 2.1.3", "Article 5", "annex".

    An item is named with what it belongs to, where that is known: "paragraph 5 (a)".
    """
    if not number:
        return msg(f"provision.{kind}_unnumbered")
    shown = quoted(kind, number)
    if isinstance(number, Number):
        if number.above is not None:
            return msg("provision.within", above=label(*number.above), number=shown)
        if number.names_itself:
            return msg("provision.named", number=shown)
    return msg(f"provision.{kind}", number=shown)


def name(kind: str, number: str, language: str) -> str:
    """The same in the words of one language, which need not be one of the interface."""
    if isinstance(number, Number):
        if number.above is not None:
            above, own = name(*number.above, language), number.in_language(language)
            return say(msg("provision.within", above=above, number=own), language)
        if number.names_itself:
            return number.in_language(language)
    return say(label(kind, number), language)


def fingerprint(numbers: Iterable[tuple[str, str, Mapping[str, str]]]) -> str:
    """The SHA-256 of all that a revision prints: (provision, logical number, number by language)."""
    rows = sorted([code, logical, dict(sorted(by.items()))] for code, logical, by in numbers)
    return hashlib.sha256(canonical_json(rows)).hexdigest()
