"""The views of all institutions that were asked: what each said, or since when it is awaited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from srf_policy.domain import Ballot, Institution
from srf_policy.domain.wording import with_references
from srf_policy.engine.definition import move_title
from srf_policy.engine.facts import AgreementFact, PaperFact
from srf_policy.engine.guards.ballots import VIEWS
from srf_policy.languages.messages import Message, msg
from srf_policy.store.queries.rounds import Held, Invited
from srf_policy.store.queries.validation import Taken
from srf_policy.word.model import Cell, Item, Words

from .saying import FileSayer

_WAITS = "FFF4D6"
_FILLS = {
    "endorse": "E3F1E8", "no_objection": "EEF3DE", "reservation": "F8E6E3", "none": _WAITS,
    "not_asked": _WAITS,
}  # fmt: skip
_NEUTRAL = "EEF1F4"
DASH = "\u2013"


@dataclass(frozen=True)
class Asked:
    """Who was asked and what is on record of it. `rounds` newest first; `reminded`: by `round:2`
    or `ballot:1`, then by code of the institution; `voters` are asked for a position; `agreements`
    are those of the lead institution to this draft."""

    institutions: Sequence[Institution]
    voters: frozenset[str]
    taken: Mapping[str, Taken]
    ballot: Ballot | None
    rounds: Sequence[Held]
    reminded: Mapping[str, Mapping[str, Sequence[date]]]
    papers: Sequence[PaperFact]
    agreements: Sequence[AgreementFact]
    as_of: date


@dataclass(frozen=True)
class _View:
    """`state` is a position, or letter, none, not_asked, no_reply, comments."""

    state: str
    label: Message
    day: date | None
    words: Words


class Views:
    """One row an institution, in the order of the engagement. `names`: by language, what
    references to provisions are called."""

    def __init__(
        self, said: FileSayer, asked: Asked, names: Mapping[str, Mapping[str, str]]
    ) -> None:
        self._said, self._asked, self._names = said, asked, names

    def items(self) -> Iterator[Item]:
        for one in self._asked.institutions:
            view = self._view(one)
            fill = _FILLS.get(view.state, _NEUTRAL)
            yield {
                "institution": Cell(self._said.local(one.name)),
                "role": self._said.cell(self._said.say(msg(f"institution_role.{one.role}"))),
                "view": self._said.cell(self._said.say(view.label), bold=True, fill=fill),
                "date": self._said.cell(self._said.short_day(view.day) if view.day else DASH),
                "words": Cell(view.words),
            }

    def states(self) -> list[str]:
        """Of those who were asked for a position."""
        return [
            self._view(one).state for one in self._asked.institutions
            if one.code in self._asked.voters or one.code in self._asked.taken
        ]  # fmt: skip

    def _view(self, one: Institution) -> _View:
        """What it said of this draft before anything else; a reservation stands on any draft."""
        taken, ballot = self._asked.taken.get(one.code), self._asked.ballot
        if taken is not None and self._stands(taken):
            return self._position(taken)
        if (letter := self._letter(one.code)) is not None:
            return self._by_letter(letter)
        if ballot is not None and one.code in self._asked.voters:
            return self._awaited(ballot, one.code, taken)
        return self._in_round(one.code)

    def _stands(self, taken: Taken) -> bool:
        ballot = self._asked.ballot
        current = ballot is None or taken.ballot == ballot.number
        return current or taken.position.position == "reservation"

    def _letter(self, code: str) -> PaperFact | None:
        """The newest letter that carries its view, since this validation was opened."""
        first = self._asked.ballot.occurred_on if self._asked.ballot else date.min
        found = [
            p for p in self._asked.papers
            if p.sender == code and p.kind in VIEWS and p.dated >= first
        ]  # fmt: skip
        return max(found, key=lambda paper: (paper.dated, paper.seq), default=None)

    def _position(self, taken: Taken) -> _View:
        row, ballot = taken.position, self._asked.ballot
        names = self._names.get(row.language, self._names[self._said.language])
        words = with_references(taken.words, lambda code: names.get(code, code)) or DASH
        if ballot is None or taken.ballot != ballot.number:
            words = f"{words}\n({self._said.say(msg('transmittal.view.earlier'))})"
        label = msg(f"position.{row.position}")
        return _View(row.position, label, row.occurred_on, Words((words,), row.language))

    def _by_letter(self, letter: PaperFact) -> _View:
        words = self._words(msg("transmittal.view.paper", ref=letter.ref))
        return _View("letter", msg("transmittal.view.letter"), letter.dated, words)

    def _awaited(self, ballot: Ballot, code: str, before: Taken | None) -> _View:
        told = [msg("transmittal.view.asked_on", date=ballot.occurred_on)]
        told.append(self._reminders(f"ballot:{ballot.number}", code))
        if ballot.closes_on < self._asked.as_of:
            told.append(msg("transmittal.view.silence", date=ballot.closes_on))
        if before is not None:
            position = msg(f"position.{before.position.position}")
            told.append(msg("transmittal.view.earlier_was", position=position))
        told += self._agreements(code)
        return _View("none", msg("transmittal.view.none"), None, self._words(*told))

    def _in_round(self, code: str) -> _View:
        for held in self._asked.rounds:
            for invited in held.invited:
                if invited.institution.code == code:
                    return self._invited(held, invited)
        agreed = self._agreements(code)
        words = self._words(*agreed) if agreed else Words((DASH,), self._said.language)
        return _View("not_asked", msg("transmittal.view.not_asked"), None, words)

    def _invited(self, held: Held, one: Invited) -> _View:
        number, code = held.round.number, one.institution.code
        told = [msg("transmittal.view.in_round", number=number)]
        if one.sent_on is not None:
            label = msg("transmittal.view.comments", count=one.comments)
            return _View("comments", label, one.sent_on, self._words(*told))
        told.append(msg("transmittal.view.asked_on", date=held.round.occurred_on))
        told.append(self._reminders(f"round:{number}", code))
        if one.no_reply_on is not None:
            label = msg("transmittal.view.no_reply")
            return _View("no_reply", label, one.no_reply_on, self._words(*told))
        return _View("none", msg("transmittal.view.none"), None, self._words(*told))

    def _agreements(self, code: str) -> list[Message]:
        """What the lead institution agreed to stands beside its position, it is none."""
        return [
            msg("transmittal.view.agreed", date=given.agreed_on, move=move_title(given.move))
            for given in self._asked.agreements
            if given.institution == code
        ]

    def _reminders(self, subject: str, code: str) -> Message:
        days = self._asked.reminded.get(subject, {}).get(code, ())
        if not days:
            return msg("transmittal.view.not_reminded")
        return msg("transmittal.view.reminded", dates=list(days))

    def _words(self, *told: Message) -> Words:
        return Words(("\n".join(self._said.say(one) for one in told),), self._said.language)
