"""By when an institution is to reply, what is late, and days that move with a suspension."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Ballot, Institution, Invitation, Round
from srf_policy.engine.deadlines import day_at
from srf_policy.languages.calendars import zone_of

from .work import Work


def own_day(work: Work, row: Round, institution: Institution) -> date:
    """By when this institution is to reply: its own day, or that of the round."""
    given = work.session.scalar(
        select(Invitation.closes_on).where(
            Invitation.round_id == row.id, Invitation.institution_id == institution.id
        )
    )
    return given or row.closes_on


def is_late(work: Work, due: date) -> bool:
    """Whether what is done now comes after the day; a suspended engagement's clocks stand.

    Where no other day was stated, the day in the country counts, not that of the server.
    """
    engagement = work.engagement
    if engagement.suspended_on is not None and due >= engagement.suspended_on:
        return False
    there = day_at(clock.now(), zone_of(engagement.country))
    return (there if work.occurred_on == clock.today() else work.occurred_on) > due


def move_days(work: Work, since: date, days: int) -> list[dict[str, Any]]:
    """Move the days that had not passed when the clocks were stopped; what moved, and to when.

    The day of a presentation is the body's own and stays.
    """
    moved: list[dict[str, Any]] = []
    engagement, by = work.engagement, timedelta(days=days)
    rounds = work.session.scalars(
        select(Round).where(Round.engagement_id == engagement.id, Round.closed_on.is_(None))
    ).all()
    for row in rounds if days else ():
        if row.closes_on >= since:
            row.closes_on += by
            moved.append({"subject": f"round:{row.number}", "closes_on": row.closes_on})
        for invitation, code in _invitations(work, row):
            if invitation.closes_on is not None and invitation.closes_on >= since:
                invitation.closes_on += by
                moved.append(
                    {"subject": f"round:{row.number}:{code}", "closes_on": invitation.closes_on}
                )
    ballot = work.session.scalar(
        select(Ballot)
        .where(Ballot.engagement_id == engagement.id, Ballot.voided_on.is_(None))
        .order_by(Ballot.number.desc())
        .limit(1)
    )
    if ballot is not None and days and ballot.closes_on >= since:
        ballot.closes_on += by
        moved.append({"subject": f"ballot:{ballot.number}", "closes_on": ballot.closes_on})
    return moved


def _invitations(work: Work, row: Round) -> Sequence[Any]:
    return work.session.execute(
        select(Invitation, Institution.code)
        .join(Institution, Institution.id == Invitation.institution_id)
        .where(Invitation.round_id == row.id)
        .order_by(Invitation.id)
    ).all()
