"""The tables of a consultation report: institutions, counts, meetings, minutes, attendance."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from srf_policy.languages.messages import Message, msg
from srf_policy.languages.tags import choose
from srf_policy.store.queries.participation import Sum
from srf_policy.store.queries.records import Held
from srf_policy.store.queries.reporting import Reported
from srf_policy.store.queries.rounds import Invited
from srf_policy.store.queries.whole_matrix import Line
from srf_policy.word.model import Cell, Group, Item, Words

from .matrix_words import DASH, NONE, OPEN, Sayer, count
from .round_values import RoundSayer

_FILLS = {
    "answered": "E3F1E8", "late": "EEF3DE", "no_reply": "EEF1F4", "silent": "F8E6E3",
    "waiting": "FFF4D6",
}  # fmt: skip
_COUNTED = ("accepted", "accepted_in_part", "not_accepted", "noted")
_OWN_NUMBER = re.compile(r"(\d+(?:\.\d+)*[.)])\s+(?=\S)")


class ReportRows:
    """The items of each pattern row, in one language."""

    def __init__(self, found: Reported, said: RoundSayer, sayer: Sayer) -> None:
        self._found, self._said, self._sayer = found, said, sayer
        self._language = sayer.language

    def groups(self) -> dict[str, list[Group]]:
        """By prefix; tasks have a module of their own."""
        return {
            "institution": [Group("", [self._institution(one) for one in self._found.invited])],
            "count": [Group("", list(self._counts()))],
            "row": [Group("", [self._meeting(held) for held in self._found.meetings])],
            "point": [self._minutes(held) for held in self._found.meetings],
            "attendee": [Group("", list(self._attendees()))],
        }

    def _institution(self, one: Invited) -> Item:
        state = self._sayer.say(msg(f"rounds.state.{one.state}"))
        if one.no_reply_on is not None and one.state == "no_reply":
            state = f"{state}\n{self._day(one.no_reply_on)}"
        days = self._found.reminded.get(one.institution.code, ())
        return {
            "name": self._local(one.institution.name),
            "state": Cell(Words((state,), self._language), bold=True, fill=_FILLS[one.state]),
            "answered": self._cell(self._day(one.sent_on)),
            "extended": self._cell(self._day(one.own_day)),
            "reminded": self._cell("\n".join(map(self._day, days)) or self._no_reminder(one)),
            "comments": self._cell(self._sayer.number(one.comments)),
        }

    def _no_reminder(self, one: Invited) -> str:
        """Nobody reminds who has answered; of others it is told that no reminder is on record."""
        return DASH if one.sent_on is not None else self._sayer.say(msg("common.not_recorded"))

    def _counts(self) -> Iterator[Item]:
        areas = self._sayer.matrix.areas
        for area in areas:
            yield self._count(self._sayer.area(area), area.lines)
        if areas:
            everything = self._sayer.say(msg("matrix_file.all"))
            yield self._count(everything, list(self._sayer.matrix.lines), bold=True)

    def _count(self, name: str, lines: Sequence[Line], *, bold: bool = False) -> Item:
        counted = count(lines)
        figures = {key: counted[key] for key in (*_COUNTED, OPEN, NONE)}
        figures["other"] = len(lines) - sum(figures.values())
        figures["all"] = len(lines)
        cells = {key: self._cell(self._sayer.number(n), bold=bold) for key, n in figures.items()}
        return {"area": self._cell(name, bold=bold), **cells}

    def _meeting(self, held: Held) -> Item:
        meeting = held.meeting
        days = self._day(meeting.occurred_on)
        if meeting.until != meeting.occurred_on:
            until = self._day(meeting.until)
            days = self._said.say(msg("records.from_until", first=days, last=until))
        title, spoken = choose(meeting.title, self._language)
        return {
            "date": self._cell(days),
            "title": Cell(Words((title,), spoken)),
            "place": self._cell(meeting.place or self._sayer.say(msg("common.not_recorded"))),
            "people": self._cell(self._people().get(meeting.number) or self._not_recorded()),
            "minutes": self._cell(self._said.say(self._minutes_state(held))),
        }

    def _people(self) -> dict[int, str]:
        sums = self._found.participation.by_meeting()
        return {row.key[1].number: self._sayer.number(row.people) for row in sums}

    def _minutes_state(self, held: Held) -> Message:
        if held.minutes is None:
            return msg("engagement.minutes_none")
        if held.minutes.approved_on is None:
            return msg("engagement.minutes_waiting")
        return msg("report.minutes_approved", date=self._day(held.minutes.approved_on))

    def _minutes(self, held: Held) -> Group:
        """The minutes as numbered points: each line is one, with its own number if it has one."""
        meeting = held.meeting
        title = choose(meeting.title, self._language)[0]
        heading = msg(
            "report.meeting", number=meeting.number, date=meeting.occurred_on, title=title
        )
        points: list[Item] = []
        if held.minutes is not None:
            words, spoken = choose(held.minutes.words, self._language)
            lines = [line.strip() for line in words.splitlines() if line.strip()]
            points = [self._point(n, line, spoken) for n, line in enumerate(lines, 1)]
        return Group(self._said.say(heading), points)

    def _point(self, place: int, line: str, language: str) -> Item:
        own = _OWN_NUMBER.match(line)
        number = own[1] if own else f"{self._sayer.number(place)}."
        words = line[own.end() :] if own else line
        return {"number": self._cell(number), "words": Cell(Words((words,), language))}

    def _attendees(self) -> Iterator[Item]:
        found = self._found.participation
        for row in found.by_institution():
            institution = row.key[1]
            if institution is None:
                yield self._came(
                    self._cell(self._sayer.say(msg("participation.no_institution"))), row
                )
            else:
                yield self._came(self._local(institution.name), row)
        if found.rows:
            name = self._cell(self._sayer.say(msg("word.standing.all")), bold=True)
            yield self._came(name, found.total(), bold=True)

    def _came(self, name: Cell, row: Sum[Any], *, bold: bool = False) -> Item:
        figures = Counter(
            meetings=row.meetings, women=row.women, men=row.men, not_stated=row.not_stated,
            people=row.people,
        )  # fmt: skip
        cells = {key: self._cell(self._sayer.number(n), bold=bold) for key, n in figures.items()}
        return {"institution": name, **cells}

    def _day(self, day: date | None) -> str:
        return self._said.short_day(day) if day is not None else DASH

    def _not_recorded(self) -> str:
        return self._sayer.say(msg("common.not_recorded"))

    def _local(self, text: dict[str, str]) -> Cell:
        words, spoken = choose(text, self._language)
        return Cell(Words((words,), spoken))

    def _cell(self, words: str, *, bold: bool = False) -> Cell:
        return Cell(Words((words,), self._language), bold=bold)
