"""What the workflow answers of an engagement for one viewer: the one way for screens and files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from srf_policy.domain.viewer import Viewer
from srf_policy.engine.definition import Definition
from srf_policy.engine.explain import Explanation, MoveAnswer, explain
from srf_policy.engine.loading import from_canonical
from srf_policy.engine.outlook import Timing, forward, timing
from srf_policy.engine.veil import veil
from srf_policy.store.queries.engagements import Standing


@dataclass(frozen=True)
class Answered:
    """`ahead` is the move that leads on, if one does."""

    definition: Definition
    explanation: Explanation
    ahead: MoveAnswer | None
    timing: Timing


def answered(found: Standing, viewer: Viewer, today: date) -> Answered:
    """The workflow's answers, veiled for who may not see what others said."""
    engagement = found.engagement
    definition = from_canonical(found.canonical)
    answers = explain(
        definition, found.facts, roles=viewer.own_roles_in(engagement.id), person=viewer.number,
        lent=viewer.lent_roles(engagement.id),
    )  # fmt: skip
    if not viewer.sees_all_comments(engagement.id):
        seat = viewer.seat_in(engagement.id)
        answers = veil(answers, found.facts, seat.institution if seat else None)
    clocked = timing(
        definition, engagement.stage, engagement.stage_entered_on, today,
        paused=found.paused, suspended_since=engagement.suspended_on,
    )  # fmt: skip
    return Answered(definition, answers, forward(definition, answers), clocked)
