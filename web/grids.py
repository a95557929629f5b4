"""Tables in a comparison: rows and cells are shown inside their table, not one by one."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from .prose import Prose
from .redline import Redline, redline


class GridRow(NamedTuple):
    """`kind`: "" where it stands in both drafts, added or removed."""

    kind: str
    cells: list[Redline]


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
