"""The stored meaning of a workflow: kept once, and what an engagement stays on."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import WorkflowDefinition
from srf_policy.domain.errors import Problem, Refused, refused
from srf_policy.engine import locking
from srf_policy.engine.definition import Definition
from srf_policy.engine.loading import DefinitionErrors, from_canonical, shipped


def pin(session: Session, definition: Definition) -> str:
    """The hash under which the definition is stored, from now on and for ever.

    Refused where another meaning is stored under the same version.
    """
    held = _stored(session, definition.workflow, definition.version)
    if held is None:
        session.add(
            WorkflowDefinition(
                sha256=definition.hash, name=definition.workflow, version=definition.version,
                canonical=definition.canonical, stored_at=clock.now(),
            )
        )  # fmt: skip
        session.flush()
    elif held.sha256 != definition.hash:
        raise refused(
            "refused.workflow_changed", "workflow", workflow=definition.workflow,
            version=definition.version,
        )  # fmt: skip
    return definition.hash


def version(session: Session, workflow: str, number: int) -> Definition:
    """One version of a workflow: the stored one, or the shipped one where it is released.

    Raises Refused where neither is, or where this program no longer knows what it names.
    """
    held = _stored(session, workflow, number)
    if held is not None:
        return _loaded(held)
    try:
        found = shipped(workflow)
    except DefinitionErrors:
        raise refused("refused.unknown_workflow", workflow=workflow[:40]) from None
    if found.version != number:
        known = sorted({found.version, *_versions(session, workflow)})
        raise refused(
            "refused.no_such_version", workflow=workflow, version=number,
            known=[str(n) for n in known],
        )  # fmt: skip
    if not locking.is_locked(found, locking.shipped_lock()):
        raise refused("refused.version_not_released", workflow=workflow, version=number)
    return found


def stored(session: Session, sha256: str) -> Definition:
    """The definition with this hash. Raises Refused where this program no longer knows it whole."""
    return _loaded(session.get_one(WorkflowDefinition, sha256))


def _loaded(row: WorkflowDefinition) -> Definition:
    try:
        return from_canonical(row.canonical)
    except DefinitionErrors as error:
        raise Refused([Problem(problem.message) for problem in error.problems]) from None


def _stored(session: Session, workflow: str, number: int) -> WorkflowDefinition | None:
    return session.scalar(
        select(WorkflowDefinition).where(
            WorkflowDefinition.name == workflow, WorkflowDefinition.version == number
        )
    )


def _versions(session: Session, workflow: str) -> list[int]:
    rows = session.scalars(
        select(WorkflowDefinition.version).where(WorkflowDefinition.name == workflow)
    )
    return list(rows)
