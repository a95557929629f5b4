"""Why the working draft was changed: a line for each provision that a press touched."""

from __future__ import annotations

from collections.abc import Iterator

from srf_policy.domain import HistoryEvent
from srf_policy.domain.wording import text_hash

from .state import Payload, State, stated


def keep(state: State, event: HistoryEvent, told: Payload) -> None:
    """The causes of one press; they wait for the revision that publishes them."""
    why = {
        "kind": told["cause_kind"], "cause": told["texts"]["note"] or told["cause"],
        "editorial": told["editorial"], "by": event.actor, "revision": None,
        **stated(event, {}),
    }  # fmt: skip
    touched = sorted(line for change in told["changes"] for line in _touched(change))
    state.changes += [{"provision": code, "action": did, **why} for code, did in touched]


def _touched(change: Payload) -> Iterator[tuple[str, str]]:
    yield change["id"], change["action"]
    for other in ("into", "merged"):
        if other in change:
            yield change[other], change["action"]
    for code in change.get("rewritten", ()):
        yield code, "change"


def publish(state: State, number: int) -> None:
    """The causes that waited led to this revision."""
    for row in reversed(state.changes):
        if row["revision"] is not None:
            break
        row["revision"] = number


def held_cause(kind: str, cause: str) -> str:
    """A note as its hash; the name of a record as it is."""
    return text_hash(cause) if kind == "note" else cause
