"""A revision's text as the Word room takes it: numbers, words and references in one language."""

from __future__ import annotations

from collections.abc import Iterator

from srf_policy.domain.numbering import label, printed
from srf_policy.domain.wording import REFERENCE
from srf_policy.languages.digits import say_number, to_native
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import language_name
from srf_policy.store.queries.exporting import Exported
from srf_policy.store.queries.texts import Node
from srf_policy.word.model import Column, PlanLine, PlanTable, Provision, Ref, Words

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
    """The body of one file. Where a translation is lacking the source stands in its place, marked."""

    def __init__(self, found: Exported, language: str) -> None:
        self._draft, self._language = found.draft, language
        self._marks = {n.id: n.mark for n in (*found.draft.nodes, *found.draft.plan)}
        self._names = {
            i: say(label(kind, number), language)
            for i, (kind, number) in found.draft.numbers().items()
        }

    def translated(self) -> tuple[int, int]:
        """How many provisions stand wholly and up to date in the language, of how many."""
        wanted = [n for n in self._draft.nodes if n.fields]
        done = [n for n in wanted if all(self._is_current(n, name) for name in n.fields)]
        return len(done), len(wanted)

    def _is_current(self, node: Node, name: str) -> bool:
        text = node.text(name, self._language)
        return text is not None and not text.stale

    def provisions(self) -> tuple[Provision, ...]:
        """All provisions in reading order."""
        return tuple(
            Provision(
                id=node.id,
                mark=node.mark,
                kind=node.kind,
                level=node.depth,
                number=to_native(printed(node.kind, node.number), self._language),
                heading=self._words(node, "heading"),
                words=self._words(node, "words"),
            )
            for node in self._draft.nodes
        )

    def _words(self, node: Node, name: str) -> Words | None:
        found = node.text(name, self._language)
        source = self._draft.language
        if found is not None:
            marker = say(msg("document.out_of_date"), self._language) if found.stale else ""
            return Words(tuple(self._parts(found.words)), self._language, marker)
        held = node.text(name, source)
        if held is None:
            return None
        return Words(tuple(self._parts(held.words)), source, self._stands_in(source))

    def _stands_in(self, source: str) -> str:
        name = language_name(source, self._language)
        return say(msg("document.not_translated", language=name), self._language)

    def _parts(self, words: str) -> Iterator[str | Ref]:
        place = 0
        for match in REFERENCE.finditer(words):
            if match.start() > place:
                yield words[place : match.start()]
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
        )

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
        return PlanLine(node.id, node.mark, to_native(node.number, self._language), cells)

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
        said = msg("document.plan.from_to", start=_quarter(start), end=_quarter(end))
        return Words((self._say(said if start != end else _quarter(start)),), self._language)

    def _budget(self, node: Node) -> Words | None:
        amount = self._plain(node, "budget_eur")
        if not amount:
            return None
        shown = say_number(int(amount), self._language) if amount.isdecimal() else amount
        return Words((shown,), self._language)

    def _say(self, message: Message) -> str:
        return say(message, self._language)


def _quarter(period: str) -> Message:
    """`2020-Q1` in words: a Latin Q reads badly from right to left."""
    year, _, quarter = period.partition("-Q")
    if year.isdecimal() and quarter.isdecimal():
        return msg("document.plan.quarter", year=int(year), quarter=int(quarter))
    return msg("document.plan.other_period", period=period)
