"""What the report of one consultation round tells: who answered, what was said, met and decided.

Only for who sees all comments: others learn nothing of how an institution stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, HistoryEvent, Round
from srf_policy.domain.errors import NotFound
from srf_policy.domain.viewer import Viewer

from . import disputes, records, rounds
from .disputes import Bracketed
from .exporting import Rounds
from .participation import Participation, participation
from .rounds import Invited


@dataclass(frozen=True)
class Period:
    """The days of which one report tells of meetings and decisions: from the opening of its round
    to the day before the next one opens. The first report begins with the engagement (`first` is
    None), the last one ends with what is on record. So each meeting stands in one report.
    """

    first: date | None
    last: date

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and day <= self.last


@dataclass(frozen=True)
class Reported:
    """The round `number`. `reminded`: by code of the institution, the days on which its people were
    reminded.
    """

    number: int
    period: Period
    invited: Sequence[Invited]
    reminded: Mapping[str, Sequence[date]]
    meetings: Sequence[records.Held]
    disputes: Sequence[Bracketed]
    participation: Participation


def reported(session: Session, viewer: Viewer, about: Rounds) -> Reported:
    """All that is on record of this round, and of the days that belong to it."""
    engagement, one = about.found.engagement, about.one
    if one is None or not viewer.sees_all_comments(engagement.id):
        raise NotFound
    # A round that is closed has ended with the last day on record: nobody is awaited any more.
    day = about.as_of + timedelta(days=one.closed_on is not None)
    held = rounds.rounds(session, viewer, engagement, day)
    period = _period(one, [row.round for row in held], about.as_of)
    meetings = [
        m for m in reversed(records.meetings(session, engagement))
        if m.corrected_by is None and period.holds(m.meeting.occurred_on)
    ]  # fmt: skip
    return Reported(
        one.number,
        period,
        next(row.invited for row in held if row.round.number == one.number),
        reminded(session, engagement, f"round:{one.number}"),
        meetings,
        [d for d in disputes.disputes(session, viewer, engagement.id) if _of(d, period)],
        _came(participation(session, viewer, engagement.code), meetings),
    )


def _period(one: Round, every: Sequence[Round], as_of: date) -> Period:
    first = one.occurred_on if any(row.number < one.number for row in every) else None
    after = [row.occurred_on for row in every if row.number > one.number]
    return Period(first, min(after) - timedelta(days=1) if after else as_of)


def reminded(session: Session, engagement: Engagement, about: str) -> Mapping[str, Sequence[date]]:
    """The days on which institutions, by code, were reminded of `round:2` or `ballot:1`: an event
    names those whose people got one. For who sees all comments.
    """
    rows = session.execute(
        select(HistoryEvent.subject, HistoryEvent.occurred_on, HistoryEvent.payload)
        .where(HistoryEvent.engagement_id == engagement.id, HistoryEvent.verb == "remind")
        .order_by(HistoryEvent.seq)
    )
    found: defaultdict[str, list[date]] = defaultdict(list)
    for subject, day, told in rows:
        if subject.split(":")[:2] == about.split(":"):
            for code in told.get("institutions", ()):
                found[code].append(day)
    return found


def _of(dispute: Bracketed, period: Period) -> bool:
    """Settled in these days, or opened by their end and not settled."""
    if dispute.decided_on is not None:
        return period.holds(dispute.decided_on)
    return dispute.opened_on <= period.last


def _came(found: Participation, meetings: Sequence[records.Held]) -> Participation:
    """Of these meetings only, counted as everywhere."""
    ids = {m.meeting.id for m in meetings}
    return replace(
        found,
        rows=[row for row in found.rows if row.meeting.id in ids],
        silent=[row for row in found.silent if row[1].id in ids],
    )
