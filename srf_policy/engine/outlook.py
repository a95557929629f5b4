"""How an engagement stands in time, what its next step is, and whose step that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from srf_policy.engine.definition import Definition
from srf_policy.engine.explain import Explanation, MoveAnswer
from srf_policy.engine.facts import Facts
from srf_policy.engine.guards import GUARDS, Missing
from srf_policy.engine.permissions import may
from srf_policy.engine.vocabulary import ROLES


@dataclass(frozen=True)
class Timing:
    """`days` in the stage without suspensions; `due` by the stage's target; `late` days past it.

    While the engagement is suspended its clock stands: nothing is due and nothing is late.
    """

    days: int
    due: date | None
    late: int


def timing(
    definition: Definition,
    stage: str,
    entered: date,
    today: date,
    *,
    paused: int = 0,
    suspended_since: date | None = None,
) -> Timing:
    """`paused`: days of suspensions that began and ended in this stage."""
    end = suspended_since or today
    days = max((end - entered).days - paused, 0)
    found = definition.stage(stage)
    if found is None or found.ends or found.target is None or suspended_since is not None:
        return Timing(days, None, 0)
    due = entered + timedelta(days=found.target + paused)
    return Timing(days, due, max((today - due).days, 0))


def forward(definition: Definition, explanation: Explanation) -> MoveAnswer | None:
    """The move that leads on: the first one with needs that goes to a later stage."""
    order = [stage.id for stage in definition.stages]
    here = order.index(explanation.stage)
    for answer in explanation.moves:
        move = definition.move(answer.move)
        if move is not None and move.needs and order.index(answer.to) > here:
            return answer
    return None


def presented(facts: Facts) -> bool:
    """Whether the draft lies before a body or has passed one; not where all sent it back."""
    order = sorted(facts.presentations, key=lambda p: (p.held_on, p.seq))
    latest = {p.body: p.outcome for p in order}
    return any(outcome != "returned" for outcome in latest.values())


def can_mend(definition: Definition, stage: str, missing: Missing, roles: frozenset[str]) -> bool:
    """Whether one of these roles may do what is missing."""
    guard = GUARDS.get(missing.guard)
    return guard is not None and may(definition, stage, guard.permission, roles)


def menders(definition: Definition, stage: str, missing: Missing) -> tuple[str, ...]:
    """The roles that may do what is missing, the leading ones first."""
    return tuple(role for role in ROLES if can_mend(definition, stage, missing, frozenset({role})))
