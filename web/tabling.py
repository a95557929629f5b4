"""`/e/<code>/edit/<table>/table`: all cells of a table in one form, or pasted anew."""

from __future__ import annotations

from typing import Any

from flask import Response

from srf_policy.domain.errors import NotFound
from srf_policy.domain.texts import TABLE_CELLS
from srf_policy.languages.messages import msg
from srf_policy.store.queries.texts import Draft

from . import pasting
from .forms import Form
from .routing import Route
from .structure import Chosen, place, press, read, shown


def table(code: str, provision: str) -> Response:
    """Every cell is a field; one empty row more stands below for what is to be added."""
    found = read(provision)
    if found.node.kind != "table":
        raise NotFound
    form = _form(found)
    if form.posted and (answer := _saved(form, code, found)) is not None:
        return answer
    width = max(1, int(form.value("width") or 1)) if form.value("width").isdecimal() else 1
    cells = form.typed.getlist("cell")
    heading = msg("table.title", provision=found.name)
    return shown(
        "table_edit", form, found, heading,
        rows=[cells[n : n + width] for n in range(0, len(cells), width)], width=width,
        limit=TABLE_CELLS, cells=_ids(found.draft, provision),
    )  # fmt: skip


def _form(found: Chosen) -> Form:
    rows = written(found.draft, found.node.id)
    width = max((len(row) for row in rows), default=1)
    empty = [""] * width
    caption = found.node.text("heading", found.draft.language)
    return Form(
        heading=caption.words if caption else "", width=width, cell=[c for r in [*rows, empty]
                                                                       for c in r], rows=""
    )  # fmt: skip


def written(draft: Draft, table: str) -> list[list[str]]:
    """The words of the cells, row by row, in the language the text is written in."""
    rows = [n.id for n in draft.nodes if n.parent == table]
    return [
        [text.words if (text := n.text("words", draft.language)) else "" for n in draft.nodes
         if n.parent == row]
        for row in rows
    ]  # fmt: skip


def _ids(draft: Draft, table: str) -> list[str]:
    rows = {n.id for n in draft.nodes if n.parent == table}
    return [n.id for n in draft.nodes if n.parent in rows]


def _saved(form: Form, code: str, found: Chosen) -> Response | None:
    rows = pasting.rows(form, "rows") if form.text("rows").strip() else _typed(form)
    fields = {"heading": {found.draft.language: form.text("heading")}}
    change: dict[str, Any] = {"table": found.node.id, "rows": rows, "fields": fields}
    said = msg("edit.saved", provision=found.name)
    return press(form, code, change, said, place(code, "{}"))


def _typed(form: Form) -> list[list[str]]:
    """The cells as rows, without empty rows at the end."""
    width = form.number("width", required=True) or 1
    cells = form.typed.getlist("cell")
    rows = [cells[n : n + width] for n in range(0, len(cells), width)]
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


routes = [Route("/e/<code>/edit/<provision>/table", table, "expert", ("GET", "POST"))]
