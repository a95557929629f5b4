"""Tables of the text: rows and cells are provisions of their own, written all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import select

from srf_policy.domain import Provision, Text, WorkingProvision, WorkingText
from srf_policy.domain.errors import refused
from srf_policy.domain.texts import TABLE_CELLS
from srf_policy.domain.wording import mark, text_hash

from .words import words
from .working_draft import WorkingDraft

_LONGEST_CELL = 4000
_WIDEST = 20

Rows = Sequence[Sequence[str]]
Laid = list[tuple[str, list[str]]]
"""Rows as (id, ids of the cells)."""


def insert_table(draft: WorkingDraft, table: str, rows: Rows) -> dict[str, Any]:
    """The rows of a table that has just been put into the draft."""
    return _write(draft, table, _checked(rows))


def set_table(draft: WorkingDraft, change: Mapping[str, Any]) -> dict[str, Any]:
    """Give a table these rows. Rows that stay as they were, and cells of rows that changed, keep
    their ids, so that comments on them stay where they are."""
    table = change["table"]
    row = draft.find(table)
    draft.work.expect(row.version, f"provision:{table}")
    if row.kind != "table":
        raise refused("refused.unknown_kind", "kind", kind=row.kind)
    rows = _checked(change["rows"])
    changed = rows != _written(draft, laid(draft, table))
    record = _write(draft, table, rows) if changed else {"rows": []}
    fields = draft.set_fields(row, change.get("fields", {}))
    if changed:
        row.version += 1
    return {"id": table, "fields": fields, **record, "changed": changed or bool(fields)}


def _checked(rows: Rows) -> list[list[str]]:
    """The cleaned words, every row as wide as the widest. Raises Refused with the way out."""
    cells = sum(len(row) for row in rows)
    width = max((len(row) for row in rows), default=0)
    if cells > TABLE_CELLS or width * len(rows) > TABLE_CELLS:
        raise refused("refused.table_too_large", "rows", count=cells, limit=TABLE_CELLS)
    if width > _WIDEST:
        raise refused("refused.table_too_wide", "rows", count=width, limit=_WIDEST)
    if not any(cell.strip() for row in rows for cell in row):
        raise refused("refused.table_empty", "rows")
    return [
        [*(words(cell, "rows", limit=_LONGEST_CELL) for cell in row), *[""] * (width - len(row))]
        for row in rows
    ]


def laid(draft: WorkingDraft, table: str) -> Laid:
    """The rows of a table and their cells as they stand."""
    return [(row, _children(draft, row)) for row in _children(draft, table)]


def _children(draft: WorkingDraft, code: str) -> list[str]:
    parent = draft.provisions[code].id
    rows = [r for r in draft.rows.values() if r.parent_id == parent]
    return [draft.codes[r.provision_id] for r in sorted(rows, key=lambda r: r.position)]


def _written(draft: WorkingDraft, old: Laid) -> list[list[str]]:
    """The words of these cells in the source language, in one look."""
    tag, of = draft.work.engagement.source_language, draft.work.engagement.id
    hashes = {c: draft.texts[c, "words", tag].sha256 for _, cells in old for c in cells}
    rows = draft.work.session.execute(
        select(Text.sha256, Text.words).where(
            Text.engagement_id == of, Text.sha256.in_(set(hashes.values()))
        )
    )
    known = {row.sha256: row.words for row in rows}
    return [[known[hashes[cell]] for cell in cells] for _, cells in old]


def _write(draft: WorkingDraft, table: str, rows: list[list[str]]) -> dict[str, Any]:
    after = _laid_anew(draft, table, rows)
    _place(draft, table, after)
    _fill(draft, after, rows)
    return {
        "rows": [
            {"id": code, "cells": [[c, text_hash(w)] for c, w in zip(cells, row, strict=True)]}
            for (code, cells), row in zip(after, rows, strict=True)
        ]
    }


def _laid_anew(draft: WorkingDraft, table: str, rows: list[list[str]]) -> Laid:
    """Which row and cell the words go into; what has no words any more is removed."""
    old = laid(draft, table)
    kept = _kept(_written(draft, old), rows)
    used = set(kept.values())
    for place, (code, _) in enumerate(old):
        if place not in used:
            draft.remove(code)
    number = sum(code.startswith(f"{table}-r") and row.kind == "row"
                 for code, row in draft.provisions.items())  # fmt: skip
    after: Laid = []
    for place, row in enumerate(rows):
        if place in kept:
            code, cells = old[kept[place]]
        else:
            number += 1
            code, cells = f"{table}-r{number}", []
        for gone in cells[len(row) :]:
            draft.remove(gone)
        more = range(len(cells) + 1, len(row) + 1)
        after.append((code, [*cells[: len(row)], *(f"{code}-c{n}" for n in more)]))
    return after


def _kept(old: list[list[str]], new: list[list[str]]) -> dict[int, int]:
    """Place in `new` -> place in `old`: equal rows, and rows written in the place of others."""
    before, after = [tuple(row) for row in old], [tuple(row) for row in new]
    kept: dict[int, int] = {}
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag in ("equal", "replace"):
            kept.update(zip(range(c, d), range(a, b), strict=False))
    return kept


def _place(draft: WorkingDraft, table: str, after: Laid) -> None:
    """Rows and cells in their order, new ones made; two flushes for any number of them."""
    wanted = [(code, "row", table, n) for n, (code, _) in enumerate(after, 1)]
    wanted += [
        (cell, "cell", code, n) for code, cells in after for n, cell in enumerate(cells, 1)
    ]  # fmt: skip
    engagement = draft.work.engagement
    for code, kind, _, _ in wanted:
        if code not in draft.provisions:
            made = Provision(
                engagement_id=engagement.id, code=code, mark=mark(engagement.code, code), kind=kind
            )
            draft.work.session.add(made)
            draft.provisions[code] = made
    draft.work.session.flush()
    for code, kind, parent, position in wanted:
        provision = draft.provisions[code]
        draft.codes[provision.id] = code
        if code not in draft.rows:
            draft.rows[code] = WorkingProvision(
                engagement_id=engagement.id, provision_id=provision.id, kind=kind,
                parent_id=draft.provisions[parent].id, position=position, version=1,
            )  # fmt: skip
            draft.work.session.add(draft.rows[code])
        draft.rows[code].position = position
    draft.work.session.flush()


def _fill(draft: WorkingDraft, after: Laid, rows: list[list[str]]) -> None:
    engagement, tag = draft.work.engagement, draft.work.engagement.source_language
    said = {
        cell: text
        for (_, cells), row in zip(after, rows, strict=True)
        for cell, text in zip(cells, row, strict=True)
    }
    _keep_all(draft, set(said.values()))
    for cell, text in said.items():
        held, sha = draft.texts.get((cell, "words", tag)), text_hash(text)
        if held is None:
            held = WorkingText(
                engagement_id=engagement.id, provision_id=draft.provisions[cell].id,
                field="words", language=tag, sha256=sha, follows="",
            )  # fmt: skip
            draft.work.session.add(held)
            draft.texts[cell, "words", tag] = held
        elif held.sha256 != sha:
            held.sha256 = sha
            draft.rows[cell].version += 1
    draft.work.session.flush()


def _keep_all(draft: WorkingDraft, said: set[str]) -> None:
    """Texts that are not kept yet, in one look and one write."""
    session, of = draft.work.session, draft.work.engagement.id
    new = {text_hash(text): text for text in said}
    found = select(Text.sha256).where(Text.engagement_id == of, Text.sha256.in_(new))
    for sha in session.scalars(found).all():
        del new[sha]
    session.add_all(Text(engagement_id=of, sha256=sha, words=text) for sha, text in new.items())
    session.flush()
