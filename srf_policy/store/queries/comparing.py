"""Which provisions differ between two texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz.distance import Indel

from srf_policy.domain.diff import count_words, diff, fold_references

from .texts import Draft, Node

FIELDS_READ = (
    "heading", "words", "alt", "responsible", "partners", "start", "end", "indicator", "budget_eur",
    "source",
)  # fmt: skip
"""The fields of a provision that are compared word by word, in the order they are read."""


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


def inside(draft: Draft | None) -> dict[str, str]:
    """Rows and cells with the table they stand in."""
    found: dict[str, str] = {}
    for node in draft.nodes if draft else ():
        if node.kind == "row" and node.parent:
            found[node.id] = node.parent
        elif node.kind == "cell" and node.parent in found:
            found[node.id] = found[node.parent]
    return found


def fold(changes: Mapping[str, Sequence[str]], old: Draft, new: Draft) -> dict[str, list[str]]:
    """The changes with every row and cell counted as a change of its table."""
    tables = inside(old) | inside(new)
    known = {"added": set(changes["added"]), "removed": set(changes["removed"])}
    folded: dict[str, list[str]] = {
        kind: [i for i in ids if i not in tables] for kind, ids in changes.items()
    }
    touched = {tables[i] for ids in changes.values() for i in ids if i in tables}
    touched -= known["added"] | known["removed"] | set(folded["changed"])
    place = {n.id: n for n in new.nodes}
    folded["changed"] += [i for i in place if i in touched]
    return folded


def reading_order(old: Draft, new: Draft) -> list[str]:
    """The ids of both drafts, without rows and cells, which stand inside their tables: those of
    the newer one; what was removed follows what stood before it."""
    folded = inside(old) | inside(new)
    kept = {n.id for n in (*new.nodes, *new.plan)}
    behind: dict[str, list[str]] = {}
    anchor = ""
    for node in (*old.nodes, *old.plan):
        if node.id in kept:
            anchor = node.id
        else:
            behind.setdefault(anchor, []).append(node.id)
    order = behind.get("", [])
    for node in (*new.nodes, *new.plan):
        order += [node.id, *behind.get(node.id, [])]
    return [provision for provision in order if provision not in folded]


def words_changed(old: Draft, new: Draft, language: str) -> tuple[int, int]:
    """How many words came and how many went, in a language; where a text lacks it, in that in
    which it is written."""
    then = {n.id: n for n in (*old.nodes, *old.plan)}
    now = {n.id: n for n in (*new.nodes, *new.plan)}
    added = removed = 0
    for provision in {**then, **now}:
        was, is_ = then.get(provision), now.get(provision)
        for name in FIELDS_READ:
            before, after = _read(was, name, language, old), _read(is_, name, language, new)
            if before != after:
                pieces = diff(*fold_references(before, after)[:2])
                added += count_words(pieces, "added")
                removed += count_words(pieces, "removed")
    return added, removed


def _read(node: Node | None, name: str, language: str, draft: Draft) -> str:
    found = node and (node.text(name, language) or node.text(name, draft.language))
    return found.words if found else ""
