"""A revision's text as the Word room takes it: numbers, words and references in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from srf_policy.domain import numbering
from srf_policy.domain.numbering import printed, quoted
from srf_policy.domain.texts import TRANSLATED_FIELDS
from srf_policy.domain.wording import REFERENCE
from srf_policy.languages.digits import say_number
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import choose, language_name
from srf_policy.store.queries.exporting import Exported
from srf_policy.store.queries.sums import Sum, sums
from srf_policy.store.queries.texts import Node
from srf_policy.word.images import picture_of
from srf_policy.word.model import (
    Column,
    NoteRef,
    Picture,
    PlanLine,
    PlanTable,
    Provision,
    Ref,
    SumTable,
    TableCell,
    Words,
)

from .periods import quarter

_INSIDE = frozenset({"row", "cell"})
_COLUMNS = (
    ("activity", 30, False),
    ("measure", 12, False),
    ("responsible", 13, False),
    ("period", 14, False),
    ("indicator", 24, False),
    ("budget", 11, True),
    ("source", 14, False),
)


class Content:
    """The body of one file. Where a translation is lacking the source stands in its place, marked.

    `names`: what references are called where they are not to be called as in this revision.
    """

    def __init__(
        self, found: Exported, language: str, picture: Callable[[str], bytes | None] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self._draft, self._language = found.draft, language
        self._marks = {n.id: n.mark for n in (*found.draft.nodes, *found.draft.plan)}
        self._names = {
            i: numbering.name(kind, number, language)
            for i, (kind, number) in found.draft.numbers().items()
        } | dict(names or {})
        self._picture = picture
        self._below: dict[str, list[Node]] = {}
        for node in found.draft.nodes:
            self._below.setdefault(node.parent or "", []).append(node)
        self._footnotes = {n.id for n in found.draft.nodes if n.kind == "footnote"}
        self._placed: set[str] = set()

    @property
    def reference_names(self) -> Mapping[str, str]:
        """What references to each provision are called."""
        return self._names

    def translated(self) -> tuple[int, int]:
        """How many provisions and lines of the action plan stand wholly and up to date in the
        language, of how many."""
        nodes = (*self._draft.nodes, *self._draft.plan)
        wanted = [(n, _to_translate(n)) for n in nodes if _to_translate(n)]
        done = [n for n, names in wanted if all(self._is_current(n, name) for name in names)]
        return len(done), len(wanted)

    def _is_current(self, node: Node, name: str) -> bool:
        text = node.text(name, self._language)
        return text is not None and not text.stale

    def provisions(self) -> tuple[Provision, ...]:
        """All provisions in reading order; rows and cells inside their tables."""
        return tuple(self._provision(n) for n in self._draft.nodes if n.kind not in _INSIDE)

    def _provision(self, node: Node) -> Provision:
        words = self._words(node, "words")
        heading, rows = self._words(node, "heading"), self._rows(node)
        if heading is not None and not heading.marker:
            # Said once above the table, not in every cell.
            said = (cell.words.marker for row in rows for cell in row)
            heading = replace(heading, marker=next(filter(None, said), ""))
        return Provision(
            id=node.id,
            mark=node.mark,
            kind=node.kind,
            level=node.depth,
            number=printed(node.kind, node.number, self._language),
            heading=heading,
            words=words,
            caption=self._caption(node),
            rows=[[replace(c, words=replace(c.words, marker="")) for c in row] for row in rows],
            alt=self._words(node, "alt"),
            picture=self._picture_of(node),
            notes=self._notes(node),
        )

    def _caption(self, node: Node) -> str:
        if node.kind not in ("table", "figure"):
            return ""
        return self._say(msg(f"caption.{node.kind}", number=quoted(node.kind, node.number)))

    def _rows(self, table: Node) -> list[list[TableCell]]:
        empty = Words((), self._language)
        if table.kind != "table":
            return []
        return [
            [
                TableCell(cell.id, cell.mark, self._words(cell, "words") or empty)
                for cell in self._below.get(row.id, ())
            ]
            for row in self._below.get(table.id, ())
            if row.kind == "row"
        ]

    def _picture_of(self, node: Node) -> Picture | None:
        kept = self._plain(node, "image")
        content = self._picture(kept) if kept and self._picture else None
        return picture_of(content) if content else None

    def _notes(self, node: Node) -> list[NoteRef]:
        """Footnotes that no words have placed."""
        notes = [n for n in self._below.get(node.id, ()) if n.kind == "footnote"]
        left = [n.id for n in notes if n.id not in self._placed]
        self._placed.update(left)
        return [NoteRef(self._marks[code]) for code in left]

    def _words(self, node: Node, name: str) -> Words | None:
        found = node.text(name, self._language)
        source = self._draft.language
        if found is not None:
            marker = say(msg("document.out_of_date"), self._language) if found.stale else ""
            return Words(self._told(node, found.words), self._language, marker)
        held = node.text(name, source)
        if held is None:
            return None
        return Words(self._told(node, held.words), source, self._stands_in(source))

    def _stands_in(self, source: str) -> str:
        name = language_name(source, self._language)
        return say(msg("document.not_translated", language=name), self._language)

    def _told(self, node: Node, words: str) -> tuple[str | Ref, ...]:
        """A footnote holds no marks of others, which Word cannot read: there they are named."""
        placed = self._placed
        if node.kind == "footnote":
            self._placed = self._footnotes
        parts = tuple(self._parts(words))
        self._placed = placed
        return parts

    def _parts(self, words: str) -> Iterator[str | Ref]:
        place = 0
        for match in REFERENCE.finditer(words):
            if match.start() > place:
                yield words[place : match.start()]
            if match[1] in self._footnotes - self._placed:
                self._placed.add(match[1])
                yield NoteRef(self._marks[match[1]])
            else:
                yield Ref(self._marks[match[1]], self._names[match[1]])
            place = match.end()
        if place < len(words) or not words:
            yield words[place:]

    def plan(self) -> PlanTable | None:
        """The action plan, one line for each activity; None where there is none."""
        if not self._draft.plan:
            return None
        return PlanTable(
            caption=self._say(msg("document.plan.caption")),
            number_heading=self._say(msg("document.plan.number")),
            columns=tuple(
                Column(key, self._say(msg(f"document.plan.{key}")), share, figure)
                for key, share, figure in _COLUMNS
            ),
            lines=tuple(self._line(node) for node in self._draft.plan),
            sums=self._sums(),
        )

    def _sums(self) -> tuple[SumTable, ...]:
        found = sums(self._draft)
        heads = [self._say(msg("plan.lines")), self._say(msg("document.plan.budget"))]
        areas = [(self._area(one), one) for one in (*found.areas, found.total)]
        sources = [(self._source(one), one) for one in (*found.sources, found.total)]
        areas[-1] = sources[-1] = (self._our(msg("plan.total")), found.total)
        return tuple(
            SumTable(
                self._say(msg(f"plan.by_{kind}")),
                [self._say(head), *heads],
                [(words, self._figures(one)) for words, one in rows],
            )
            for kind, head, rows in (
                ("area", msg("plan.area"), areas),
                ("source", msg("document.plan.source"), sources),
            )
        )

    def _figures(self, one: Sum) -> list[str]:
        amount = say_number(one.euros, self._language)
        if one.unknown:
            amount += f" ({self._say(msg('plan.unknown', count=one.unknown))})"
        return [say_number(one.lines, self._language), amount]

    def _area(self, one: Sum) -> Words:
        if one.node is None:
            return self._our(msg("plan.no_area"))
        heading = self._words(one.node, "heading")
        number = printed(one.node.kind, one.node.number, self._language)
        if heading is None:
            return Words((self._names[one.node.id],), self._language)
        return Words((f"{number} " if number else "", *heading.parts), heading.language)

    def _source(self, one: Sum) -> Words:
        if one.source is None:
            return self._our(msg("plan.no_source"))
        return Words(*_chosen(one.source, self._language))

    def _our(self, message: Message) -> Words:
        return Words((self._say(message),), self._language)

    def _line(self, node: Node) -> PlanLine:
        plain = {
            "measure": self._about(node),
            "responsible": self._responsible(node),
            "period": self._period(node),
            "budget": self._budget(node),
        }
        cells = {key: words for key, words in plain.items() if words is not None}
        for key, name in (("activity", "words"), ("indicator", "indicator"), ("source", "source")):
            if (words := self._words(node, name)) is not None:
                cells[key] = words
        return PlanLine(
            node.id, node.mark, numbering.said(node.kind, node.number, self._language), cells
        )

    def _about(self, node: Node) -> Words | None:
        if node.about is None or node.about not in self._marks:
            return None
        ref = Ref(self._marks[node.about], self._names[node.about])
        return Words((ref,), self._language)

    def _plain(self, node: Node, name: str) -> str:
        held = node.text(name, self._draft.language)
        return held.words if held is not None else ""

    def _responsible(self, node: Node) -> Words | None:
        lead, partners = self._plain(node, "responsible"), self._plain(node, "partners")
        if not lead:
            return None
        if not partners:
            return Words((lead,), self._language)
        said = msg("document.plan.with", lead=lead, partners=partners.split(", "))
        return Words((self._say(said),), self._language)

    def _period(self, node: Node) -> Words | None:
        start, end = self._plain(node, "start"), self._plain(node, "end")
        if not start and not end:
            return None
        said = msg("document.plan.from_to", start=quarter(start), end=quarter(end))
        return Words((self._say(said if start != end else quarter(start)),), self._language)

    def _budget(self, node: Node) -> Words | None:
        amount = self._plain(node, "budget_eur")
        if not amount:
            return None
        shown = say_number(int(amount), self._language) if amount.isdecimal() else amount
        return Words((shown,), self._language)

    def _say(self, message: Message) -> str:
        return say(message, self._language)


def _chosen(source: Mapping[str, str], language: str) -> tuple[tuple[str], str]:
    words, tag = choose(source, language)
    return (words,), tag


def _to_translate(node: Node) -> list[str]:
    return [name for name in node.fields if name in TRANSLATED_FIELDS]
