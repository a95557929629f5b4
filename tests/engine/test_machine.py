from __future__ import annotations

import ast
from pathlib import Path

import pytest

import srf_policy.engine
from srf_policy.engine.loading import from_canonical, load, shipped
from srf_policy.engine.machine import Cursor, MoveNotOpen, fire, machine_of, target

from .test_shape import GOOD

POLICY = shipped("national_policy")


def test_one_machine_per_meaning() -> None:
    assert machine_of(POLICY) is machine_of(from_canonical(POLICY.canonical))
    assert machine_of(load(GOOD)) is not machine_of(POLICY)


def test_firing_moves_and_never_resets() -> None:
    cursor = Cursor(POLICY, "validation")
    machine_of(POLICY)
    assert cursor.state == "validation"
    assert fire(cursor, "present") == cursor.state == "presentation"


@pytest.mark.parametrize("move", ["begin_drafting", "to_adopted", "no_such_move"])
def test_what_does_not_start_here_is_refused_loudly(move: str) -> None:
    cursor = Cursor(POLICY, "validation")
    with pytest.raises(MoveNotOpen):
        fire(cursor, move)
    assert cursor.state == "validation"


def test_no_engagement_is_held_by_the_machine() -> None:
    fire(Cursor(POLICY, "draft"), "close")
    assert not machine_of(POLICY).models


def test_the_shared_machine_cannot_be_changed() -> None:
    machine = machine_of(POLICY)
    with pytest.raises(TypeError):
        machine.add_transition("shortcut", "draft", "adopted")
    with pytest.raises((KeyError, AttributeError)):
        machine.add_transition("present", "draft", "adopted")
    with pytest.raises(TypeError):
        machine.add_states(["limbo"])
    with pytest.raises(AttributeError):
        machine.add_model(Cursor(POLICY, "draft"))


def test_the_machine_says_the_same_as_the_definition() -> None:
    for stage in POLICY.stages:
        for move in POLICY.moves:
            led = target(POLICY, stage.id, move.id)
            if led is None:
                with pytest.raises(MoveNotOpen):
                    fire(Cursor(POLICY, stage.id), move.id)
            else:
                assert fire(Cursor(POLICY, stage.id), move.id) == led


def test_only_the_machine_imports_transitions() -> None:
    folder = Path(srf_policy.engine.__file__).parent
    found = {p.name for p in folder.rglob("*.py") if "transitions" in _imports(p)}
    assert found == {"machine.py"}


def _imports(path: Path) -> set[str]:
    tree = ast.walk(ast.parse(path.read_text()))
    return {n.module or "" for n in tree if isinstance(n, ast.ImportFrom)}
