"""The numbers of a published revision as they were printed: the one way to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Label, func, select

from srf_policy.domain import PrintedNumber, RevisionProvision
from srf_policy.domain.numbering import LETTERED, Above, Number, Placed, number, printed
from srf_policy.domain.schemes import Numbering, numbering_of

_ROW, _CELL = "\n", "="


def stored(
    revision: Any = RevisionProvision.revision_id, provision: Any = RevisionProvision.provision_id
) -> Label[Any]:
    """A column of a statement about provisions of revisions: what each language printed, packed."""
    pair = PrintedNumber.language + _CELL + PrintedNumber.number
    return (
        select(func.aggregate_strings(pair, _ROW))
        .where(PrintedNumber.revision_id == revision, PrintedNumber.provision_id == provision)
        .scalar_subquery()
        .label("stored")
    )


def printed_number(
    kind: str, logical: str, numbering: Numbering, stored: str | None, above: Above | None = None
) -> Number:
    """The number of one provision. `numbering` is the revision's, `stored` the column above.

    A revision from before printed numbers were kept, and a language that the engagement is not
    written in, print what the revision's scheme says.
    """
    held = dict(pair.split(_CELL, 1) for pair in stored.split(_ROW)) if stored else {}
    return Number.of(kind, logical, numbering, held, above)


class Numbers:
    """Gives each place its number, in reading order: an item's knows what it belongs to."""

    def __init__(self, made: Callable[[Any, Above | None], Number]) -> None:
        self._made = made
        self._by: dict[int, Above] = {}

    def of(self, place: Any) -> Number:
        """The number of a place; those above it were asked for before."""
        above = self._by.get(place.parent_id) if place.kind in LETTERED else None
        found = self._made(place, above if above and above[1] else None)
        self._by[place.id] = (place.kind, found)
        return found


def as_printed(numbering: Mapping[str, Any]) -> Numbers:
    """Those of a revision stay as they were printed."""
    chosen = numbering_of(numbering)
    return Numbers(lambda p, above: printed_number(p.kind, p.printed, chosen, p.stored, above))


def counted(places: Sequence[Any], numbering: Mapping[str, Any]) -> Numbers:
    """Those of the draft that is being written are counted anew."""
    ids = {place.id: place.code for place in places}
    chosen = numbering_of(numbering)
    logical = number(((p.code, p.kind, ids.get(p.parent_id)) for p in places), chosen)
    return Numbers(lambda p, above: Number.of(p.kind, logical[p.code], chosen, above=above))


FIRST = ("area", "objective", "measure", "paragraph", "item")
"""Kinds of which a preview shows the first numbers."""

_EXAMPLE = [
    Placed("a", "area", None), Placed("o", "objective", "a"), Placed("m", "measure", "o"),
    Placed("p", "paragraph", "a"), Placed("i", "item", "p"), Placed("j", "item", "p"),
]  # fmt: skip


def first_numbers(
    nodes: Sequence[Any], numbering: Numbering, languages: Sequence[str]
) -> dict[str, list[str]]:
    """By language: how the first numbers of a text would be printed, one of each kind and length.

    An example stands in for a text that is not written yet.
    """
    placed = [Placed(n.id, n.kind, n.parent) for n in nodes] or _EXAMPLE
    logical = number(placed, numbering)
    shown: dict[tuple[str, int], Number] = {}
    for one in placed:
        if one.kind in FIRST and (found := logical[one.id]):
            made = Number.of(one.kind, found, numbering)
            length = 2 if found == "b" else found.count(".")
            shown.setdefault((one.kind, length), made)
    return {tag: [printed(n.kind, n, tag) for n in shown.values()] for tag in languages}
