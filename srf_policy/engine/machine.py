"""The state machine: one per definition, shared by every engagement and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from transitions import Machine, MachineError

from srf_policy.engine.definition import Definition


class MoveNotOpen(Exception):
    """No such move starts in this stage. Callers ask `explain.check_move` first."""


@dataclass
class Cursor:
    """Where one engagement stands while it moves. `state` is assigned by the machine alone."""

    definition: Definition
    state: str


def target(definition: Definition, stage: str, move: str) -> str | None:
    """Where `move` leads from `stage`; None where it does not start there."""
    found = definition.move(move)
    return found.to if found is not None and stage in found.starts_in else None


def fire(cursor: Cursor, move: str) -> str:
    """Move the cursor and answer its new stage. Guards were asked before. Raises MoveNotOpen."""
    event = machine_of(cursor.definition).events.get(move)
    try:
        moved = event is not None and event.trigger(cursor)
    except MachineError:
        moved = False
    if not moved:
        raise MoveNotOpen(f"{move} does not start in {cursor.state}")
    return cursor.state


_machines: dict[str, Machine] = {}


def machine_of(definition: Definition) -> Machine:
    if (known := _machines.get(definition.hash)) is not None:
        return known
    return _machines.setdefault(definition.hash, _built(definition))


def _built(definition: Definition) -> Machine:
    machine = Machine(
        model=None,
        states=[stage.id for stage in definition.stages],
        transitions=[_transition(definition, move.id) for move in definition.moves],
        initial=definition.start,
        auto_transitions=False,
        send_event=True,
        queued=False,
    )
    return _frozen(machine)


def _transition(definition: Definition, name: str) -> dict[str, Any]:
    move = definition.move(name)
    assert move is not None
    return {"trigger": move.id, "source": list(move.starts_in), "dest": move.to}


def _frozen(machine: Machine) -> Machine:
    """Adding a state or a move afterwards raises TypeError, for everybody shares this one."""
    shared: Any = machine
    for event in shared.events.values():
        event.transitions = MappingProxyType({k: tuple(v) for k, v in event.transitions.items()})
    shared.events = MappingProxyType(dict(shared.events))
    shared.states = MappingProxyType(dict(shared.states))
    shared.models = ()
    return machine
