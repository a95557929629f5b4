"""Walking a definition without a database: what happens, step by step, and what is missing then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from srf_policy.engine import supposed
from srf_policy.engine.definition import (
    Definition,
    Move,
    OpenBallot,
    VoidBallot,
    move_title,
    stage_title,
)
from srf_policy.engine.explain import Explanation, MoveAnswer, UnknownMove, check_move, explain
from srf_policy.engine.facts import Facts, ProposalFact
from srf_policy.engine.machine import Cursor, fire
from srf_policy.engine.script import Script, Step
from srf_policy.engine.supposing import suppose
from srf_policy.languages.messages import Message, msg


@dataclass(frozen=True)
class Outcome:
    """One step: what was done or why not, how it stands afterwards, and what was not as expected.

    `number` counts from 1; 0 is how it begins.
    """

    number: int
    facts: Facts
    stands: Explanation
    done: tuple[Message, ...]
    wrong: tuple[Message, ...] = ()


class NotMade(Exception):
    """The move is refused, for all these reasons."""

    def __init__(self, reasons: Iterable[Message]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(r.code for r in self.reasons))


def walk(definition: Definition, script: Script) -> Iterator[Outcome]:
    """How it begins, then each step. A step that goes wrong changes nothing."""
    facts = script.beginning(definition)
    yield Outcome(0, facts, explain(definition, facts), (msg("simulate.begins"),))
    for number, step in enumerate(script.steps, 1):
        facts = supposed.on_day(facts, step.date or facts.today)
        facts, done, wrong = _taken(definition, facts, step)
        yield Outcome(number, facts, explain(definition, facts), done, wrong)


def _taken(
    definition: Definition, facts: Facts, step: Step
) -> tuple[Facts, tuple[Message, ...], tuple[Message, ...]]:
    try:
        after, done = _do(definition, facts, step)
    except NotMade as refusal:
        said = msg(
            "simulate.refused",
            move=move_title(str(step.move or step.confirm)),
            role=msg(f"role.{step.by}"),
        )
        return facts, (said, *refusal.reasons), () if step.refused else refusal.reasons
    if step.refused:
        return facts, (done,), (msg("simulate.not_refused"),)
    return after, (done,), ()


def _do(definition: Definition, facts: Facts, step: Step) -> tuple[Facts, Message]:
    if step.record:
        return suppose(definition, facts, step.record), msg("simulate.recorded",
                                                            facts=step.recorded)  # fmt: skip
    if step.confirm:
        return confirm(definition, facts, step.confirm, str(step.by), step.who)
    return make(definition, facts, str(step.move), str(step.by), step.who)


def make(
    definition: Definition, facts: Facts, move: str, role: str, person: str
) -> tuple[Facts, Message]:
    """The facts after the move was made or proposed. Raises NotMade."""
    answer, found = _asked(definition, facts, move, role, person)
    if answer.awaiting is not None and role in found.by:
        raise NotMade([msg("refused.move_proposed", move=move_title(move))])
    _refuse_unless_allowed(answer)
    if found.confirmed_by:
        proposal = ProposalFact(move, person, facts.today)
        said = msg("simulate.proposed", move=move_title(move), role=msg(f"role.{role}"))
        return replace(facts, proposal=proposal), said
    return _carried_out(definition, facts, found)


def confirm(
    definition: Definition, facts: Facts, move: str, role: str, person: str
) -> tuple[Facts, Message]:
    """The facts after a second person confirmed what was proposed. Raises NotMade."""
    answer, found = _asked(definition, facts, move, role, person)
    if answer.awaiting is None:
        raise NotMade([msg("refused.nothing_proposed", move=move_title(move))])
    if not answer.confirmable:
        code = "same_person" if answer.awaiting.by == person else "not_your_role"
        raise NotMade([msg(f"refused.{code}")])
    _refuse_unless_allowed(answer)
    return _carried_out(definition, facts, found)


def _asked(
    definition: Definition, facts: Facts, move: str, role: str, person: str
) -> tuple[MoveAnswer, Move]:
    try:
        answer = check_move(definition, facts, move, frozenset({role}), person)
    except UnknownMove as error:
        raise NotMade([error.message]) from None
    found = definition.move(move)
    assert found is not None
    return answer, found


def _refuse_unless_allowed(answer: MoveAnswer) -> None:
    if not answer.permitted:
        raise NotMade([msg("refused.not_your_role")])
    if answer.missing:
        raise NotMade(m.message for m in answer.missing)


def _carried_out(definition: Definition, facts: Facts, move: Move) -> tuple[Facts, Message]:
    stage = fire(Cursor(definition, facts.stage), move.id)
    facts = replace(facts, stage=stage, stage_entered=supposed.next_place(facts), proposal=None)
    for effect in move.then:
        if isinstance(effect, OpenBallot):
            facts = supposed.open_ballot(facts, effect.closes_after)
        elif isinstance(effect, VoidBallot):
            facts = supposed.void(facts)
    return facts, msg("simulate.moved", move=move_title(move.id), to=stage_title(stage))
