"""The second axis beside the stage: a suspended engagement stands still until it is resumed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from srf_policy.domain.errors import NotAllowed, Problem, refused
from srf_policy.domain.wording import text_hash
from srf_policy.engine.definition import Suspend
from srf_policy.languages.messages import msg

from . import find
from .moves import lapse_proposals
from .reply_days import move_days
from .runner import verb
from .words import words
from .work import Work


@verb()
def suspend(
    work: Work, *, reason: str, review_on: date | None = None, paper: str | None = None
) -> dict[str, Any]:
    """Suspend the engagement until it is looked at again on `review_on`."""
    rule = _rule(work)
    engagement = work.engagement
    work.expect(engagement.moves, "move")
    if engagement.ended_on is not None:
        raise refused("refused.engagement_ended", ended=engagement.ended_on)
    if engagement.suspended_on is not None:
        raise refused("refused.suspended_already", since=engagement.suspended_on)
    text = words(reason, "reason", required=True, limit=4000)
    review = review_on or work.occurred_on + timedelta(days=rule.review_after or 90)
    if review <= work.occurred_on:
        raise refused("refused.review_in_past", "review_on")
    engagement.suspended_on, engagement.suspension_reason = work.occurred_on, text
    ground = find.paper(work, paper)
    engagement.suspension_paper = ground.ref if ground else None
    engagement.review_on = review
    engagement.moves += 1
    lapse_proposals(work)
    work.record(
        "move", stage=engagement.stage, review_on=review, number=engagement.moves,
        paper=engagement.suspension_paper, texts={"reason": text_hash(text)},
    )  # fmt: skip
    return {"suspended": True, "review_on": review.isoformat()}


@verb()
def resume(work: Work, *, reason: str, paper: str | None = None) -> dict[str, Any]:
    """Resume: the engagement stands in the stage where it was.

    Its clocks go on: days that had not passed come as many days later as it was suspended.
    """
    _rule(work)
    engagement = work.engagement
    work.expect(engagement.moves, "move")
    if engagement.suspended_on is None:
        raise refused("refused.not_suspended")
    text = words(reason, "reason", required=True, limit=4000)
    since = engagement.suspended_on
    if work.occurred_on < since:
        raise refused("refused.before_suspension", "occurred_on", since=since)
    days = (work.occurred_on - since).days
    ground = find.paper(work, paper)
    engagement.end_suspension()
    engagement.moves += 1
    moved = move_days(work, since, days)
    work.record(
        "move", stage=engagement.stage, since=since, number=engagement.moves, days=days, moved=moved,
        paper=ground.ref if ground else None, texts={"reason": text_hash(text)},
    )  # fmt: skip
    return {"suspended": False}


def _rule(work: Work) -> Suspend:
    rule = work.definition.suspend
    if rule is None:
        raise refused("refused.cannot_suspend")
    if not work.acts_as(*rule.by):
        raise NotAllowed([Problem(msg("refused.not_your_role"))])
    return rule
