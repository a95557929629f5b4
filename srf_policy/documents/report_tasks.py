"""Decisions on record, and what a consultation round leaves open: whose it is, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from srf_policy.engine.permissions import may
from srf_policy.engine.vocabulary import ROLES
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.tags import choose
from srf_policy.store.queries.disputes import Bracketed
from srf_policy.store.queries.reporting import Reported
from srf_policy.word.model import Cell, Group, Item, Words

from .matrix_words import Sayer
from .round_values import RoundSayer
from .standing import Answered


class Tasks:
    """Decisions first, then tasks; an owner or a day that no record names prints "not recorded"."""

    def __init__(
        self, found: Reported, said: RoundSayer, sayer: Sayer, stands: Answered, stage: str
    ) -> None:
        self._found, self._said, self._sayer = found, said, sayer
        self._stands, self._stage = stands, stage

    def groups(self) -> list[Group]:
        """All of them in one table."""
        rows = [*self._decisions(), *self._tasks()]
        number = self._sayer.number
        return [
            Group("", [self._cells({"number": number(n), **row}) for n, row in enumerate(rows, 1)])
        ]

    def _cells(self, row: dict[str, str]) -> Item:
        return {key: Cell(Words((text,), self._sayer.language)) for key, text in row.items()}

    def _row(self, kind: str, what: Message, owner: str, day: date | None) -> dict[str, str]:
        nobody = self._sayer.say(msg("common.not_recorded"))
        return {
            "kind": self._sayer.say(msg(kind)),
            "words": self._said.say(what),
            "owner": owner or nobody,
            "date": self._said.short_day(day) if day else nobody,
        }

    def _decisions(self) -> Iterator[dict[str, str]]:
        for one in self._found.disputes:
            if one.decided_on is not None:
                what = msg("report.about", provision=self._name(one), words=one.decision)
                yield self._row("report.decision", what, self._body(one), one.decided_on)

    def _tasks(self) -> Iterator[dict[str, str]]:
        due = self._stands.timing.due
        unanswered = sum(line.lacks_answer for line in self._sayer.matrix.lines)
        if unanswered:
            what = msg("report.answer_comments", count=unanswered)
            yield self._row("report.task", what, self._roles("dispose"), due)
        for held in self._found.meetings:
            if held.minutes is None or held.minutes.approved_on is None:
                do = "write" if held.minutes is None else "approve"
                what = msg(f"report.{do}_minutes", number=held.meeting.number)
                yield self._row("report.task", what, self._roles("record"), due)
        for row in self._found.invited:
            if row.state == "silent":
                what = msg("report.ask_again", institution=row.institution.name)
                yield self._row("report.task", what, self._roles("record"), due)
        for one in self._found.disputes:
            if one.is_open:
                what = msg("report.settle", provision=self._name(one), words=one.question)
                owner = self._body(one) or self._roles("record")
                yield self._row("report.task", what, owner, due)

    def _name(self, one: Bracketed) -> str:
        return self._sayer.provision(one.provision)

    def _body(self, one: Bracketed) -> str:
        """The body to which it was left."""
        return choose(one.referred_to, self._sayer.language)[0] if one.referred_to else ""

    def _roles(self, permission: str) -> str:
        """Who may do it now, the leading roles first; nobody where the engagement has ended."""
        able = [
            role for role in ROLES
            if may(self._stands.definition, self._stage, permission, frozenset({role}))
        ]  # fmt: skip
        roles = [msg(f"role.{role}") for role in able]
        return self._said.say(msg("engagement.owners", roles=roles)) if roles else ""
