"""A seed's text as the changes that `change_text` takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .seed_shape import ActionSeed, ChangeSeed, ProvisionSeed


def _fields(heading: Mapping[str, str] | None, text: Mapping[str, str] | None) -> dict[str, Any]:
    pairs = (("heading", heading), ("words", text))
    return {name: dict(value) for name, value in pairs if value}


def laid(provisions: list[ProvisionSeed], parent: str | None) -> Iterator[dict[str, Any]]:
    """A tree as insertions, each behind the sibling before it."""
    after = None
    for row in provisions:
        yield _insertion(row, parent, after)
        yield from laid(row.children, row.id)
        after = row.id


def _insertion(row: ProvisionSeed, parent: str | None, after: str | None) -> dict[str, Any]:
    new = {"id": row.id, "kind": row.kind, "fields": _fields(row.heading, row.text)}
    return {"insert": new, "parent": parent, "after": after}


def changed(row: ChangeSeed) -> Iterator[dict[str, Any]]:
    """One change of a later revision; an insertion brings what stands under it."""
    if row.change is not None:
        yield {"change": row.change, "fields": _fields(row.heading, row.text)}
    elif row.insert is not None:
        yield _insertion(row.insert, row.parent, row.after)
        yield from laid(row.insert.children, row.insert.id)
    elif row.move is not None:
        yield {"move": row.move, "parent": row.parent, "after": row.after}
    else:
        yield {"delete": row.delete}


def plan_lines(rows: list[ActionSeed], source: str) -> Iterator[dict[str, Any]]:
    """The action plan as insertions; figures and codes stand under the source language."""
    after = None
    for row in rows:
        plain = {
            "responsible": row.responsible, "partners": ", ".join(row.partners),
            "start": row.start, "end": row.end, "budget_eur": row.budget_eur,
        }  # fmt: skip
        fields: dict[str, Any] = {
            name: {source: str(value)} for name, value in plain.items() if value not in (None, "")
        }
        local = {"words": row.activity, "indicator": row.indicator, "source": row.source}
        fields |= {name: dict(value) for name, value in local.items() if value}
        new = {"id": row.id, "kind": "action", "about": row.measure, "fields": fields}
        yield {"insert": new, "parent": None, "after": after}
        after = row.id
