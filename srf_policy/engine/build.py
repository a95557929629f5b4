"""From the checked parts of a file to the definition."""

from __future__ import annotations

from typing import Any

from srf_policy.engine.canonical import canonical, digest
from srf_policy.engine.definition import Definition, Effect, Move, Need, Stage, Suspend
from srf_policy.engine.shape import EffectPart, MovePart, StagePart, SuspendPart, WorkflowFile


def build(file: WorkflowFile, pinned: bytes | None = None) -> Definition:
    """`pinned` bytes are kept as they are: their hash names what an engagement began with."""
    definition = Definition(
        workflow=file.workflow,
        version=file.version,
        title=file.title or {},
        source=file.source,
        always=file.always,
        stages=tuple(_stage(name, part) for name, part in file.stages.items()),
        moves=tuple(_move(name, part) for name, part in file.moves.items()),
        suspend=_suspend(file.suspend) if file.suspend else None,
        deadlines=file.deadlines,
    )
    data = canonical(definition) if pinned is None else pinned
    return definition.model_copy(update={"canonical": data, "hash": digest(data)})


def _stage(name: str, part: StagePart) -> Stage:
    return Stage(
        id=name,
        title=part.title or {},
        source=part.source,
        starts=part.starts,
        ends=part.ends,
        seals=part.seals,
        waits=part.waits,
        target=part.target,
        open=part.open,
    )


def _move(name: str, part: MovePart) -> Move:
    return Move(
        id=name,
        source=part.source,
        starts_in=part.starts_in,
        to=part.to,
        by=part.by,
        confirmed_by=part.confirmed_by or (),
        reason=part.reason,
        needs=tuple(_need(need) for need in part.needs),
        then=tuple(_effect(effect) for effect in part.then),
    )


def _need(part: Any) -> Need:
    """The one field that was set beside `source` is the guard."""
    (name,) = part.model_fields_set - {"source"}
    return Need(guard=name, params=getattr(part, name), source=part.source)


def _effect(part: EffectPart) -> Effect:
    (name,) = part.model_fields_set
    effect: Effect = getattr(part, name)
    return effect


def _suspend(part: SuspendPart) -> Suspend:
    return Suspend(
        by=part.by, reason=part.reason, review_after=part.review_after, allows=part.allows
    )
