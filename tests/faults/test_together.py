"""Many at once: short runs; `make faults` does it with fifty."""

from __future__ import annotations

from pathlib import Path

from tests.faults import together
from tests.faults.ground import Place


def test_writers_wait_in_turn(tmp_path: Path) -> None:
    assert together.writers(Place(tmp_path), 12, 3).wrong == []


def test_writers_that_begin_as_readers_fail(tmp_path: Path) -> None:
    figures = together.writers(Place(tmp_path), 8, 2, plant="deferred_writers")
    assert any("failed" in wrong for wrong in figures.wrong)


def test_one_of_eight_moves_and_seven_are_told(tmp_path: Path) -> None:
    figures = together.one_move(Place(tmp_path))
    assert (figures.wrong, figures.counted["told that it is stale"]) == ([], 7)


def test_a_counter_that_nobody_compares_is_found(tmp_path: Path) -> None:
    assert together.one_move(Place(tmp_path), plant="counter_not_compared").wrong
