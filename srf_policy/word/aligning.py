"""Two texts in one order: what stays in its place, what came, went or moved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from .model import Provision
from .tracking import paired


class Step(NamedTuple):
    """Both: it stays. Only one of them: it went from here or came here; `moved`: the other place
    is a step of its own."""

    old: Provision | None
    new: Provision | None
    moved: bool = False


def aligned(
    old: Sequence[Provision], new: Sequence[Provision], moved: Collection[str]
) -> Iterator[Step]:
    """Every provision of both in reading order; what went stands where it was.

    `moved` are marks of those that are known to have moved: they do not hold the order of the
    others. One of them stays all the same where nothing came between.
    """
    in_old, in_new = {p.mark for p in old}, {p.mark for p in new}
    firm = [p.mark for p in old if p.mark in in_new and p.mark not in moved]
    firm_now = [p.mark for p in new if p.mark in in_old and p.mark not in moved]
    kept = {a for a, b in paired(firm, firm_now, key=str) if a is not None and b is not None}
    for olds, news in zip(_stretches(old, kept), _stretches(new, kept), strict=True):
        if len(olds) == len(news) == 1 and olds[0].mark in kept:
            yield Step(olds[0], news[0])
            continue
        for a, b in paired(olds, news, key=_mark):
            alone = a or b
            both_texts = alone is not None and alone.mark in in_old and alone.mark in in_new
            yield Step(a, b, moved=both_texts and (a is None or b is None))


def _stretches(text: Sequence[Provision], kept: Collection[str]) -> Iterator[list[Provision]]:
    """Cut before each provision that holds the order, so that both texts have as many."""
    waiting: list[Provision] = []
    for provision in text:
        if provision.mark in kept:
            yield waiting
            waiting = []
        waiting.append(provision)
    yield waiting


def _mark(provision: Provision) -> str:
    return provision.mark


def same_columns(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> bool:
    """Whether the rows of two tables, as marks of their cells, differ by whole rows only.

    Word records rows that came and went, but no columns: then the table is written twice.
    """
    if not old or not new or max(map(len, old)) != max(map(len, new)):
        return False
    row_of = {mark: tuple(row) for row in new for mark in row}
    return all({row_of[m] for m in row if m in row_of} <= {tuple(row)} for row in old)
