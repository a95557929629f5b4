"""Due days as an iCalendar file: codes, kinds and days, and nothing else.

No title, no name, no word of a text: whoever finds the address learns only that something is due.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, timedelta

from icalendar import Calendar, Event

from srf_policy.domain import Deadline, Engagement
from srf_policy.domain.deadlines import thing
from srf_policy.languages.calendars import city
from srf_policy.languages.messages import Message, Numeral, msg
from srf_policy.languages.rendering import say

DAY_ENDS = Numeral("23:59:59")


def feed(rows: Iterable[tuple[Deadline, Engagement]], language: str) -> bytes:
    """One all-day event for each open deadline, in the reader's language."""
    calendar = Calendar()
    calendar.add("prodid", "-//Silk Routes Facility//srf-policy//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", say(msg("facility.name"), language))
    calendar.add("x-wr-caldesc", say(msg("calendar.rule", time=DAY_ENDS), language))
    for row, engagement in rows:
        calendar.add_component(_event(row, engagement, language))
    content: bytes = calendar.to_ical()
    return content


def _event(row: Deadline, engagement: Engagement, language: str) -> Event:
    """The same thing keeps its UID when its day moves; `dtstamp` is when the day was set."""
    event = Event()
    event.add("uid", _uid(engagement.code, row))
    event.add("dtstamp", row.set_at.astimezone(UTC))
    event.add("last-modified", row.set_at.astimezone(UTC))
    event.add("sequence", row.seq)
    event.add("dtstart", row.day)
    event.add("dtend", row.day + timedelta(days=1))
    said = say(_what(row), language, country=engagement.country)
    event.add("summary", f"{engagement.code}: {said}")
    ends = msg("calendar.day_ends", time=DAY_ENDS, zone=city(row.zone, language))
    event.add("description", say(ends, language))
    event.add("transp", "TRANSPARENT")
    return event


def _what(row: Deadline) -> Message:
    return thing(row.kind, row.subject)


def _uid(code: str, row: Deadline) -> str:
    """Made from what is due, so that no institution's code stands in it."""
    named = f"{code}/{row.kind}/{row.subject}".encode()
    return f"{hashlib.sha256(named).hexdigest()[:32]}@srf-policy"
