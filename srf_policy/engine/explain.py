"""What can move now, and for each move everything that is still missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from srf_policy.engine.definition import (
    Definition,
    Move,
    Need,
    OpenBallot,
    move_title,
    stage_title,
)
from srf_policy.engine.facts import Facts, ProposalFact
from srf_policy.engine.guards import Item, Missing, evaluate
from srf_policy.engine.guards.base import GUARDS
from srf_policy.engine.vocabulary import PROPOSAL_DAYS
from srf_policy.languages.messages import Message, msg

Lent = tuple[tuple[str, str], ...]
"""Roles that a person holds for others, each with the opaque number of who gave it."""


class UnknownMove(Exception):
    """The definition has no such move; `message` says which it has."""

    def __init__(self, definition: Definition, move: str) -> None:
        super().__init__(move)
        known = [move_title(m.id) for m in definition.moves]
        self.message = msg("missing.unknown_move", move=move, known=known)


@dataclass(frozen=True)
class MoveAnswer:
    """One move, completely: `allowed` exactly when nothing is missing and it is `permitted`.

    `awaiting` is a proposal that a second person has not confirmed yet; `confirmable` whether
    the person who asks can be that one. Without roles the question of roles is left out.
    `through`: the role held for another through which alone the person may make or confirm it.
    """

    move: str
    to: str
    by: tuple[str, ...]
    confirmed_by: tuple[str, ...]
    awaiting: ProposalFact | None
    confirmable: bool
    missing: tuple[Missing, ...]
    met: tuple[Message, ...]
    permitted: bool
    reason: str | tuple[str, ...] | None
    through: str | None = None

    @property
    def allowed(self) -> bool:
        return self.permitted and not self.missing


@dataclass(frozen=True)
class Explanation:
    stage: str
    moves: tuple[MoveAnswer, ...]


def explain(
    definition: Definition,
    facts: Facts,
    *,
    roles: frozenset[str] | None = None,
    person: str | None = None,
    lent: Lent = (),
) -> Explanation:
    """Every move that starts in the present stage, in the order of the file.

    `roles` are those that `person` holds, `lent` those that the person holds for others.
    """
    moves = definition.moves_from(facts.stage)
    answers = (_answer(definition, facts, move, roles, person, lent) for move in moves)
    return Explanation(facts.stage, tuple(answers))


def check_move(
    definition: Definition,
    facts: Facts,
    move: str,
    roles: frozenset[str] | None,
    person: str | None,
    lent: Lent = (),
) -> MoveAnswer:
    """The answer for one move, also where it does not start here. Raises UnknownMove."""
    found = definition.move(move)
    if found is None:
        raise UnknownMove(definition, move)
    return _answer(definition, facts, found, roles, person, lent)


def needs_of(definition: Definition, move: str) -> tuple[Need, ...]:
    """What the file asks for before `move`. Raises UnknownMove."""
    found = definition.move(move)
    if found is None:
        raise UnknownMove(definition, move)
    return found.needs


def reads_of(definition: Definition, move: str) -> frozenset[str]:
    """The fields of Facts from which `check_move` answers. Raises UnknownMove."""
    found = definition.move(move)
    if found is None:
        raise UnknownMove(definition, move)
    fields = {field for need in found.needs for field in GUARDS[need.guard].reads}
    if found.needs:
        fields.add("exceptions")
    if found.confirmed_by:
        fields.add("proposal")
    if any(isinstance(effect, OpenBallot) for effect in found.then):
        fields.add("revisions")
    return frozenset(fields)


def _answer(
    definition: Definition,
    facts: Facts,
    move: Move,
    roles: frozenset[str] | None,
    person: str | None,
    lent: Lent,
) -> MoveAnswer:
    missing, met = _ask_all(facts, move)
    awaiting = _awaiting(facts, move)
    held = None if roles is None else roles | {role for role, _ in lent}
    selves = None if person is None else {person, *(giver for _, giver in lent)}
    confirmable = _confirmable(move, awaiting, held, selves)
    return MoveAnswer(
        move=move.id,
        to=move.to,
        by=move.by,
        confirmed_by=move.confirmed_by,
        awaiting=awaiting,
        confirmable=confirmable,
        missing=(*_hindrances(definition, facts, move), *missing),
        met=met,
        permitted=_permitted(move, awaiting, confirmable, held),
        reason=move.reason,
        through=_through(move.by if awaiting is None else move.confirmed_by, roles, lent),
    )


def _ask_all(facts: Facts, move: Move) -> tuple[tuple[Missing, ...], tuple[Message, ...]]:
    found = [evaluate(need.guard, need.params, facts, move.id) for need in move.needs]
    missing = tuple(f for f in found if isinstance(f, Missing))
    return missing, tuple(f for f in found if isinstance(f, Message))


def _hindrances(definition: Definition, facts: Facts, move: Move) -> Iterable[Missing]:
    """What no exception can waive: another stage, a suspension, a ballot on nothing."""
    if facts.stage not in move.starts_in:
        here, where = stage_title(facts.stage), [stage_title(s) for s in move.starts_in]
        said = msg("missing.other_stage", move=move_title(move.id), stage=here, stages=where)
        yield _hindrance("other_stage", said, "make_move")
    allows = definition.suspend.allows if definition.suspend else ()
    if facts.suspended and move.id not in allows:
        yield _hindrance("suspended", msg("missing.suspended"), "resume")
    if facts.newest_revision is None and any(isinstance(e, OpenBallot) for e in move.then):
        said = msg("missing.ballot_without_revision")
        yield _hindrance("open_ballot", said, "publish_revision", screen="edit")


def _hindrance(name: str, said: Message, mends: str, *, screen: str = "move") -> Missing:
    return Missing(said.code, name, said, (Item(name, said),), mends, screen, waivable=False)


def _awaiting(facts: Facts, move: Move) -> ProposalFact | None:
    """The proposal that still stands: it lapses on suspension and after 30 days."""
    proposal = facts.proposal
    if proposal is None or proposal.move != move.id or not move.confirmed_by or facts.suspended:
        return None
    lapsed = facts.today > proposal.proposed_on + timedelta(days=PROPOSAL_DAYS)
    return None if lapsed else proposal


def _confirmable(
    move: Move,
    awaiting: ProposalFact | None,
    roles: frozenset[str] | None,
    selves: set[str] | None,
) -> bool:
    """Whether the person is somebody else than the proposer, with a role that confirms.

    Neither may be the other's delegate, nor both the delegates of one. Who is unknown can never
    be shown to be another.
    """
    if awaiting is None or selves is None or selves & awaiting.selves:
        return False
    return roles is None or bool(roles & set(move.confirmed_by))


def _through(needed: tuple[str, ...], roles: frozenset[str] | None, lent: Lent) -> str | None:
    """The role held for another that the step needs, where no own role does."""
    if roles is None or roles & set(needed):
        return None
    return next((role for role, _ in lent if role in needed), None)


def _permitted(
    move: Move,
    awaiting: ProposalFact | None,
    confirmable: bool,
    roles: frozenset[str] | None,
) -> bool:
    if roles is None:
        return True
    return bool(roles & set(move.by)) if awaiting is None else confirmable
