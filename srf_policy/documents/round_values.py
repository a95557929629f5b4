"""What files about consultation rounds say of them on their first page."""

from __future__ import annotations

from srf_policy.languages.messages import Message, msg
from srf_policy.languages.tags import separator
from srf_policy.store.queries.exporting import Rounds

from .saying import FileSayer
from .values import cover_values


class RoundSayer(FileSayer):
    """The placeholders of such files in one language."""

    def __init__(self, about: Rounds, language: str) -> None:
        super().__init__(language, about.found.engagement.country)
        self._about = about

    def values(self, note: Message, illustrative: bool) -> dict[str, str]:
        """The common values, and `note` beside the status."""
        cover = cover_values(self._about.found, self.language, (0, 0))
        notice = self.say(msg("document.illustrative")) if illustrative else ""
        return {
            **cover,
            **self._rounds(),
            "document.status": self.say(self._status()),
            "document.status_note": self.say(note),
            "document.notice": notice or cover["document.notice"],
            "document.as_of": self.day(self._about.as_of),
        }

    def _rounds(self) -> dict[str, str]:
        held = self._about.rounds
        if not held:
            return {}
        numbers = [self.number(row.number) for row in held]
        closed = [row.closed_on for row in held if row.closed_on is not None]
        over = len(closed) == len(held)
        return {
            "round.number": separator(self.language).join(numbers),
            "round.opened": self.day(held[0].occurred_on),
            "round.closes": self.day(max(row.closes_on for row in held)),
            "round.closed": self.day(max(closed)) if over else self.say(msg("rounds.is_open")),
        }

    def _status(self) -> Message:
        one = self._about.one
        if one is None:
            return msg("matrix.title_all")
        if one.closed_on is None:
            return msg("matrix_file.running", number=one.number, date=one.closes_on)
        return msg("matrix_file.closed", number=one.number, date=one.closed_on)
