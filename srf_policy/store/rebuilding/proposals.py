"""Moves that one person proposed, and what became of them, rebuilt from the history."""

from __future__ import annotations

from srf_policy.domain import HistoryEvent

from .state import Payload, State, follows, stated


def lapse(state: State, became: str = "lapsed", move: str | None = None) -> None:
    """Every proposal that waits, or that of one move, waits no longer."""
    for row in state.proposals:
        if row["state"] == "open" and move in (None, row["move"]):
            row["state"] = became


@follows("propose_move")
def _proposed(state: State, event: HistoryEvent, told: Payload) -> None:
    lapse(state)
    state.proposals.append(
        {
            "move": told["move"], "by": event.actor, "for": told.get("for"), "state": "open",
            "reason": told["texts"]["reason"], **stated(event, {}),
        }
    )  # fmt: skip


@follows("confirm_move")
def _confirmed(state: State, _event: HistoryEvent, told: Payload) -> None:
    lapse(state, "confirmed", told["move"])


@follows("take_back_move")
def _taken_back(state: State, _event: HistoryEvent, told: Payload) -> None:
    lapse(state, "taken_back", told["move"])
