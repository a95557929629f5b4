"""`/me`: what needs you, what waits on others, what you sent back, and the days ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from flask import Response

from srf_policy import clock
from srf_policy.domain import Engagement
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import Message, msg
from srf_policy.store.queries import days, delegations, handover
from srf_policy.store.queries.me import Desk, desk

from . import context, dues, work_facility, work_ministry
from .rendering import page
from .routing import Route
from .say import path
from .standing import Stand, stand
from .work import NEEDS, SENT_BACK, WAITING, Case, Task, confirmations, rank

_DATES = 8
_NEW = 30
"""Days for which a handover note is offered to who took over."""

Day = tuple[date, Message, Engagement]


def me() -> Response:
    viewer = context.viewer()
    held = desk(context.reader(), viewer, clock.today())
    shown = [stand(row, viewer) for row in held.standings]
    found = sorted([*_tasks(shown, viewer, held), *_taken_over(shown)], key=rank)
    parts = {part: [t for t in found if t.part == part] for part in (NEEDS, WAITING, SENT_BACK)}
    return page(
        "me.html",
        parts=parts,
        lead=_lead(parts[NEEDS]),
        days=days_ahead(),
        handed=delegations.mine(context.reader(), viewer, clock.today()),
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


def _taken_over(shown: list[Stand]) -> Iterator[Task]:
    """The handover notes of seats that the viewer took over lately."""
    stands = {row.engagement.id: row for row in shown}
    since = clock.today() - timedelta(days=_NEW)
    for seat in handover.inherited(context.reader(), context.viewer(), since):
        if (row := stands.get(seat.engagement_id)) is not None and not row.ended:
            what = msg("me.read_handover", role=msg(f"role.{seat.role}"))
            link = path("handover", code=row.code, number=seat.number)
            yield Task(NEEDS, row.engagement, what, link, since=seat.since)


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


def days_ahead(only: Engagement | None = None) -> list[Day]:
    """The next days on which something is due, in all engagements or in one."""
    session, viewer = context.reader(), context.viewer()
    rows = days.ahead(session, viewer)
    found = [
        (row.day, dues.about(row, engagement, {}), engagement)
        for row, engagement in rows
        if row.day >= dues.today_in(engagement.country) and only in (None, engagement)
    ]
    return found[:_DATES]


routes = [Route("/me", me, "signed_in")]
