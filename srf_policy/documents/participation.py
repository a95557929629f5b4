"""Evidence of participation as a workbook: sums, every row behind them, and who got more time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from srf_policy.domain import Engagement, Institution, Meeting
from srf_policy.languages.calendars import say_date
from srf_policy.languages.messages import LocalText, Message, msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import choose
from srf_policy.store.queries.days import Extended
from srf_policy.store.queries.participation import Came, Participation, Sum

from .sheets import Cell, Table, workbook

_COUNTS = ("meetings", "people", "women", "men", "not_stated")


def participation_file(found: Participation, language: str, today: date) -> bytes:
    """The same figures as on the screen, and every row behind them."""
    return workbook(Sheets(found, language, today).tables(), language, today)


class Sheets:
    """The tables of one workbook in one language."""

    def __init__(self, found: Participation, language: str, today: date) -> None:
        self._found, self._language, self._today = found, language, today

    def tables(self) -> list[Table]:
        """Sums first, then all rows."""
        found = self._found
        return [
            self._sums("engagements", ("code", "engagement"), found.by_engagement(), self._of),
            self._sums("kinds", ("kind",), found.by_kind(), lambda kind: [self._kind(kind)]),
            self._sums("institutions", ("code", "institution"), found.by_institution(),
                       lambda key: [key[0].code, self._institution(key[1])]),
            self._sums("meetings", _MEETING, found.by_meeting(), lambda key: self._meeting(*key)),
            self._all(),
            self._extensions(),
        ]  # fmt: skip

    def _sums(self, name: str, columns: Sequence[str], sums: Sequence[Sum[Any]], key: Any) -> Table:
        rows = [[*key(s.key), *(getattr(s, count) for count in _COUNTS)] for s in sums]
        return self._table(name, (*columns, *_COUNTS), rows)

    def _all(self) -> Table:
        columns = (*_MEETING, "institution", "kind", "women", "men", "not_stated")
        return self._table("rows", columns, [self._row(row) for row in self._found.rows])

    def _extensions(self) -> Table:
        rows = [self._more_time(*pair) for pair in self._found.extensions]
        return self._table("extensions", _EXTENSION, rows)

    def _table(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Table:
        notes = [msg("participation.title"), msg("participation.as_of", date=self._today)]
        if any(e.illustrative for e in self._found.engagements):
            notes.append(msg("participation.illustrative"))
        if self._found.silent:
            notes.append(msg("participation.silent", count=len(self._found.silent)))
        return Table(
            msg(f"participation.sheet.{name}"), notes,
            [msg(f"participation.column.{column}") for column in columns],
            [_WIDTHS.get(column, 12) for column in columns], rows,
        )  # fmt: skip

    def _row(self, row: Came) -> list[Cell]:
        return [
            *self._meeting(row.engagement, row.meeting), self._institution(row.institution),
            self._kind(row.kind), row.women, row.men, row.not_stated,
        ]  # fmt: skip

    def _more_time(self, engagement: Engagement, found: Extended) -> list[Cell]:
        row = found.row
        name = (
            self._local(found.institution.name)
            if found.institution
            else self._say(msg("participation.everybody"))
        )
        was, until = (
            say_date(day, self._language, country=engagement.country)
            for day in (row.was, row.closes_on)
        )
        return [
            engagement.code,
            found.round,
            name,
            was,
            until,
            row.closes_on.isoformat(),
            row.reason,
        ]

    def _of(self, engagement: Engagement) -> list[Cell]:
        return [engagement.code, self._local(engagement.title)]

    def _meeting(self, engagement: Engagement, meeting: Meeting) -> list[Cell]:
        day = say_date(meeting.occurred_on, self._language, country=engagement.country)
        kind = self._say(msg(f"meeting_kind.{meeting.kind}"))
        return [engagement.code, meeting.number, day, meeting.occurred_on.isoformat(), kind,
                meeting.place, self._local(meeting.title)]  # fmt: skip

    def _institution(self, institution: Institution | None) -> str:
        if institution is None:
            return self._say(msg("participation.no_institution"))
        return self._local(institution.name)

    def _kind(self, kind: str | None) -> str:
        return self._say(msg(f"stakeholder.{kind}" if kind else "participation.no_kind"))

    def _local(self, text: LocalText) -> str:
        return choose(text, self._language)[0]

    def _say(self, message: Message) -> str:
        return say(message, self._language)


_MEETING = ("code", "number", "date", "iso_date", "meeting_kind", "place", "meeting")
_EXTENSION = ("code", "round", "institution", "was", "until", "iso_date", "reason")
_WIDTHS = {
    "engagement": 48, "institution": 40, "kind": 26, "meeting": 48, "place": 18, "date": 18,
    "meeting_kind": 26, "was": 18, "until": 18, "reason": 48,
}  # fmt: skip
