"""The checks before a draft is sent on, and what goes with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from srf_policy.engine.definition import Move
from srf_policy.engine.explain import MoveAnswer
from srf_policy.engine.facts import Facts
from srf_policy.engine.guards import GUARDS, Missing, evaluate
from srf_policy.engine.wording import needs_in_words
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.tags import language_name
from srf_policy.store.queries.exporting import Exported
from srf_policy.store.queries.rounds import Held
from srf_policy.word.model import Item

from .saying import FileSayer
from .values import translation_state

MOST = 8
"""Things that are missing are named up to so many; of more the number is told."""
_TICKED, _BLANK = "\u2612", "\u2610"


class Checks:
    """Every need of the move ahead as the engine answers it, then the translations."""

    def __init__(
        self, said: FileSayer, facts: Facts, ahead: MoveAnswer, move: Move,
        translated: Mapping[str, tuple[int, int]], source: str,
    ) -> None:  # fmt: skip
        self._said, self._facts, self._ahead, self._move = said, facts, ahead, move
        self._translated, self._source = translated, source

    def items(self) -> Iterator[Item]:
        for missing in self._ahead.missing:
            if missing.guard not in GUARDS:
                yield self._row(msg("transmittal.check.hindrance"), missing)
        for need, what in zip(self._move.needs, needs_in_words(self._move), strict=True):
            found = evaluate(need.guard, need.params, self._facts, self._move.id)
            yield self._row(what, found)
        for tag, (done, count) in self._translated.items():
            if tag != self._source:
                language = language_name(tag, self._said.language)
                what = msg("transmittal.check.translation", language=language)
                figure = msg("transmittal.check.translated", done=done, count=count)
                yield self._cells(what, self._said.say(figure), done == count, "whole", "part")

    def _row(self, what: Message, found: Missing | Message) -> Item:
        if isinstance(found, Message):
            return self._cells(what, self._said.say(found), True)
        named = found.details if len(found.details) <= MOST else ()
        told = [found.message, *(item.message for item in named)]
        return self._cells(what, "\n".join(self._said.say(one) for one in told), False)

    def _cells(
        self, what: Message, figure: str, met: bool, yes: str = "met", no: str = "open"
    ) -> Item:  # fmt: skip
        state = self._said.say(msg(f"transmittal.check.{yes if met else no}"))
        mark = f"{_TICKED if met else _BLANK}\u00a0{state}"
        fill = "E3F1E8" if met else "FFF4D6"
        return {
            "mark": self._said.cell(mark, bold=True, fill=fill),
            "what": self._said.cell(self._said.say(what)),
            "figure": self._said.cell(figure),
        }


class Annexes:
    """The files that belong to the letter, and the letter of the lead institution."""

    def __init__(
        self, said: FileSayer, about: Exported, facts: Facts, move: str,
        translated: Mapping[str, tuple[int, int]],
    ) -> None:  # fmt: skip
        self._said, self._about, self._facts, self._move = said, about, facts, move
        self._translated = translated

    def items(self, rounds: Sequence[Held], comments: int) -> Iterator[Item]:
        for place, (title, detail) in enumerate(self._rows(rounds, comments), 1):
            yield {
                "number": self._said.cell(self._said.number(place)),
                "title": self._said.cell(self._said.say(title)),
                "detail": self._said.cell(detail),
            }

    def _rows(self, rounds: Sequence[Held], comments: int) -> Iterator[tuple[Message, str]]:
        revision, before = self._about.revision, self._about.before
        for tag, counts in self._translated.items():
            state = self._said.say(translation_state(self._about, tag, counts))
            named = language_name(tag, self._said.language)
            yield msg("transmittal.annex.draft", number=revision.number), f"{named} {state}"
        if before is not None:
            changed = msg("transmittal.annex.redline", base=before.number, number=revision.number)
            yield msg("export.kind.redline"), self._said.say(changed)
        if rounds:
            count = msg("transmittal.annex.matrix", count=comments)
            yield msg("export.kind.matrix"), self._said.say(count)
        for held in reversed(rounds):
            number = msg("transmittal.annex.report", number=held.round.number)
            yield msg("export.kind.report"), self._said.say(number)
        yield from self._agreements()

    def _agreements(self) -> Iterator[tuple[Message, str]]:
        for given in self._facts.agreements:
            newest = given.revision == self._facts.newest_revision
            if given.move == self._move and newest and given.paper:
                said = msg("transmittal.annex.agreed", ref=given.paper, date=given.agreed_on)
                yield msg("transmittal.annex.agreement"), self._said.say(said)
