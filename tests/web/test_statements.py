"""Every page that lists things takes the same number of statements for few things and for many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement
from srf_policy.engine.facts import Facts
from srf_policy.operations import Store
from srf_policy.operations.replay import replay_seed
from srf_policy.operations.seed_shape import read_engagement
from srf_policy.store import facts, kept
from tests.makers import ADMINISTRATOR, LEAD, MOFA_FOCAL
from tests.web.acting import act
from tests.web.browser import Browser

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

LISTS = {
    LEAD: (
        "/me", "/engagements", "/e/IRQ-PEI", "/e/IRQ-PEI/move", "/e/IRQ-PEI/records",
        "/e/IRQ-PEI/rounds", "/e/IRQ-PEI/comments", "/c/IRQ-PEI-2/matrix", "/e/IRQ-PEI/people",
        "/e/IRQ-PEI/history", "/e/IRQ-PEI/r/3", "/e/IRQ-PEI/edit", "/e/IRQ-PEI/diff/2..3",
        "/e/IRQ-PEI/participation", "/e/IRQ-PEI/disputes", "/participation",
    ),
    MOFA_FOCAL: ("/me", "/engagements", "/e/IRQ-PEI", "/c/IRQ-PEI-2"),
    ADMINISTRATOR: (
        "/me", "/engagements", "/admin/people", "/admin/institutions", "/admin/audit",
        "/admin/jobs", "/admin/mail", "/admin/workflows", "/participation",
    ),
}  # fmt: skip


@contextmanager
def noted(store: Store) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(store.database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(store.database.engine, "before_cursor_execute", note)


def counted(store: Store, browser: Browser, path: str) -> int:
    """Statements of one view, after another one that fills what a process reads once. What is kept
    of each engagement is read anew: else a load for each would not be seen."""
    browser.get(path)
    kept._held.clear()
    with noted(store) as statements:
        browser.get(path)
    return len(statements)


def all_counted(demo: Flask, store: Store) -> dict[tuple[str, str], int]:
    found = {}
    for address, paths in LISTS.items():
        browser = Browser(demo)
        browser.sign_in(address)
        found |= {(address, path): counted(store, browser, path) for path in paths}
    return found


def grow(store: Store) -> None:
    """Three engagements more, with all that Iraq's has; and more of everything in Iraq's own."""
    seed, text = read_engagement(
        files("srf_policy.seeds").joinpath("irq-pei.yaml").read_bytes(), "irq-pei.yaml"
    )
    for number in range(1, 4):
        replay_seed(store, seed.model_copy(update={"code": f"IRQ-N{number}"}), text, "irq-pei.yaml")
    for number in range(4):
        title = {"en": f"More {number}"}
        act(store, LEAD, "file_paper", kind="letter", sender="MoMD", addressee="ICMPD", title=title)
        act(store, LEAD, "record_meeting", kind="validation_workshop", place="Erbil", title=title,
            institutions=["MoMD"])  # fmt: skip
        act(
            store, ADMINISTRATOR, "add_institution", code=f"New{number}", name=title, role="invited"
        )
        act(store, MOFA_FOCAL, "save_comment", round=2, answer="remark", text=f"More {number}.",
            provision=None, language="en")  # fmt: skip


def one_by_one(session: Session, ids: Sequence[int], today: date) -> dict[int, Facts]:
    """The bug that this test is for: what could be asked at once, asked for each."""
    rows: list[Any] = [session.get_one(Engagement, each) for each in ids]
    return {row.id: facts.load_one(session, row, today) for row in rows}


def test_no_list_takes_more_statements_for_more_rows(
    demo: Flask, demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = all_counted(demo, demo_store)
    load, planted = facts.load, {}
    browser = Browser(demo)
    browser.sign_in(LEAD)
    for grown in (False, True):
        if grown:
            grow(demo_store)
        with monkeypatch.context() as plant:
            plant.setattr(facts, "load_one", lambda s, row, day: load(s, [row.id], day)[row.id])
            plant.setattr(facts, "load", one_by_one)
            planted[grown] = counted(demo_store, browser, "/engagements")
    after = all_counted(demo, demo_store)
    assert {k: (before[k], after[k]) for k in before if before[k] != after[k]} == {}
    assert planted[True] > planted[False], "a planted load for each engagement was not seen"
