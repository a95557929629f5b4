"""A draft laid out for reading: rows with one language or two, the action plan, the contents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from srf_policy.languages.messages import Message, msg
from srf_policy.store.queries.revision import Tally
from srf_policy.store.queries.texts import Draft, Node

from .prose import Cell, cell

_HEADED = frozenset({"part", "area", "section", "objective", "annex", "table", "figure"})
_NOTHING = Tally(0, 0)


@dataclass(frozen=True)
class Row:
    """One provision. `level` is that of its heading (2 or 3), 0 where the heading leads its words.

    `heading` and `words` hold a text for each language shown; `cells` are the rows of a table.
    """

    node: Node
    level: int
    heading: tuple[Cell, ...]
    words: tuple[Cell, ...]
    tally: Tally
    cells: tuple[tuple[Cell, ...], ...] = ()
    alt: Cell | None = None
    image: str = ""


@dataclass(frozen=True)
class Lack:
    """How many provisions have a translation that is out of date, and how many have none."""

    stale: int
    missing: int


def rows(draft: Draft, tags: tuple[str, ...], tallies: Mapping[str, Tally]) -> list[Row]:
    """The text in reading order; rows and cells of a table stand inside it."""
    inside = _inside_tables(draft.nodes)
    return [
        Row(
            node,
            _level(node),
            _texts(node, "heading", tags, draft.language),
            _texts(node, "words", tags, draft.language),
            tallies.get(node.id, _NOTHING),
            _cells(node, draft, tags[0]) if node.kind == "table" else (),
            cell(node, "alt", tags[0], draft.language),
            _plain(node, "image", draft),
        )
        for node in draft.nodes
        if node.id not in inside and node.kind != "footnote"
    ]


def notes(draft: Draft, tag: str) -> list[tuple[Node, Cell]]:
    """The footnotes by number, in one language."""
    found = [n for n in draft.nodes if n.kind == "footnote"]
    found.sort(key=lambda n: int(n.number) if n.number.isdecimal() else 0)
    said = ((n, cell(n, "words", tag, draft.language)) for n in found)
    return [(n, text) for n, text in said if text is not None]


def _inside_tables(nodes: Iterable[Node]) -> set[str]:
    inside: set[str] = set()
    tables: set[str] = set()
    for node in nodes:
        if node.kind == "table":
            tables.add(node.id)
        elif node.parent in tables or node.parent in inside:
            inside.add(node.id)
    return inside


def _level(node: Node) -> int:
    if node.kind not in _HEADED:
        return 0
    return 2 if node.depth == 0 else 3


def _texts(node: Node, name: str, tags: tuple[str, ...], source: str) -> tuple[Cell, ...]:
    found = (cell(node, name, tag, source) for tag in tags)
    return tuple(one for one in found if one is not None)


def _cells(table: Node, draft: Draft, tag: str) -> tuple[tuple[Cell, ...], ...]:
    rows: dict[str, list[Cell]] = {n.id: [] for n in draft.nodes if n.parent == table.id}
    for node in draft.nodes:
        if node.parent in rows:
            found = cell(node, "words", tag, draft.language)
            rows[node.parent].append(found or Cell("", draft.language))
    return tuple(tuple(cells) for cells in rows.values())


def lack(draft: Draft, tag: str) -> Lack:
    """How the translation into a language stands, by provisions."""
    nodes = [n for n in (*draft.nodes, *draft.plan) if _states(n, draft.language, tag)]
    states = [_states(n, draft.language, tag) for n in nodes]
    missing = sum("missing" in found for found in states)
    return Lack(sum("stale" in f and "missing" not in f for f in states), missing)


def _states(node: Node, source: str, tag: str) -> set[str]:
    found = (cell(node, name, tag, source) for name in ("heading", "words"))
    return {one.state for one in found if one is not None}


def translations(draft: Draft) -> list[str]:
    """The languages into which at least one text is translated."""
    seen = {
        tag
        for node in (*draft.nodes, *draft.plan)
        for languages in node.fields.values()
        for tag in languages
    }
    return sorted(seen - {draft.language})


@dataclass(frozen=True)
class Line:
    """One line of the action plan; empty texts where nothing is said."""

    node: Node
    activity: Cell | None
    indicator: Cell | None
    source: Cell | None
    responsible: Message | None
    period: Message | None
    budget: str


def plan(draft: Draft, tag: str) -> list[Line]:
    """The action plan in one language."""
    return [
        Line(
            node,
            cell(node, "words", tag, draft.language),
            cell(node, "indicator", tag, draft.language),
            cell(node, "source", tag, draft.language),
            _responsible(_plain(node, "responsible", draft), _plain(node, "partners", draft)),
            _period(_plain(node, "start", draft), _plain(node, "end", draft)),
            _plain(node, "budget_eur", draft),
        )
        for node in draft.plan
    ]


def _plain(node: Node, name: str, draft: Draft) -> str:
    held = node.text(name, draft.language)
    return held.words if held is not None else ""


def _responsible(lead: str, partners: str) -> Message | None:
    if not lead:
        return None
    if not partners:
        return msg("text.responsible", lead=lead)
    return msg("document.plan.with", lead=lead, partners=partners.split(", "))


def _period(start: str, end: str) -> Message | None:
    if not start and not end:
        return None
    if start == end or not end:
        return _quarter(start)
    return msg("document.plan.from_to", start=_quarter(start), end=_quarter(end))


def _quarter(period: str) -> Message:
    """`2020-Q1` in words: a Latin Q reads badly from right to left; a day as a day."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", period):
        return msg("plan.day", day=date.fromisoformat(period))
    year, _, quarter = period.partition("-Q")
    if year.isdecimal() and quarter.isdecimal():
        return msg("document.plan.quarter", year=int(year), quarter=int(quarter))
    return msg("document.plan.other_period", period=period)
