"""A workflow as a picture: where its boxes and lines stand, before anybody draws them.

Stages stand below each other in the order of the file; the move to the next one is an arrow
between two boxes, with what it needs written beside it. Every other move is a lane on the near
side, with a number that stands in the legend too: colours are never needed to read it. Lengths
are in CSS pixels, written for left to right; a right-to-left picture is mirrored when drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from textwrap import wrap
from typing import Any

from srf_policy.engine.definition import Definition, Move, Stage
from srf_policy.engine.wording import (
    move_name,
    needs_in_words,
    stage_name,
    who,
    workflow_name,
)
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.rendering import say

WIDTH, LANE, MARGIN = 860.0, 30.0, 12.0
BOX, GAP = 330.0, 30.0
LETTERS = 62
"""How many characters a line of words beside an arrow may have."""


@dataclass(frozen=True)
class Step:
    """A stage that an engagement came to: by which move, from where, on which day."""

    move: str | None
    start: str | None
    to: str
    on: date


def steps_of(
    definition: Definition, events: Iterable[tuple[Mapping[str, Any], date]]
) -> list[Step]:
    """The stages that an engagement came to, from what the events that began them tell.

    A migration to another version of the workflow begins none: it may give stages another name,
    by which they are called from the beginning, as in `definition`, the version that now applies.
    """
    steps: list[Step] = []
    for told, on in events:
        if "from_version" in told:
            steps = _renamed(steps, told["from"], told["to"], definition)
        else:
            to = told.get("to") or told["stage"]
            steps.append(Step(told.get("move"), told.get("from"), to, on))
    return steps


def _renamed(steps: list[Step], old: str, new: str, definition: Definition) -> list[Step]:
    """A stage that still exists keeps its earlier visits: only the present one goes on elsewhere."""
    if definition.stage(old) is None:
        names = {old: new}
        return [
            replace(s, to=names.get(s.to, s.to), start=names.get(s.start or "", s.start))
            for s in steps
        ]
    return [*steps[:-1], *(replace(step, to=new) for step in steps[-1:])]


@dataclass(frozen=True)
class Box:
    """A stage; `lines` below its name. `here`: the engagement stands in it, `been`: it has."""

    stage: Stage
    name: str
    lines: Sequence[str]
    y: float
    height: float
    been: bool
    here: bool


@dataclass(frozen=True)
class Arrow:
    """The move to the next box, with the words beside it; the first line is its name."""

    lines: Sequence[str]
    y: float
    until: float
    taken: bool


@dataclass(frozen=True)
class Lane:
    """A move that is not to the next box: from the heights `starts` to the height `end`.

    Of each start, whether the engagement has come this way.
    """

    number: int
    x: float
    starts: Sequence[tuple[float, bool]]
    end: float
    back: bool

    @property
    def taken(self) -> bool:
        return any(taken for _, taken in self.starts)


@dataclass(frozen=True)
class Diagram:
    language: str
    title: str
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]
    lanes: Sequence[Lane]
    legend: Sequence[Sequence[str]]
    left: float
    line: float
    height: float


@dataclass
class _Plan:
    """The picture while it is laid out from top to bottom."""

    definition: Definition
    language: str
    country: str | None
    walk: Sequence[Step]
    line: float
    y: float = 46.0
    boxes: list[Box] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)

    def say(self, message: Message) -> str:
        return say(message, self.language, country=self.country)

    def wrapped(self, words: str, letters: int = LETTERS) -> list[str]:
        return wrap(words, letters) or [""]


def diagram(
    definition: Definition,
    language: str,
    *,
    walk: Sequence[Step] = (),
    country: str | None = None,
) -> Diagram:
    """Lay out a workflow in words of `language`; with `walk` an engagement's own path and dates."""
    # Nastaliq letters stand on a slope and need half as much again.
    plan = _Plan(definition, language, country, walk, 27.0 if language == "ur" else 18.0)
    plan.y += plan.line
    spine = _spine(definition)
    for stage, following in zip(spine, [*spine[1:], None], strict=True):
        _put_box(plan, stage)
        if following is not None:
            _put_arrow(plan, stage, following)
    lanes = list(_lanes(plan, _others(definition, spine)))
    legend = [_legend(plan, n, m) for n, m in enumerate(_others(definition, spine), 1)]
    height = plan.y + sum(plan.line * (len(lines) + 0.5) for lines in legend) + plan.line
    title = workflow_name(definition, language)
    name = plan.say(msg("diagram.title", workflow=title, version=definition.version))
    left = MARGIN + LANE * (len(lanes) + 1)
    return Diagram(language, name, plan.boxes, plan.arrows, lanes, legend, left, plan.line, height)


def _spine(definition: Definition) -> list[Stage]:
    """The stages in the order of the file, ends last."""
    return sorted(definition.stages, key=lambda stage: stage.ends)


def _next_move(definition: Definition, stage: Stage, following: Stage) -> Move | None:
    return next(
        (m for m in definition.moves if m.to == following.id and stage.id in m.starts_in), None
    )


def _others(definition: Definition, spine: Sequence[Stage]) -> list[Move]:
    """Moves that have a start which is not the box above their end."""
    above = {b.id: a.id for a, b in pairwise(spine)}
    return [m for m in definition.moves if {*m.starts_in} - {above.get(m.to)}]


def _put_box(plan: _Plan, stage: Stage) -> None:
    been = [step for step in plan.walk if step.to == stage.id]
    here = bool(plan.walk) and plan.walk[-1].to == stage.id
    lines = [*_target(plan, stage), *_dates(plan, been, here)]
    height = plan.line * (1 + len(lines)) + 18
    name = stage_name(stage, plan.language)
    plan.boxes.append(Box(stage, name, lines, plan.y, height, bool(been), here))
    plan.y += height


def _target(plan: _Plan, stage: Stage) -> Iterator[str]:
    if stage.ends:
        yield plan.say(msg("diagram.sealed" if stage.seals else "diagram.ends"))
    elif stage.target:
        weeks, days = divmod(stage.target, 7)
        unit, count = ("days", stage.target) if days else ("weeks", weeks)
        yield plan.say(msg(f"diagram.target_{unit}", count=count))


def _dates(plan: _Plan, been: Sequence[Step], here: bool) -> Iterator[str]:
    for step in been:
        last = here and step is been[-1]
        yield plan.say(msg("diagram.here_since" if last else "diagram.entered", date=step.on))


def _put_arrow(plan: _Plan, stage: Stage, following: Stage) -> None:
    move = _next_move(plan.definition, stage, following)
    if move is None:
        plan.y += GAP
        return
    lines = plan.wrapped(move_name(move, plan.language))
    for said in _asks(plan, move):
        lines += plan.wrapped(said)
    taken = any(step.start == stage.id and step.to == following.id for step in plan.walk)
    until = plan.y + max(plan.line * (len(lines) + 1.2), 48)
    plan.arrows.append(Arrow(lines, plan.y, until, taken))
    plan.y = until


def _asks(plan: _Plan, move: Move) -> Iterator[str]:
    """Who makes the move, who confirms it, and every need in words."""
    yield plan.say(who(move))
    for need in needs_in_words(move):
        yield "\u2013 " + plan.say(need)
    if move.reason:
        yield "\u2013 " + plan.say(msg("diagram.with_reason"))


def _lanes(plan: _Plan, moves: Sequence[Move]) -> Iterator[Lane]:
    order = [box.stage.id for box in plan.boxes]
    for n, move in enumerate(moves, 1):
        starts = [s for s in move.starts_in if order.index(s) + 1 != order.index(move.to)]
        at = _heights(plan, len(moves), n)
        taken = {step.start for step in plan.walk if step.move == move.id}
        back = any(order.index(s) > order.index(move.to) for s in starts)
        x = MARGIN + LANE * (len(moves) - n + 0.5)
        yield Lane(n, x, [(at(s), s in taken) for s in starts], at(move.to), back)


def _heights(plan: _Plan, count: int, number: int) -> Callable[[str], float]:
    """Where lane `number` of `count` touches a stage's box: each lane has a height of its own."""
    boxes = {box.stage.id: box for box in plan.boxes}
    share = number / (count + 1)
    return lambda stage: boxes[stage].y + boxes[stage].height * share


def _legend(plan: _Plan, number: int, move: Move) -> list[str]:
    plan_lines = plan.wrapped(plan.say(in_a_sentence(plan.definition, move, plan.language)), 100)
    taken = [step for step in plan.walk if step.move == move.id]
    for step in taken:
        plan_lines += plan.wrapped(plan.say(msg("diagram.made_on", date=step.on)), 100)
    return plan_lines


def in_a_sentence(definition: Definition, move: Move, language: str) -> Message:
    """Where a move starts, where it leads, and who makes it."""
    moving = [s for s in definition.stages if not s.ends]
    starts = [stage_name(s, language) for s in moving if s.id in move.starts_in]
    found = definition.stage(move.to)
    to = stage_name(found, language) if found else move.to
    name = move_name(move, language)
    if len(starts) == len(moving):
        return msg("diagram.from_any", move=name, to=to, who=who(move))
    return msg("diagram.from_some", move=name, starts=starts, to=to, who=who(move))
