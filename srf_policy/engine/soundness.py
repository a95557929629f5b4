"""What must hold of a workflow whose shape is right: that its needs can be met where they stand.

Each question is answered for all stages at once by walking the moves, so that a thousand moves
take no longer than they must.
"""

from __future__ import annotations

from collections.abc import Iterator

from srf_policy.engine.definition import Definition, Move, Need, OpenBallot, VoidBallot
from srf_policy.engine.graph import reached
from srf_policy.engine.guards import GUARDS, Guard
from srf_policy.engine.permissions import stages_where
from srf_policy.engine.proof import Fault, Path
from srf_policy.engine.vocabulary import ALONE, LOOKING
from srf_policy.languages.catalogues import catalogue
from srf_policy.languages.messages import Message, msg

_ALSO = {"publish_revision": ("edit", "edit_editorial")}
"""Verbs that more than one permission opens."""

_BALLOT_VERB = "take_position"


def examine(definition: Definition) -> Iterator[Fault]:
    """Every fault; the definition has one starting stage."""
    walked = _Walked(definition)
    yield from _told_apart(definition)
    for move in definition.moves:
        yield from _people(move)
        yield from _needs(walked, move)
        yield from _effects(walked, move)
    yield from _positions(walked)
    yield from _deadlines(walked)


def unworded(definition: Definition) -> Iterator[Fault]:
    """What screens would have to name and no catalogue can."""
    known = catalogue("en").sentences
    named: list[tuple[Path, str]] = [((), f"workflow.{definition.workflow}")]
    named += [(("stages", s.id), f"stage.{s.id}") for s in definition.stages]
    for move in definition.moves:
        named.append((("moves", move.id), f"move.{move.id}"))
        reasons = move.reason if isinstance(move.reason, tuple) else ()
        named += [(("moves", move.id, "reason"), f"reason.{reason}") for reason in reasons]
    yield from ((place, msg("proof.no_words", code=code)) for place, code in named
                if code not in known)  # fmt: skip


class _Walked:
    """Where one can come, where each permission was open on the way, and where a ballot can be."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.onward = _onward(definition)
        self.stages = reached(self.onward, [definition.start])
        self.balloted = _with_ballot(definition, self.stages)
        self.opens = any(isinstance(e, OpenBallot) for m in definition.moves for e in m.then)
        self._open: dict[str, set[str]] = {}
        self._before: dict[str, set[str]] = {}

    def open(self, permission: str) -> set[str]:
        """The stages, among those one can come to, in which somebody has the permission."""
        if permission not in self._open:
            found = set(stages_where(self.definition, permission))
            self._open[permission] = found & self.stages
        return self._open[permission]

    def after(self, permission: str) -> set[str]:
        """The stages in which, or before which, somebody had the permission."""
        if permission not in self._before:
            self._before[permission] = reached(self.onward, self.open(permission))
        return self._before[permission]


def _onward(definition: Definition) -> dict[str, list[str]]:
    onward: dict[str, dict[str, None]] = {}
    for move in definition.moves:
        for stage in move.starts_in:
            onward.setdefault(stage, {})[move.to] = None
    return {stage: list(following) for stage, following in onward.items()}


def _with_ballot(definition: Definition, stages: set[str]) -> set[str]:
    """The stages in which a ballot can stand: opened on the way, and not voided since."""
    onward: dict[tuple[str, bool], list[tuple[str, bool]]] = {}
    for move in definition.moves:
        changed = [isinstance(e, OpenBallot) for e in move.then if isinstance(e, _OF_BALLOTS)]
        for stage in move.starts_in:
            for held in (False, True):
                after = changed[-1] if changed else held
                onward.setdefault((stage, held), []).append((move.to, after))
    start = (definition.start, False)
    return {stage for stage, held in reached(onward, [start]) if held} & stages


_OF_BALLOTS = (OpenBallot, VoidBallot)


def _told_apart(definition: Definition) -> Iterator[Fault]:
    """Two moves from one stage to one stage for one role with the same needs: which is meant?"""
    known: dict[tuple[object, ...], str] = {}
    for move in definition.moves:
        needs = frozenset((n.guard, n.params.model_dump_json()) for n in move.needs)
        for stage in move.starts_in:
            found = [(known.setdefault((stage, move.to, role, needs), move.id), role)
                     for role in move.by]  # fmt: skip
            other = next(((name, role) for name, role in found if name != move.id), None)
            if other is not None:
                name, role = other
                yield (
                    ("moves", move.id),
                    msg(
                        "proof.same_move",
                        move=move.id,
                        other=name,
                        stage=stage,
                        to=move.to,
                        role=role,
                    ),
                )
                break


def _people(move: Move) -> Iterator[Fault]:
    if set(move.by) <= set(LOOKING):
        yield ("moves", move.id, "by"), msg("proof.nobody_moves", move=move.id, roles=list(move.by))
    if not move.confirmed_by:
        return
    place, roles = ("moves", move.id, "confirmed_by"), set(move.confirmed_by)
    if roles <= set(LOOKING):
        named = list(move.confirmed_by)
        yield place, msg("proof.nobody_confirms", move=move.id, roles=named)
    elif roles <= set(ALONE) and set(move.by) <= roles:
        yield place, msg("proof.same_confirms", move=move.id, role=move.confirmed_by[0])


def _needs(walked: _Walked, move: Move) -> Iterator[Fault]:
    starts = [stage for stage in move.starts_in if stage in walked.stages]
    for at, need in enumerate(move.needs):
        said = _never(walked, need, starts)
        if said is not None:
            yield ("moves", move.id, "needs", at), said


def _never(walked: _Walked, need: Need, starts: list[str]) -> Message | None:
    """Why this need can never be met in one of these stages; None where it can in all."""
    guard = GUARDS[need.guard]
    if guard.mends == _BALLOT_VERB:
        lost = [stage for stage in starts if stage not in walked.balloted]
        if lost:
            return msg("proof.ballot_before", guard=guard.name, stages=lost)
    here = getattr(need.params, "since", None) == "stage_entered"
    lost = [stage for stage in starts if not _mendable(walked, guard, stage, here)]
    if not lost:
        return None
    code = "proof.never_mended_here" if here else "proof.never_mended"
    return msg(code, guard=guard.name, permission=guard.permission, stages=lost)


def _mendable(walked: _Walked, guard: Guard, stage: str, here: bool) -> bool:
    permissions = _ALSO.get(guard.mends, (guard.permission,))
    return any(stage in (walked.open(p) if here else walked.after(p)) for p in permissions)


def _effects(walked: _Walked, move: Move) -> Iterator[Fault]:
    never = not any(stage in walked.stages for stage in move.starts_in)
    for at, effect in enumerate(move.then):
        place = ("moves", move.id, "then", at)
        if never:
            yield place, msg("proof.effect_never", move=move.id)
        elif isinstance(effect, VoidBallot) and not walked.opens:
            yield place, msg("proof.no_ballot", what="void_ballot")


def _positions(walked: _Walked) -> Iterator[Fault]:
    """Nobody can take a position where no ballot can be."""
    if _BALLOT_VERB in walked.definition.always and not walked.balloted:
        yield ("always", _BALLOT_VERB), msg("proof.no_ballot", what=_BALLOT_VERB)
    for stage in walked.definition.stages:
        if _BALLOT_VERB in stage.open and stage.id not in walked.balloted:
            place = ("stages", stage.id, "open", _BALLOT_VERB)
            yield place, msg("proof.no_ballot", what=_BALLOT_VERB)


def _deadlines(walked: _Walked) -> Iterator[Fault]:
    """A deadline that counts from something that no stage of this workflow has."""
    comes = {
        "round_closes": bool(walked.open("manage_rounds")),
        "ballot_closes": bool(walked.balloted),
        "stage_target": any(s.target is not None for s in walked.definition.stages),
        "presentation": bool(walked.open("record")),
        "suspension_review": walked.definition.suspend is not None,
    }
    for at, rule in enumerate(walked.definition.deadlines):
        if not comes.get(rule.when.moment, True):
            yield ("deadlines", at, "when"), msg("proof.deadline_never", moment=rule.when.moment)
