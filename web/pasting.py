"""Tables that are pasted: cells between tabs (as programs copy them) or upright strokes."""

from __future__ import annotations

from srf_policy.domain.texts import TABLE_CELLS
from srf_policy.languages.messages import msg

from .forms import Form

_LINES = 4 * TABLE_CELLS
"""More lines than this are not even counted cell by cell."""


def rows(form: Form, name: str) -> list[list[str]]:
    """The rows of a pasted text; notes what is wrong with it."""
    found = read(form.value(name))
    cells = sum(map(len, found))
    large = msg("refused.table_too_large", count=cells, limit=TABLE_CELLS)
    form.wrong_if(cells > TABLE_CELLS, name, large)
    form.wrong_if(not found, name, msg("refused.table_empty"))
    return found


def read(text: str) -> list[list[str]]:
    """Lines as rows; a stroke at both ends, and a line of dashes, are only decoration."""
    lines = [line for line in text.replace("\r", "").split("\n")[:_LINES] if line.strip()]
    split = [_cells(line) for line in lines]
    return [cells for cells in split if not _is_rule(cells)]


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def _is_rule(cells: list[str]) -> bool:
    return all(cell and not cell.strip(":-") for cell in cells)
