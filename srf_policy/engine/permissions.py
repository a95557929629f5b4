"""Who may do what in which stage, apart from moving it."""

from __future__ import annotations

from collections.abc import Set

from srf_policy.engine.definition import Definition, Stage
from srf_policy.engine.vocabulary import KEPT_AFTER_END


def may(definition: Definition, stage: str, permission: str, roles: Set[str]) -> bool:
    """Whether one of `roles` has `permission` in `stage`; an unknown stage grants nothing."""
    found = definition.stage(stage)
    return found is not None and bool(_granted(definition, found, permission) & roles)


def stages_where(definition: Definition, permission: str) -> tuple[str, ...]:
    """The stages in which somebody has `permission`."""
    return tuple(s.id for s in definition.stages if _granted(definition, s, permission))


def _granted(definition: Definition, stage: Stage, permission: str) -> frozenset[str]:
    """`always` ends with the stage that ends; `record` alone stays open there."""
    here = frozenset(stage.open.get(permission, ()))
    if stage.ends and permission != KEPT_AFTER_END:
        return here
    return here | frozenset(definition.always.get(permission, ()))
