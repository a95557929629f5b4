"""Which provisions differ between two texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz.distance import Indel

from .texts import Draft, Node


def changes(old: Draft | None, new: Draft) -> dict[str, list[str]]:
    """Ids of provisions changed, added, removed and moved between two texts, in reading order."""
    a = {n.id: n for n in (*old.nodes, *old.plan)} if old else {}
    b = {n.id: n for n in (*new.nodes, *new.plan)}
    both = [n for n in b.values() if n.id in a]
    return {
        "changed": [n.id for n in both if source(n, new.language) != source(a[n.id], new.language)],
        "added": [i for i in b if i not in a],
        "removed": [i for i in a if i not in b],
        "moved": moved(a, b),
    }


def moved(a: Mapping[str, Node], b: Mapping[str, Node]) -> list[str]:
    """Provisions with another parent, or in another order among siblings that stand in both."""
    result = [i for i in b if i in a and a[i].parent != b[i].parent]
    parents = {n.parent for n in b.values()}
    for parent in parents:
        then = [i for i in a if a[i].parent == parent and i in b and b[i].parent == parent]
        now = [i for i in b if b[i].parent == parent and i in a and a[i].parent == parent]
        result += _out_of_order(then, now)
    return [i for i in b if i in set(result)]


def _out_of_order(then: Sequence[str], now: Sequence[str]) -> list[str]:
    """The fewest that must have moved: those outside a longest common subsequence."""
    if list(then) == list(now):
        return []
    kept: set[str] = set()
    for op in Indel.opcodes(list(then), list(now)):
        if op.tag == "equal":
            kept |= set(then[op.src_start : op.src_end])
    return [i for i in now if i not in kept]


def source(node: Node, language: str) -> dict[str, str]:
    """Hashes of a provision's fields in the language the text is written in."""
    return {f: t[language].sha256 for f, t in node.fields.items() if language in t}
