"""The guard about what stands in brackets."""

from __future__ import annotations

from srf_policy.engine.facts import DisputeFact, Facts
from srf_policy.engine.guards.base import Finding, Item, guard, lack
from srf_policy.engine.words import Strict
from srf_policy.languages.messages import Message, msg, numeral


class Settled(Strict):
    """`or_declared`: a dispute that was left to a body may travel with the draft."""

    or_declared: bool = False


@guard(
    "disputes_settled",
    params=Settled,
    reads=("disputes",),
    mends="decide_dispute",
    permission="record",
    screen="disputes",
)
def disputes_settled(facts: Facts, asked: Settled, move: str) -> Finding:
    held = [d for d in facts.disputes if not (asked.or_declared and d.referred)]
    if held:
        return lack("missing.disputes_settled", [Item(str(d.number), _open(d)) for d in held])
    if facts.disputes:
        return msg("met.disputes_declared", count=len(facts.disputes))
    return msg("met.disputes_settled")


def _open(dispute: DisputeFact) -> Message:
    """A provision without a printed number is new since the newest revision, or carries none."""
    place = "placed" if dispute.printed else "unnumbered"
    return msg(f"item.dispute.{place}", number=dispute.number, provision=numeral(dispute.printed))
