"""Guards about the bodies before which the draft is put."""

from __future__ import annotations

from srf_policy.engine.facts import BodyFact, Facts, PresentationFact
from srf_policy.engine.guards.base import Finding, Item, NoParams, guard, lack, lack_whole
from srf_policy.engine.words import Bodies, Outcomes, Strict
from srf_policy.languages.messages import LocalText, Message, msg


class PresentedTo(Strict):
    """`bodies: all` are the ones that the engagement lists."""

    bodies: Bodies
    outcome: Outcomes


@guard(
    "presented_to",
    params=PresentedTo,
    reads=("bodies", "presentations"),
    mends="record_presentation",
    permission="record",
    screen="records",
)
def presented_to(facts: Facts, asked: PresentedTo, move: str) -> Finding:
    if not facts.bodies:
        item = msg("item.body.none_listed")
        return lack_whole("presented_to", "missing.presented_to.no_bodies", item)
    items = [
        Item(b.key, why) for b in facts.bodies if (why := _why(facts, b, asked.outcome)) is not None
    ]
    if items:
        return lack("missing.presented_to", items)
    return msg("met.presented_to", count=len(facts.bodies))


def _why(facts: Facts, body: BodyFact, wanted: tuple[str, ...]) -> Message | None:
    latest = latest_outcome(facts, body.key)
    if latest is not None and latest.outcome in wanted:
        return None
    shown = [p for p in facts.presentations if p.body == body.key]
    if not shown:
        return msg("item.body.never", body=body.name)
    last = max(shown, key=lambda p: (p.held_on, p.seq))
    if last.outcome is None:
        return msg("item.body.no_outcome", body=body.name, date=last.held_on)
    outcome = msg(f"outcome.{last.outcome}")
    return msg("item.body.outcome", body=body.name, date=last.held_on, outcome=outcome)


def latest_outcome(facts: Facts, body: str) -> PresentationFact | None:
    """The last presentation to this body of which the outcome is recorded."""
    decided = [p for p in facts.presentations if p.body == body and p.outcome is not None]
    return max(decided, key=lambda p: (p.held_on, p.seq), default=None)


@guard(
    "conditions_met",
    reads=("bodies", "presentations"),
    mends="meet_condition",
    permission="record",
    screen="records",
)
def conditions_met(facts: Facts, asked: NoParams, move: str) -> Finding:
    asked_of = dict.fromkeys(p.body for p in facts.presentations)
    latest = [p for body in asked_of if (p := latest_outcome(facts, body)) is not None]
    items = [
        item for p in latest if p.outcome == "endorsed_with_changes" for item in _unmet(facts, p)
    ]
    if items:
        return lack("missing.conditions_met", items)
    return msg("met.conditions_met")


def _unmet(facts: Facts, presentation: PresentationFact) -> list[Item]:
    body = _body_name(facts, presentation.body)
    return [
        Item(
            f"{presentation.number}.{c.number}",
            msg("item.condition.unmet", number=c.number, body=body, words=c.words),
        )
        for c in presentation.conditions
        if not c.met
    ]


def _body_name(facts: Facts, key: str) -> LocalText | str:
    return next((b.name for b in facts.bodies if b.key == key), key)
