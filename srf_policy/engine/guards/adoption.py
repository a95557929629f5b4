"""Guards about the formal act."""

from __future__ import annotations

from srf_policy.engine.facts import Facts
from srf_policy.engine.guards.base import Finding, NoParams, guard, lack_whole
from srf_policy.languages.messages import msg


@guard(
    "adoption_recorded",
    reads=("adoption",),
    mends="record_adoption",
    permission="record",
    screen="records",
)
def adoption_recorded(facts: Facts, asked: NoParams, move: str) -> Finding:
    if facts.adoption is not None:
        return msg("met.adoption_recorded", date=facts.adoption.adopted_on)
    item = msg("item.adoption.none")
    return lack_whole("adoption_recorded", "missing.adoption_recorded", item)
