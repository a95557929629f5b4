"""A workflow's meaning as bytes: what an engagement is pinned to.

The bytes say the same as the file, without titles, says and sources, with every default written
out and `from: any` expanded. Stages and moves are lists, because their order is that of the
stage line and of the buttons; roles are sorted, because theirs means nothing.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from srf_policy.engine.deadlines import Rule
from srf_policy.engine.definition import (
    Definition,
    Document,
    Effect,
    Move,
    Need,
    Notify,
    OpenBallot,
    Stage,
    Suspend,
)


def canonical(definition: Definition) -> bytes:
    meaning = {
        "workflow": definition.workflow,
        "version": definition.version,
        "always": dict(definition.always),
        "stages": [_stage(stage) for stage in definition.stages],
        "moves": [_move(move) for move in definition.moves],
        "suspend": _suspend(definition.suspend) if definition.suspend else None,
    }
    if definition.deadlines:
        # Left out where there are none, so that what was released without them keeps its hash.
        meaning["deadlines"] = [_deadline(rule) for rule in definition.deadlines]
    words = json.dumps(meaning, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return words.encode()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def as_file(data: bytes) -> dict[str, Any]:
    """Canonical bytes in the shape of a workflow file, ready to be read by the same code."""
    meaning: dict[str, Any] = json.loads(data)
    for kind in ("stages", "moves"):
        meaning[kind] = {part.pop("id"): part for part in meaning[kind]}
    return meaning


def _days(days: int | None) -> str | None:
    return None if days is None else f"{days} days"


def _stage(stage: Stage) -> dict[str, object]:
    return {
        "id": stage.id,
        "starts": stage.starts,
        "ends": stage.ends,
        "seals": stage.seals,
        "waits": stage.waits,
        "target": _days(stage.target),
        "open": dict(stage.open),
    }


def _move(move: Move) -> dict[str, object]:
    return {
        "id": move.id,
        "from": move.starts_in,
        "to": move.to,
        "by": move.by,
        "confirmed_by": move.confirmed_by or None,
        "reason": move.reason,
        "needs": [_need(need) for need in move.needs],
        "then": [_effect(effect) for effect in move.then],
    }


def _need(need: Need) -> dict[str, object]:
    return {need.guard: need.params.model_dump(mode="json")}


def _effect(effect: Effect) -> dict[str, object]:
    if isinstance(effect, OpenBallot):
        return {"open_ballot": {"closes_after": _days(effect.closes_after)}}
    if isinstance(effect, Notify):
        return {"notify": {"who": effect.who, "message": effect.message}}
    if isinstance(effect, Document):
        return {"document": {"template": effect.template}}
    return {"void_ballot": {}}


def _deadline(rule: Rule) -> dict[str, object]:
    doing = rule.do.model_dump(mode="json", exclude_none=True)
    return {"when": str(rule.when), "do": doing}


def _suspend(suspend: Suspend) -> dict[str, object]:
    return {
        "by": suspend.by,
        "reason": suspend.reason,
        "review_after": _days(suspend.review_after),
        "allows": sorted(suspend.allows),
    }
