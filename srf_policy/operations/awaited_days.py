"""What is due in an engagement now, and what was, for who checks the deadline rows without writing any."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from srf_policy.domain import Engagement
from srf_policy.engine.deadlines import dues, end_of
from srf_policy.languages.calendars import zone_of
from srf_policy.store.day_checks import Days

from . import told_days
from .deadline_clocks import Found
from .work import definition_of


def awaited(session: Session, engagement: Engagement) -> Days:
    """By the same facts and rules as those by which `deadlines.refresh` keeps the rows."""
    clocks = Found(session, engagement).clocks(engagement, definition_of(session, engagement))
    zone = zone_of(engagement.country)
    due = frozenset(one.key for one in dues(clocks))
    told = told_days.told(session, engagement)
    return Days(due, told, zone.key, partial(end_of, zone=zone))
