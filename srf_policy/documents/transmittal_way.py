"""To whom a draft goes with the move ahead, under which title, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from srf_policy.domain import Engagement
from srf_policy.domain.records import POSITIONS
from srf_policy.engine.definition import Definition, Move, Need, OpenBallot, move_title
from srf_policy.engine.facts import Facts
from srf_policy.engine.guards import Missing, evaluate
from srf_policy.engine.guards.presentations import PresentedTo
from srf_policy.engine.vocabulary import OUTCOMES
from srf_policy.languages.messages import LocalText, Message, msg

_TITLES: Mapping[tuple[str, str], str] = {("PK", "policy"): "transmittal.title_pk"}
"""By country and instrument, where the rules of that government's business name the paper: in
Pakistan a policy goes up as a Summary for the Cabinet. An agency's own plan does not."""


def title_of(engagement: Engagement) -> Message:
    """What the paper is called."""
    named = _TITLES.get((engagement.country, engagement.instrument))
    return msg(named or "export.kind.transmittal")


@dataclass(frozen=True)
class Way:
    """`kind`: validation, presentation, adoption or lead. `to` is None where nobody is recorded.
    `days`: after how many the ballot that the move opens closes."""

    kind: str
    to: LocalText | None
    action: Message
    days: int | None = None


def way_of(
    engagement: Engagement, definition: Definition, facts: Facts, move: Move, lead: LocalText | None
) -> Way:
    """Decided by the workflow alone: what the move sets off, and what is needed where it leads."""
    number = facts.newest_revision
    ballot = next((effect for effect in move.then if isinstance(effect, OpenBallot)), None)
    if ballot is not None:
        positions = [msg(f"position.{one}") for one in POSITIONS]
        action = msg("transmittal.action.validation", number=number, positions=positions)
        return Way("validation", None, action, ballot.closes_after)
    after = list(_needed_after(definition, move))
    for need in after:
        if isinstance(need.params, PresentedTo) and (to := _next_body(facts, move, need)):
            outcomes = [msg(f"outcome.{one}") for one in OUTCOMES if one in need.params.outcome]
            action = msg("transmittal.action.presentation", number=number, outcomes=outcomes)
            return Way("presentation", to, action)
    if any(need.guard == "adoption_recorded" for need in (*move.needs, *after)):
        action = msg("transmittal.action.adoption", number=number)
        return Way("adoption", engagement.approving_body or None, action)
    action = msg("transmittal.action.lead", number=number, move=move_title(move.id))
    return Way("lead", lead, action)


def _needed_after(definition: Definition, move: Move) -> Iterator[Need]:
    for following in definition.moves_from(move.to):
        yield from following.needs


def _next_body(facts: Facts, move: Move, need: Need) -> LocalText | None:
    """The first body, in the order of the engagement, that the guard does not find content."""
    found = evaluate(need.guard, need.params, facts, move.id)
    lacking = {item.key for item in found.items} if isinstance(found, Missing) else set()
    return next((body.name for body in facts.bodies if body.key in lacking), None)
