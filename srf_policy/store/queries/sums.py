"""What an action plan costs, by area and by source of funds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .texts import Draft, Node


@dataclass(frozen=True)
class Sum:
    """Whole euros of some lines. `node` is the area, `source` the words in several languages;
    neither for lines that name none. `unknown` counts lines without a budget."""

    euros: int
    lines: int
    unknown: int
    node: Node | None = None
    source: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Sums:
    total: Sum
    areas: tuple[Sum, ...]
    sources: tuple[Sum, ...]


def sums(draft: Draft) -> Sums:
    """In the order in which areas stand, and sources are first named."""
    by_area: dict[str, list[Node]] = {}
    by_source: dict[str, list[Node]] = {}
    for line in draft.plan:
        by_area.setdefault(_area(draft, line.about), []).append(line)
        by_source.setdefault(_plain(draft, line, "source"), []).append(line)
    order = {n.id: place for place, n in enumerate(draft.nodes)}
    areas = sorted(by_area, key=lambda code: order.get(code, len(order)))
    return Sums(
        _sum(draft, list(draft.plan)),
        tuple(_sum(draft, by_area[code], node=draft.find(code)) for code in areas),
        tuple(_sum(draft, by_source[s], source=_words(by_source[s][0], s)) for s in by_source),
    )


def _area(draft: Draft, about: str | None) -> str:
    """The area above the provision; else the topmost heading above it."""
    node = draft.find(about or "")
    top = node
    while node is not None:
        if node.kind == "area":
            return node.id
        top, node = node, draft.find(node.parent or "")
    return top.id if top else ""


def _sum(
    draft: Draft, lines: list[Node], *, node: Node | None = None,
    source: Mapping[str, str] | None = None,
) -> Sum:  # fmt: skip
    amounts = [_plain(draft, line, "budget_eur") for line in lines]
    known = [int(amount) for amount in amounts if amount.isdecimal()]
    return Sum(sum(known), len(lines), len(lines) - len(known), node, source)


def _words(line: Node, said: str) -> Mapping[str, str] | None:
    return {tag: w.words for tag, w in line.fields["source"].items()} if said else None


def _plain(draft: Draft, node: Node, name: str) -> str:
    held = node.text(name, draft.language)
    return held.words if held is not None else ""
