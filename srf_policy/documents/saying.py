"""How the cells of a file are said in its language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from srf_policy.languages.calendars import say_date, say_moment
from srf_policy.languages.digits import to_native
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import choose
from srf_policy.word.model import Cell, Words


class FileSayer:
    """Dates in the country's calendar, digits of the language; nothing is an empty cell."""

    def __init__(self, language: str, country: str) -> None:
        self.language, self._country = language, country

    def say(self, message: Message) -> str:
        return say(message, self.language, country=self._country)

    def day(self, day: date) -> str:
        return say_date(day, self.language, country=self._country)

    def short_day(self, day: date) -> str:
        """As in columns and lists."""
        return say_date(day, self.language, country=self._country, style="short")

    def moment(self, moment: datetime) -> str:
        return say_moment(moment, self.language, country=self._country)

    def number(self, number: int) -> str:
        return to_native(str(number), self.language)

    def local(self, text: Mapping[str, str]) -> Words:
        """In the file's language where it was recorded in it."""
        words, spoken = choose(text, self.language) if text else ("", self.language)
        return Words((words or self.say(msg("common.not_recorded")),), spoken)

    def cell(self, words: str, *, bold: bool = False, fill: str = "") -> Cell:
        """Our own words; where there are none, the label that says so."""
        said = words or self.say(msg("common.not_recorded"))
        return Cell(Words((said,), self.language), bold=bold, fill=fill)
