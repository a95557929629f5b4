"""The guards, by family; importing this package registers them all."""

from __future__ import annotations

from srf_policy.engine.guards import (
    adoption,
    ballots,
    disputes,
    meetings,
    presentations,
    rounds,
    text,
)
from srf_policy.engine.guards.base import GUARDS, Guard, Item, Missing, evaluate

__all__ = ["GUARDS", "Guard", "Item", "Missing", "evaluate"]

FAMILIES = (adoption, ballots, disputes, meetings, presentations, rounds, text)
