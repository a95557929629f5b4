"""How a comment and its answer are said in a matrix, in one language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property

from srf_policy.domain.consultation import DISPOSITIONS
from srf_policy.domain.numbering import Number, name, printed
from srf_policy.domain.wording import with_references
from srf_policy.languages.digits import to_native
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import choose, separator
from srf_policy.store.queries.whole_matrix import Area, Line, Matrix

OPEN, NONE, UNSENT = "open", "none", "unsent"
STANDINGS = (*DISPOSITIONS, OPEN, NONE, UNSENT)
"""How a comment can stand: answered so, still open, asking for no answer, not sent yet."""

_LABELS = {OPEN: "matrix_file.open", NONE: "matrix.asks_none", UNSENT: "matrix.not_sent"}
_NOTED = "EEF1F4"
FILLS = {
    "accepted": "E3F1E8", "accepted_in_part": "EEF3DE", "noted": _NOTED, "not_accepted": "F8E6E3",
    "deferred": _NOTED, "out_of_scope": _NOTED, "duplicate": _NOTED, "withdrawn": _NOTED,
    OPEN: "FFF4D6",
}  # fmt: skip
DASH = "\u2013"
"""Stands where there is nothing to record: no proposal was made."""

_SHOWS_RESULT = frozenset({"accepted", "accepted_in_part"})

Said = tuple[str, str]
"""Words, and the language that they are in."""


def standing_of(line: Line) -> str:
    """One of `STANDINGS`."""
    if line.layer != "engagement":
        return UNSENT
    return line.disposition or (OPEN if line.lacks_answer else NONE)


def count(lines: Iterable[Line]) -> Counter[str]:
    """How many comments stand how."""
    return Counter(map(standing_of, lines))


class Sayer:
    """What stands in the cells of one file; what is said often is said once."""

    def __init__(self, matrix: Matrix, language: str) -> None:
        self.matrix, self.language = matrix, language
        self._kept: dict[str, str] = {}
        self._places: dict[tuple[int, int], str] = {}
        self._names = {
            row.id: choose(row.name, language)[0] for row in matrix.institutions.values()
        }

    def say(self, message: Message) -> str:
        """A message without parameters, kept for the next row."""
        if message.params:
            return say(message, self.language)
        held = self._kept.get(message.code)
        if held is None:
            held = self._kept[message.code] = say(message, self.language)
        return held

    def number(self, number: int) -> str:
        return to_native(str(number), self.language)

    def area(self, area: Area, between: str = " ") -> str:
        """Number and heading of a part of the text, or what stands for one."""
        if area.about == "whole":
            return self.say(msg("matrix.whole_text"))
        if area.about == "plan":
            return self.say(msg("document.plan.caption"))
        heading = choose(area.heading, self.language)[0]
        if not heading:
            return self.say(msg("matrix_file.other_part"))
        number = area.number
        shown = printed(number.kind, number, self.language) if isinstance(number, Number) else ""
        return f"{shown}{between}{heading}" if shown else heading

    def place(self, line: Line) -> str:
        """The provision as it was named in the revision that was commented on."""
        if line.provision is None:
            return self.say(msg("matrix.whole_text"))
        key = (line.revision, line.provision)
        held = self._places.get(key)
        if held is None:
            spot = self.matrix.spots.get(key)
            said = name(spot.kind, spot.number, self.language) if spot else ""
            held = self._places[key] = said or self._not_recorded
        return held

    def provision(self, code: str) -> str:
        """A provision by its id, as it is named in the newest of the texts that have it."""
        for revision in sorted(self.matrix.numbers, reverse=True):
            if code in self.matrix.numbers[revision]:
                return name(*self.matrix.numbers[revision][code], self.language)
        return code

    def institution(self, line: Line) -> str:
        return self._names[line.institution]

    def kind(self, line: Line) -> str:
        return self.say(msg(f"comment_kind.{line.kind}"))

    def severity(self, line: Line) -> str:
        return self.say(msg(f"severity.{line.severity}"))

    def marks(self, line: Line) -> list[str]:
        """What a reader must know of the comment: that it came late, that it is not sent."""
        marks = [("matrix.late", line.late), ("matrix.not_sent", line.layer != "engagement")]
        return [self.say(msg(code)) for code, holds in marks if holds]

    def type(self, line: Line) -> str:
        key = f"{line.kind}/{line.severity}/{line.late}/{line.layer}"
        held = self._kept.get(key)
        if held is None:
            words = (self.kind(line), self.severity(line))
            joined = separator(self.language).join(words)
            held = self._kept[key] = "\n".join([joined, *self.marks(line)])
        return held

    def comment(self, line: Line) -> Said:
        """The words; where there are none, what the institution answered without words."""
        if line.words:
            return self.quoted(line.words, line, line.language), line.language
        if line.answer in ("agree", "not_competent"):
            return self.say(msg(f"answer.{line.answer}")), self.language
        return DASH, self.language

    def comment_and_reason(self, line: Line) -> Said:
        """The reason is said in the comment's own language, so that the cell has one direction."""
        if not line.justification:
            return self.comment(line)
        why = self.quoted(line.justification, line, line.language)
        reason = say(msg("matrix_file.reason", words=why), line.language)
        words = f"{self.comment(line)[0]}\n" if line.words else ""
        return words + reason, line.language

    def proposed(self, line: Line) -> Said:
        if not line.proposed:
            return DASH, self.language
        return self.quoted(line.proposed, line, line.language), line.language

    def disposition(self, standing: str) -> str:
        return self.say(msg(_LABELS.get(standing, f"disposition.{standing}")))

    def response(self, line: Line) -> Said:
        if line.disposition is None:
            return DASH, self.language
        language = line.response_language if line.response else None
        spoken = language or self.language
        said = [self.quoted(line.response, line, spoken)] if line.response else []
        if line.original is not None:
            said.insert(0, say(msg("matrix_file.repeats", number=line.original), spoken))
        return ("\n".join(said), spoken) if said else (self._not_recorded, self.language)

    def revision(self, line: Line) -> str:
        """The number of the revision that shows the result."""
        if line.resulting is not None:
            return self.number(line.resulting)
        return self._not_recorded if line.disposition in _SHOWS_RESULT else DASH

    def quoted(self, words: str, line: Line, language: str) -> str:
        """The words with references written as the numbers of the revision they are about."""
        if "{ref" not in words:
            return words
        known = self.matrix.numbers.get(line.revision, {})
        return with_references(words, _named(known.get, language))

    @cached_property
    def _not_recorded(self) -> str:
        return self.say(msg("common.not_recorded"))


def _named(
    known: Callable[[str], tuple[str, Number] | None], language: str
) -> Callable[[str], str]:
    def named(provision: str) -> str:
        found = known(provision)
        return name(*found, language) if found else provision

    return named
