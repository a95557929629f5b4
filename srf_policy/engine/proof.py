"""What must hold of a workflow as a whole, found on its outline even where details are wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from srf_policy.engine.graph import backward, circles, reached
from srf_policy.languages.messages import Message, msg

Path = tuple[str | int, ...]
Fault = tuple[Path, Message]
"""Where in the file, and what is wrong there."""


@dataclass(frozen=True)
class Arrow:
    """A move's name for `from` as written, and where it leads."""

    starts_in: tuple[str, ...]
    to: str


@dataclass(frozen=True)
class Outline:
    """Stages in their order, and moves; `from: any` is already expanded."""

    stages: tuple[str, ...]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    moves: Mapping[str, Arrow]

    @property
    def sound(self) -> bool:
        """Whether every move starts somewhere, and in stages that exist, as does where it ends."""
        named = {s for m in self.moves.values() for s in (*m.starts_in, m.to)}
        return named <= set(self.stages) and all(m.starts_in for m in self.moves.values())


def outline(data: Mapping[str, object]) -> Outline:
    """Read as much as can be read; what has the wrong shape is told elsewhere."""
    stages = _parts(data.get("stages"))
    ends = tuple(s for s, part in stages.items() if part.get("ends") is True)
    moving = [s for s in stages if s not in ends]
    moves = {n: _arrow(part, moving) for n, part in _parts(data.get("moves")).items()}
    starts = tuple(s for s, part in stages.items() if part.get("starts") is True)
    return Outline(tuple(stages), starts, ends, moves)


def _parts(value: object) -> dict[str, Mapping[str, object]]:
    if not isinstance(value, dict):
        return {}
    return {str(k): v if isinstance(v, dict) else {} for k, v in value.items()}


def _arrow(part: Mapping[str, object], moving: list[str]) -> Arrow:
    written = part.get("from")
    if written == "any":
        return Arrow(tuple(moving), str(part.get("to")))
    listed = written if isinstance(written, list) else [written]
    return Arrow(tuple(str(s) for s in listed), str(part.get("to")))


def prove(found: Outline) -> Iterator[Fault]:
    """Every fault of the whole; what can be reached only where the outline is sound enough."""
    yield from _starting(found)
    yield from _moving_on_after_end(found)
    if not found.sound:
        return
    onward = arrows(found)
    if len(found.starts) == 1:
        yield from _unreachable(found, onward)
    if not found.ends:
        if found.stages:
            yield ("stages",), msg("proof.no_end")
        return
    yield from _without_end(found, onward)


def arrows(found: Outline) -> dict[str, list[str]]:
    """Where each stage leads."""
    onward: dict[str, dict[str, None]] = {}
    for arrow in found.moves.values():
        for stage in arrow.starts_in:
            onward.setdefault(stage, {})[arrow.to] = None
    return {stage: list(following) for stage, following in onward.items()}


def _starting(found: Outline) -> Iterator[Fault]:
    if found.stages and not found.starts:
        yield ("stages",), msg("proof.no_start")
    for stage in found.starts[1:]:
        yield ("stages", stage, "starts"), msg("proof.two_starts", stages=list(found.starts))


def _moving_on_after_end(found: Outline) -> Iterator[Fault]:
    ends = set(found.ends)
    for name, arrow in found.moves.items():
        for stage in arrow.starts_in:
            if stage in ends:
                yield ("moves", name, "from"), msg("proof.end_moves", stage=stage, move=name)


def _unreachable(found: Outline, onward: Mapping[str, list[str]]) -> Iterator[Fault]:
    known = reached(onward, found.starts)
    for stage in found.stages:
        if stage not in known:
            yield ("stages", stage), msg("proof.unreachable", stage=stage)


def _without_end(found: Outline, onward: Mapping[str, list[str]]) -> Iterator[Fault]:
    """A cycle with no way out is told once; each other stage that leads nowhere by itself."""
    ending = reached(backward(onward), found.ends)
    lost = [stage for stage in found.stages if stage not in ending]
    told: set[str] = set()
    for circle in circles(onward, lost):
        if all(other in circle for stage in circle for other in onward.get(stage, ())):
            named = [stage for stage in lost if stage in circle]
            told |= circle
            yield ("stages", named[0]), msg("proof.cycle", stages=named)
    for stage in lost:
        if stage not in told:
            yield ("stages", stage), msg("proof.no_way_out", stage=stage)
