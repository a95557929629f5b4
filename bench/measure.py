"""How a number is taken: turn by turn, so that a slow minute of the machine hits both sides."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    name: str
    median: float
    unit: str
    against: str
    """What `ratio` compares with: a peer, a bare floor, or a budget."""
    ratio: float
    """Ours divided by theirs: below 1 is quicker or smaller, where less is better."""


def medians(*sides: Callable[[], object], rounds: int = 7) -> list[float]:
    """Seconds of one call of each side: the median of `rounds` interleaved turns, warmed once."""
    for side in sides:
        side()
    times: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, taken in zip(sides, times, strict=True):
            taken.append(seconds(side))
    return [statistics.median(taken) for taken in times]


def seconds(side: Callable[[], object]) -> float:
    begun = time.perf_counter()
    side()
    return time.perf_counter() - begun


def processor_seconds(make: Callable[[], object], rounds: int = 7) -> float:
    """As `medians`, of the processor's time: the same on a busy machine as on a quiet one."""
    make()
    taken = []
    for _ in range(rounds):
        begun = time.process_time()
        make()
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0-1) of the values lie; the nearest one that was taken."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def compare(
    name: str,
    ours: Callable[[], object],
    against: str,
    theirs: Callable[[], object],
    rounds: int = 7,
) -> Row:
    """Time two ways of doing the same thing; the row is in milliseconds."""
    own, other = medians(ours, theirs, rounds=rounds)
    return Row(name, own * 1000, "ms", against, own / other)
