"""The numbers of a published revision as they were printed: the one way to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Label, func, select

from srf_policy.domain import PrintedNumber, RevisionProvision
from srf_policy.domain.numbering import LETTERED, Above, Number, number
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
