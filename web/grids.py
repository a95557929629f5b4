"""Tables in a comparison: rows and cells are shown inside their table, not one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from srf_policy.store.queries.texts import Draft

from .prose import Prose
from .redline import Redline, redline


class GridRow(NamedTuple):
    """`kind`: "" where it stands in both drafts, added or removed."""

    kind: str
    cells: list[Redline]


def inside(draft: Draft | None) -> dict[str, str]:
    """Rows and cells with the table they stand in."""
    found: dict[str, str] = {}
    for node in draft.nodes if draft else ():
        if node.kind == "row" and node.parent:
            found[node.id] = node.parent
        elif node.kind == "cell" and node.parent in found:
            found[node.id] = found[node.parent]
    return found


def fold(changes: Mapping[str, Sequence[str]], old: Draft, new: Draft) -> dict[str, list[str]]:
    """The changes with every row and cell counted as a change of its table."""
    tables = inside(old) | inside(new)
    known = {"added": set(changes["added"]), "removed": set(changes["removed"])}
    folded: dict[str, list[str]] = {
        kind: [i for i in ids if i not in tables] for kind, ids in changes.items()
    }
    touched = {tables[i] for ids in changes.values() for i in ids if i in tables}
    touched -= known["added"] | known["removed"] | set(folded["changed"])
    place = {n.id: n for n in new.nodes}
    folded["changed"] += [i for i in place if i in touched]
    return folded


def grid(table: str, before: Prose, after: Prose) -> list[GridRow]:
    """The rows of a table in both drafts: those of the newer one, then what was removed."""
    old, new = _rows(table, before), _rows(table, after)
    shown = []
    for row in [*new, *(row for row in old if row not in new)]:
        kind = "" if row in old and row in new else "added" if row in new else "removed"
        cells = list(dict.fromkeys([*new.get(row, {}), *old.get(row, {})]))
        shown.append(
            GridRow(
                kind,
                [
                    redline(old.get(row, {}).get(c, ""), new.get(row, {}).get(c, ""), before, after)
                    for c in cells
                ],
            )
        )
    return shown


def _rows(table: str, prose: Prose) -> dict[str, dict[str, str]]:
    """Row -> cell -> words in the language the text is written in."""
    rows: defaultdict[str, dict[str, str]] = defaultdict(dict)
    of = {n.id for n in prose.draft.nodes if n.parent == table}
    for node in prose.draft.nodes:
        if node.parent in of:
            text = node.text("words", prose.draft.language)
            rows[node.parent or ""][node.id] = text.words if text else ""
    return dict(rows)
