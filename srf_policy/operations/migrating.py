"""Moving an engagement to another version of its workflow: planned, then done, both by this code.

The stage may get another name; it is not entered again. What has been recorded stays: only what
is asked of it changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Engagement, HistoryEvent, WorkflowDefinition
from srf_policy.domain.errors import Problem, Refused, refused
from srf_policy.engine.changes import Changed, changes
from srf_policy.engine.definition import Definition, move_title, stage_title
from srf_policy.engine.facts import BallotFact, Facts
from srf_policy.languages.messages import Message, msg
from srf_policy.store import facts as store_facts

from . import authority, pinning
from .runner import verb
from .work import Work, definition_of


@dataclass(frozen=True)
class Plan:
    """What migrating one engagement would do, or why it cannot be done.

    `changed`: for each move from the stage, what becomes missing and what no longer is.
    `ballot`: the one that is open, and stays so.
    """

    code: str
    version: int
    target: Definition
    stage: str
    to: str
    refusals: tuple[Message, ...]
    changed: tuple[Changed, ...] = ()
    ballot: BallotFact | None = None


def plan(session: Session, row: Engagement, target: Definition, mapping: Mapping[str, str]) -> Plan:
    """Read only. `mapping`: the new name of each stage that has one."""
    now = definition_of(session, row)
    facts = store_facts.load_one(session, row, clock.today())
    to = mapping.get(row.stage, row.stage)
    refusals = tuple(_hindrances(row, now, target, to, facts))
    if refusals:
        return Plan(row.code, now.version, target, row.stage, to, refusals)
    ballot = facts.ballot if facts.ballot and not facts.ballot.closed else None
    found = changes(now, facts, target, replace(facts, stage=to))
    return Plan(row.code, now.version, target, row.stage, to, (), found, ballot)


def _hindrances(
    row: Engagement, now: Definition, target: Definition, to: str, facts: Facts
) -> list[Message]:
    """Everything that stands against it."""
    if row.ended_on is not None:
        return [msg("refused.engagement_ended", ended=row.ended_on)]
    if now.workflow != target.workflow:
        return [msg("refused.other_workflow", workflow=now.workflow, target=target.workflow)]
    if now.hash == target.hash:
        return [msg("refused.version_already", version=target.version)]
    found = []
    stage = target.stage(to)
    if stage is None:
        known = [s.id for s in target.stages]
        found.append(msg("refused.stage_not_there", stage=to, version=target.version, known=known))
    elif stage.ends:
        found.append(msg("refused.stage_ends", stage=stage_title(to), version=target.version))
    if facts.proposal is not None:
        found.append(msg("refused.proposal_open", move=move_title(facts.proposal.move)))
    if row.suspended_on is not None and target.suspend is None:
        found.append(msg("refused.no_suspension_there", version=target.version))
    return found


def planned_revert(session: Session, row: Engagement) -> tuple[Plan, HistoryEvent]:
    """What going back would do, and the migration that it takes back. Raises Refused."""
    last = session.scalar(
        select(HistoryEvent)
        .where(
            HistoryEvent.chain == row.code,
            HistoryEvent.verb.in_(("migrate_workflow", "revert_migration")),
        )
        .order_by(HistoryEvent.seq.desc())
        .limit(1)
    )
    if last is None or last.verb == "revert_migration":
        raise refused("refused.not_migrated")
    if row.moves != last.payload["number"]:
        raise refused(
            "refused.moved_since_migration", version=last.payload["from_version"],
            workflow=last.payload["workflow"],
        )  # fmt: skip
    target = pinning.stored(session, last.payload["was"])
    return plan(session, row, target, {row.stage: last.payload["from"]}), last


def running_on(session: Session, workflow: str, version: int) -> list[Engagement]:
    """The engagements that have not ended and stand on this version, by code."""
    query = (
        select(Engagement)
        .join(WorkflowDefinition, WorkflowDefinition.sha256 == Engagement.workflow_sha256)
        .where(
            WorkflowDefinition.name == workflow, WorkflowDefinition.version == version,
            Engagement.ended_on.is_(None),
        )
        .order_by(Engagement.code)
    )  # fmt: skip
    return list(session.scalars(query))


@verb(dated=False)
def migrate_workflow(
    work: Work, *, version: int, mapping: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Let the engagement go on under another version of its workflow; administrators may.

    Refused with everything that stands against it, as `plan` tells it.
    """
    authority.require_administrator(work)
    target = pinning.version(work.session, work.definition.workflow, version)
    found = plan(work.session, work.engagement, target, mapping or {})
    return _change(work, found)


@verb(dated=False)
def revert_migration(work: Work) -> dict[str, Any]:
    """Take the last migration back, where nothing has moved since; administrators may."""
    authority.require_administrator(work)
    found, _ = planned_revert(work.session, work.engagement)
    return _change(work, found)


def _change(work: Work, found: Plan) -> dict[str, Any]:
    if found.refusals:
        raise Refused([Problem(said) for said in found.refusals])
    engagement = work.engagement
    was = engagement.workflow_sha256
    engagement.workflow_sha256 = pinning.pin(work.session, found.target)
    engagement.stage = found.to  # another name for the stage in which it stands: no move
    engagement.moves += 1
    work.record(
        "move", workflow=found.target.workflow, from_version=found.version,
        to_version=found.target.version, was=was, definition=found.target.hash,
        number=engagement.moves, **{"from": found.stage, "to": found.to},
    )  # fmt: skip
    return {"version": found.target.version, "stage": found.to}
