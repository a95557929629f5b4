"""A move takes few statements and one commit, whatever its guards ask about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from srf_policy.domain import Ballot, Engagement
from srf_policy.domain.errors import Refused
from srf_policy.engine.definition import Definition, OpenBallot
from srf_policy.engine.explain import reads_of
from srf_policy.engine.loading import shipped
from srf_policy.jobs import queue
from srf_policy.operations import moves, perform
from srf_policy.operations.work import definition_of
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


class Undone(Exception):
    pass


def counts_of_all(world: Seeded) -> dict[tuple[str, str, str], int]:
    """By engagement, stage and move: its statements, from every stage in which it starts.

    Each is undone at its commit, so that all are made on what the seeds hold.
    """

    def undo(_connection: object) -> None:
        raise Undone

    engine, found = world.store.database.engine, {}
    person = replace(world.viewer(LEAD), facility_roles=frozenset({"administrator"}))
    for code, definition in definitions(world).items():
        for move, stage in ((m, s) for m in definition.moves for s in m.starts_in):
            put_into(world, code, definition, stage)
            choice = move.reason[0] if isinstance(move.reason, tuple) else None
            with noted(world) as (statements, _):
                event.listen(engine, "commit", undo)
                with pytest.raises(Undone):
                    perform(world.store, "make_move", actor=person, engagement=code,
                            move=move.id, reason="New words.", choice=choice)  # fmt: skip
                event.remove(engine, "commit", undo)
            found[code, stage, move.id] = len(statements)
    return found


def definitions(world: Seeded) -> dict[str, Definition]:
    with world.reading() as session:
        rows = session.scalars(select(Engagement)).all()
        return {row.code: definition_of(session, row) for row in rows}


def put_into(world: Seeded, code: str, definition: Definition, stage: str) -> None:
    """As if it had come there by moves: none leaves a ballot where the next one is opened."""
    opens = any(
        isinstance(effect, OpenBallot)
        for move in definition.moves
        for effect in move.then
        if stage in move.starts_in
    )
    with world.store.database.writing() as session:
        row = session.scalars(select(Engagement).where(Engagement.code == code)).one()
        row.stage, row.ended_on = stage, None
        voided = row.opened_on if opens else None
        session.execute(
            update(Ballot).where(Ballot.engagement_id == row.id).values(voided_on=voided)
        )


def test_every_move_takes_few_statements_whoever_it_tells(
    world: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What its guards answer does not matter here: they are asked all the same.
    monkeypatch.setattr(moves, "_refuse_unless_allowed", lambda *_: None)
    found = counts_of_all(world)
    names = {
        move.id for d in map(shipped, ("national_policy", "strategic_plan")) for move in d.moves
    }
    assert {move for *_, move in found} == names
    assert max(found.values()) <= STATEMENTS, {k: n for k, n in found.items() if n > STATEMENTS}
    monkeypatch.setattr(queue, "put_all", one_job_each)
    planted = counts_of_all(world)
    assert max(planted.values()) > STATEMENTS, "planted statements were not seen"


def one_job_each(session: Session, wanted: list[queue.Wanted]) -> None:
    """The bug that this test is for: a statement for each person who is told."""
    for one in wanted:
        _put_all(session, [one])


_put_all = queue.put_all
