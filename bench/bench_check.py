"""`workflow check` of a workflow of 200 stages and 1,000 moves, beside reading its YAML alone."""

from __future__ import annotations

from pathlib import Path

from bench.measure import Row, compare
from bench.scene import temporary_folder
from srf_policy.engine.loading import check
from srf_policy.engine.reading import read

STAGES, MOVES = 200, 1_000
GOAL = 0.5
"""Seconds, in which the whole check is to be done."""


def run() -> list[Row]:
    return [row(temporary_folder(), STAGES, MOVES)]


def row(folder: Path, stages: int, moves: int) -> Row:
    file = folder / "large.yaml"
    file.write_text(workflow(stages, moves))
    raw = file.read_bytes()
    name = f"workflow check of {stages} stages and {moves:,} moves (goal {GOAL * 1000:.0f} ms)"
    return compare(name, lambda: check(file), "reading its YAML alone", lambda: read(raw), rounds=5)


def workflow(stages: int, moves: int) -> str:
    """A line of stages with moves on, and back to stages before."""
    lines = ["workflow: large", "version: 1", "title: {en: Large}", "source: Benchmark",
             "always: {manage_rounds: [lead_expert], dispose: [lead_expert]}", "stages:"]  # fmt: skip
    lines += [f"  s{n}: {{title: {{en: S{n}}}{_at(n, stages)}}}" for n in range(stages)]
    lines.append("moves:")
    for move in range(moves):
        here, turn = move % (stages - 1), move // (stages - 1)
        there = here + 1 if turn == 0 else (here + 1 + 7 * turn) % (stages - 1)
        needs = ", needs: [rounds_closed, comments_disposed]" if move % 3 == 0 else ""
        lines.append(f"  m{move}: {{from: s{here}, to: s{there}, by: [lead_expert]{needs}}}")
    return "\n".join(lines) + "\n"


def _at(number: int, stages: int) -> str:
    if number == 0:
        return ", starts: true"
    return ", ends: true" if number == stages - 1 else ""
