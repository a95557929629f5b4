"""`/me`: what needs you, what waits on others, what you sent back, and the days ahead."""

from __future__ import annotations

from datetime import date

from flask import Response

from srf_policy import clock
from srf_policy.domain import Engagement
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import Message, msg
from srf_policy.store.queries.me import Desk, desk

from . import context, work_facility, work_ministry
from .rendering import page
from .routing import Route
from .standing import Stand, stand
from .work import NEEDS, SENT_BACK, WAITING, Case, Task, confirmations, rank

_DATES = 8

Day = tuple[date, Message, Engagement]


def me() -> Response:
    viewer = context.viewer()
    held = desk(context.reader(), viewer, clock.today())
    shown = [stand(row, viewer) for row in held.standings]
    found = sorted(_tasks(shown, viewer, held), key=rank)
    parts = {part: [t for t in found if t.part == part] for part in (NEEDS, WAITING, SENT_BACK)}
    return page(
        "me.html",
        parts=parts,
        lead=_lead(parts[NEEDS]),
        days=days_ahead(shown),
        illustrative=any(s.engagement.illustrative for s in shown),
    )


def _tasks(shown: list[Stand], viewer: Viewer, held: Desk) -> list[Task]:
    found: list[Task] = []
    for row in shown:
        case = Case(row, viewer, held)
        found += confirmations(case)
        if viewer.is_facility(row.engagement.id):
            found += work_facility.tasks(case)
        else:
            found += work_ministry.tasks(case)
    return found


def _lead(needs: list[Task]) -> Message:
    """The one sentence: what has waited longest, or by when the first thing is due."""
    if not needs:
        return msg("me.lead_nothing")
    first, today = needs[0], clock.today()
    if first.due is not None and first.due < today:
        return msg("me.lead_overdue", count=(today - first.due).days, what=first.what)
    if first.due is not None:
        return msg("me.lead_next", date=first.due, what=first.what)
    return msg("me.lead_count", count=len(needs))


def days_ahead(shown: list[Stand]) -> list[Day]:
    """The next days on which something ends, in all engagements."""
    today, days = clock.today(), list[Day]()
    for row in shown:
        if row.ended:
            continue
        facts, engagement = row.facts, row.engagement
        days += [
            (r.closes, msg("me.day_round", number=r.number), engagement)
            for r in facts.rounds
            if not r.closed
        ]
        if facts.ballot is not None and not facts.ballot.closed:
            days.append((facts.ballot.closes_on, msg("me.day_ballot"), engagement))
        if row.timing.due is not None:
            stage = msg(f"stage.{engagement.stage}")
            days.append((row.timing.due, msg("me.day_stage", stage=stage), engagement))
        if engagement.review_on is not None:
            days.append((engagement.review_on, msg("me.day_review"), engagement))
    ahead = sorted((d for d in days if d[0] >= today), key=lambda d: (d[0], d[2].code))
    return ahead[:_DATES]


routes = [Route("/me", me, "signed_in")]
