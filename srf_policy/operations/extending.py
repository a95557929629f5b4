"""More time for a round: for everybody, or for one institution, with a reason; and the days on
which the draft is to be put before its bodies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import (
    Engagement,
    Institution,
    Invitation,
    PlannedPresentation,
    Round,
    RoundExtension,
)
from srf_policy.domain.errors import refused
from srf_policy.domain.wording import text_hash
from srf_policy.engine.deadlines import day_at
from srf_policy.languages.calendars import zone_of
from srf_policy.languages.messages import msg
from srf_policy.store.queries.rounds import codes_without_reply

from . import find
from .notices import Said, announce, tells
from .runner import verb
from .words import words
from .work import Work


@verb("manage_rounds")
def extend_round(
    work: Work, *, round: int, closes_on: date, reason: str, institution: str | None = None
) -> dict[str, Any]:
    """Give a round, or one institution in it, more time; `expected` is the day that was shown.

    An own day that the new day of the round reaches is an own day no more.
    """
    row = find.round_(work, round)
    asked = find.institution(work, institution) if institution else None
    invitation = _invitation(work, row, asked) if asked else None
    was = (invitation.closes_on if invitation else None) or row.closes_on
    work.expect(was, f"round:{round}")
    _check_day(work, row, was, closes_on)
    text = words(reason, "reason", required=True, limit=4000)
    if invitation is not None:
        invitation.closes_on = closes_on
    else:
        row.closes_on = closes_on
        _end_own_days(work, row)
    work.session.add(
        RoundExtension(
            engagement_id=work.engagement.id, round_id=row.id,
            institution_id=asked.id if asked else None, was=was, closes_on=closes_on, reason=text,
            extended_by=work.actor.number, occurred_on=work.occurred_on, seq=work.next_seq,
            illustrative=work.illustrative,
        )
    )  # fmt: skip
    work.record(
        f"round:{round}", round=round, was=was, closes_on=closes_on, institution=institution,
        texts={"reason": text_hash(text)},
    )  # fmt: skip
    announce(work, round=round, institution=institution, closes_on=closes_on)
    return {"round": round, "closes_on": closes_on.isoformat()}


def _check_day(work: Work, row: Round, was: date, closes_on: date) -> None:
    if row.closed_on is not None:
        raise refused("refused.round_closed", closed=row.closed_on)
    if work.engagement.ended_on is not None:
        raise refused("refused.engagement_ended", ended=work.engagement.ended_on)
    today = day_at(clock.now(), zone_of(work.engagement.country))
    if closes_on < max(today, work.occurred_on):
        raise refused("refused.extends_into_past", "closes_on", today=today)
    if closes_on <= was:
        raise refused("refused.not_later", "closes_on", was=was)


def _invitation(work: Work, row: Round, asked: Institution) -> Invitation:
    found = find.invitation(work, row, asked)
    if find.submission(work, row.id, asked.id).sent_on is not None:
        raise refused("refused.has_replied", "institution", institution=asked.name)
    if found.no_reply_on is not None:
        raise refused("refused.no_reply_recorded", "institution", when=found.no_reply_on)
    return found


def _end_own_days(work: Work, row: Round) -> None:
    for own in work.session.scalars(
        select(Invitation).where(
            Invitation.round_id == row.id, Invitation.closes_on <= row.closes_on
        )
    ):
        own.closes_on = None


@tells("extend_round")
def _told_of_extension(
    session: Session, engagement: Engagement, *, round: int, institution: str | None = None,
    closes_on: date | None = None,
) -> Iterator[Said]:  # fmt: skip
    """Who was invited and has not replied, or the one institution. `closes_on` None: not known yet."""
    query = codes_without_reply(engagement.id, round).order_by(Invitation.id)
    if institution:
        query = query.where(Institution.code == institution)
    day = closes_on.isoformat() if closes_on else msg("rounds.the_new_day")
    invited = tuple(session.scalars(query))
    yield Said("round_extended", ("focal_point",), invited, {"round": round, "day": day})


@verb("record")
def plan_presentation(work: Work, *, body: str, planned_on: date | None) -> dict[str, Any]:
    """Note the day on which the draft is to be put before a body; None gives the plan up."""
    where = find.body(work, body)
    row = work.session.scalar(
        select(PlannedPresentation).where(PlannedPresentation.body_id == where.id)
    )
    if work.engagement.ended_on is not None:
        raise refused("refused.engagement_ended", ended=work.engagement.ended_on)
    if planned_on is None and (row is None or row.planned_on is None):
        raise refused("refused.nothing_planned", "planned_on", body=where.name)
    today = day_at(clock.now(), zone_of(work.engagement.country))
    if planned_on is not None and planned_on < today:
        raise refused("refused.planned_in_past", "planned_on", today=today)
    if row is None:
        row = PlannedPresentation(engagement_id=work.engagement.id, body_id=where.id)
        work.session.add(row)
    row.planned_on, row.occurred_on, row.seq = planned_on, work.occurred_on, work.next_seq
    row.illustrative = work.illustrative
    work.record(f"plan:{body}", body=body, body_name=where.name, planned_on=planned_on)
    return {"body": body}
