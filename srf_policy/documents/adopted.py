"""The gazetted copy beside the revision: which provisions it holds in the same words, which changed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from srf_policy.domain.numbering import name
from srf_policy.domain.schemes import article_pattern
from srf_policy.domain.wording import with_references
from srf_policy.store.queries.texts import Draft, Node
from srf_policy.word.plain import paragraphs

ALIKE = 60.0
"""Per cent of likeness from which a paragraph is taken for a changed provision."""

ALIKE_SHORT = 80.0
_SHORT = 60
"""The same for texts of so few signs: headings are often a little like one another."""

_PAIRS = 1_000_000
"""Comparisons of a whole text; beyond that only neighbours of what was found are compared."""

_NEAR = 12
"""Paragraphs after the last one that was found in which a changed text is looked for first."""

# Marks of direction and the stretching stroke change nothing that is read.
_UNREAD = re.compile("[\u0640\u200e\u200f\u061c\u00ad\ufeff]")
_NUMBER = re.compile(r"^(?:[(\[]?\d+(?:[.\-/)\]]\d*)*|[(\[]?(?:\w|[ivx]+)[.)\]])\s+")
_ARTICLE = re.compile(article_pattern())
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"',
                         "\u00a0": " ", "\u2011": "-", "\u202f": " "})  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """One text of one provision: its heading, its words, or the activity of an action line."""

    node: Node
    field: str
    words: str


@dataclass(frozen=True)
class Match:
    """`state`: same, changed or not_found. `adopted` are the words of the gazetted copy."""

    unit: Unit
    state: str
    adopted: str = ""


@dataclass(frozen=True)
class Comparison:
    """All texts of the revision in reading order, and the paragraphs that the draft knows nowhere."""

    language: str
    matches: Sequence[Match]
    new: Sequence[str]

    @property
    def counts(self) -> Counter[str]:
        """Texts by state, and `new` paragraphs."""
        return Counter([m.state for m in self.matches] + ["new"] * len(self.new))


def compare(data: bytes, draft: Draft, languages: Iterable[str], language: str = "") -> Comparison:
    """The Word file `data` beside the revision in the language asked for, or the one it is most like.

    Raises `word.package.PackageRefused`.
    """
    found = paragraphs(data)
    written = {tag: units(draft, tag) for tag in languages}
    tag = language if written.get(language) else _most_like(found, written)
    return _paired(tag, found, written.get(tag, []), _known(draft))


def units(draft: Draft, language: str) -> list[Unit]:
    """The texts of a revision in one language, references in words."""
    names = {i: name(kind, number, language) for i, (kind, number) in draft.numbers().items()}
    return [
        Unit(node, field, with_references(text.words, lambda i: names.get(i, i)))
        for node in (*draft.nodes, *draft.plan)
        for field in ("heading", "words")
        if (text := node.text(field, language)) is not None and text.words.strip()
    ]


def _most_like(found: Sequence[str], written: dict[str, list[Unit]]) -> str:
    """The language that shares most of its words with the file."""
    held = {word for words in found for word in words.split()}

    def shared(tag: str) -> float:
        words = {word for unit in written[tag] for word in unit.words.split()}
        return len(words & held) / (len(words) or 1)

    return max(written, key=shared, default="")


def _plain(words: str) -> str:
    """What is compared: without spacing, marks and a number in front, which Word often computes."""
    joined = " ".join(_UNREAD.sub("", words).translate(_QUOTES).split())
    return _NUMBER.sub("", _ARTICLE.sub("", joined, count=1), count=1)


def _paired(
    language: str, found: Sequence[str], texts: Sequence[Unit], known: set[str]
) -> Comparison:
    told = [_plain(words) for words in found]
    asked = [_plain(unit.words) for unit in texts]
    same = _same(asked, told)
    same |= _run_in(texts, told, same)
    pairs = same | _alike(asked, told, same)
    matches = [
        Match(unit, "not_found")
        if n not in pairs
        else Match(unit, "same" if n in same else "changed", found[pairs[n]])
        for n, unit in enumerate(texts)
    ]
    taken = set(pairs.values())
    new = [
        found[n] for n, words in enumerate(told) if n not in taken and _letters(words) not in known
    ]
    return Comparison(language, matches, new)


def _letters(words: str) -> str:
    """Letters and figures alone: a contents list or a table repeats words without their signs."""
    return "".join(sign for sign in words if sign.isalnum())


def _known(draft: Draft) -> set[str]:
    """Every text of the draft in every language and field, and nothing: none of it is new."""
    nodes = (*draft.nodes, *draft.plan)
    fields = (
        text for node in nodes for languages in node.fields.values() for text in languages.values()
    )
    return {_letters(_plain(text.words)) for text in fields} | {""}


def _run_in(texts: Sequence[Unit], told: Sequence[str], pairs: dict[int, int]) -> dict[int, int]:
    """Headings that stand before their words in one paragraph, as a definition often does."""
    places = {_letters(words): place for place, words in enumerate(told)}
    found: dict[int, int] = {}
    for n, (heading, words) in enumerate(pairwise(texts)):
        if heading.node is words.node and n + 1 not in pairs:
            place = places.get(_letters(_plain(heading.words) + _plain(words.words)))
            if place is not None:
                found |= {n: place, n + 1: place}
    return found


def _same(asked: Sequence[str], told: Sequence[str]) -> dict[int, int]:
    """Texts in the same words: in their order first, then wherever they were moved to."""
    pairs: dict[int, int] = {}
    for code in Indel.opcodes(asked, told):
        if code.tag == "equal":
            pairs |= zip(
                range(code.src_start, code.src_end),
                range(code.dest_start, code.dest_end),
                strict=True,
            )
    taken = set(pairs.values())
    free: defaultdict[str, list[int]] = defaultdict(list)
    for place in reversed(range(len(told))):
        if place not in taken:
            free[told[place]].append(place)
    for n, words in enumerate(asked):
        if n not in pairs and free[words]:
            pairs[n] = free[words].pop()
    return pairs


def _alike(asked: Sequence[str], told: Sequence[str], pairs: dict[int, int]) -> dict[int, int]:
    """For each text that is left the paragraph most like it that is left: near by, then anywhere."""
    left = set(range(len(told))) - set(pairs.values())
    found: dict[int, int] = {}
    at = -1
    for n, words in enumerate(asked):
        if n not in pairs:
            near = [place for place in range(at + 1, at + 1 + _NEAR) if place in left]
            _take(n, _best(words, told, near), found, left)
        at = pairs.get(n, found.get(n, at))
    waiting = [n for n in range(len(asked)) if n not in pairs and n not in found]
    if len(waiting) * len(left) <= _PAIRS:
        for n in waiting:
            _take(n, _best(asked[n], told, sorted(left)), found, left)
    return found


def _best(words: str, told: Sequence[str], places: Sequence[int]) -> int | None:
    choices = {place: told[place] for place in places}
    cutoff = ALIKE if len(words) > _SHORT else ALIKE_SHORT
    best = process.extractOne(words, choices, scorer=fuzz.ratio, score_cutoff=cutoff)
    return best[2] if best is not None else None


def _take(n: int, place: int | None, found: dict[int, int], left: set[int]) -> None:
    if place is not None:
        found[n] = place
        left.discard(place)
