"""The shape of a rebuilt state, and which function follows which verb."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from srf_policy.domain import HistoryEvent

Payload = dict[str, Any]


@dataclass
class State:
    """Plain values; texts as hashes, people as opaque numbers, things under their names.

    `versions`: what forms carry, of everything that is written more than once. One that the
    history does not tell is lacking.
    """

    engagement: Payload = field(default_factory=dict)
    institutions: dict[str, Payload] = field(default_factory=dict)
    members: list[Payload] = field(default_factory=list)
    papers: dict[str, Payload] = field(default_factory=dict)
    meetings: dict[int, Payload] = field(default_factory=dict)
    working: dict[str, Payload] = field(default_factory=dict)
    revisions: dict[int, Payload] = field(default_factory=dict)
    rounds: dict[int, Payload] = field(default_factory=dict)
    comments: dict[int, Payload] = field(default_factory=dict)
    submissions: dict[tuple[int, str], Payload] = field(default_factory=dict)
    agreements: list[Payload] = field(default_factory=list)
    ballots: dict[int, Payload] = field(default_factory=dict)
    positions: list[Payload] = field(default_factory=list)
    presentations: dict[int, Payload] = field(default_factory=dict)
    adoptions: dict[int, Payload] = field(default_factory=dict)
    exceptions: dict[int, Payload] = field(default_factory=dict)
    disputes: dict[int, Payload] = field(default_factory=dict)
    files: dict[str, Payload] = field(default_factory=dict)
    contacts: dict[int, Payload] = field(default_factory=dict)
    proposals: list[Payload] = field(default_factory=list)
    extensions: list[Payload] = field(default_factory=list)
    planned: dict[str, Payload] = field(default_factory=dict)
    acted: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    delegations: dict[int, Payload] = field(default_factory=dict)
    changes: list[Payload] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)


Follow = Callable[[State, HistoryEvent, Payload], None]
FOLLOW: dict[str, Follow] = {}


def follows(*verbs: str) -> Callable[[Follow], Follow]:
    """Declare the function that follows these verbs."""

    def declare(function: Follow) -> Follow:
        FOLLOW.update(dict.fromkeys(verbs, function))
        return function

    return declare


def written(state: State, thing: str, times: int = 1) -> None:
    """A thing of known version was written again."""
    if thing in state.versions:
        state.versions[thing] += times


def stated(event: HistoryEvent, told: Payload) -> Payload:
    """Day, place and illustrative, as a row that the event wrote holds them."""
    illustrative = event.origin == "seed" and not told.get("known", False)
    return {"on": event.occurred_on, "seq": event.seq, "illustrative": illustrative}
