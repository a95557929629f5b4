"""A move takes few statements and one commit, whatever its guards ask about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from srf_policy.domain.errors import Refused
from srf_policy.engine.explain import reads_of
from srf_policy.engine.loading import shipped
from srf_policy.operations import perform
from srf_policy.store import fact_rows, facts
from tests.makers import LEAD, Seeded

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

STATEMENTS = 14
"""The goal for a whole move, its BEGIN included."""
TO_AND_FRO = ("consult_again", "begin_drafting")


@contextmanager
def noted(seeded: Seeded) -> Iterator[tuple[list[str], list[object]]]:
    statements: list[str] = []
    commits: list[object] = []
    engine = seeded.store.database.engine

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    def commit(connection: object) -> None:
        commits.append(connection)

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", commit)
    yield statements, commits
    event.remove(engine, "before_cursor_execute", note)
    event.remove(engine, "commit", commit)


def counted(seeded: Seeded, move: str) -> int:
    person, reason = seeded.viewer(LEAD), "Once more." if move == "consult_again" else ""
    with noted(seeded) as (statements, commits):
        perform(seeded.store, "make_move", actor=person, engagement="IRQ-PEI", move=move,
                reason=reason)  # fmt: skip
    assert len(commits) == 1
    assert statements[0] == "BEGIN IMMEDIATE"
    return len(statements)


def one_by_one(session: Session, id_: int, reads: frozenset[str]) -> Any:
    """The bug that this test is for: each kind of fact in a statement of its own."""
    return fact_rows.of_all(session, [id_])[id_]


def test_a_move_with_guards_takes_few_statements(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(reads_of(shipped("national_policy"), "begin_drafting")) > 3
    counts = {move: counted(seeded, move) for move in TO_AND_FRO * 2}
    assert max(counts.values()) <= STATEMENTS - 3, counts
    monkeypatch.setattr(facts, "of_some", one_by_one)
    planted = {move: counted(seeded, move) for move in TO_AND_FRO}
    assert min(planted.values()) > STATEMENTS, "planted statements were not seen"


def test_what_is_refused_was_asked_in_one_statement(seeded: Seeded) -> None:
    """However many guards a move has: to begin, to lock, to ask."""
    person = seeded.viewer(LEAD)
    asked = [move for move in shipped("national_policy").moves if len(move.needs) > 2]
    assert {"present", "submit_for_validation"} <= {move.id for move in asked}
    for move in asked:
        with noted(seeded) as (statements, commits), pytest.raises(Refused):
            perform(seeded.store, "make_move", actor=person, engagement="IRQ-PEI", move=move.id)
        assert (len(statements), len(commits)) == (3, 0), statements
