"""A move loads only the facts that it asks for, and its answer is the same as from all of them."""

from __future__ import annotations

from dataclasses import fields

import pytest
from sqlalchemy import event

from srf_policy.engine.explain import check_move, reads_of
from srf_policy.engine.facts import Facts
from srf_policy.engine.guards.base import GUARDS, evaluate
from srf_policy.engine.loading import shipped, shipped_names
from srf_policy.operations import perform
from srf_policy.store import facts
from tests.makers import AS_OF, LEAD, Seeded

STATEMENTS = 14
"""Design section 8, for a move that asks for nothing."""
ALWAYS_THERE = {
    "code", "stage", "stage_entered", "today", "suspended", "languages", "official_languages",
}  # fmt: skip


class Watched(Facts):
    """Facts that note which of their fields are asked for."""

    def __getattribute__(self, name: str) -> object:
        if name in _FIELDS:
            _asked.add(name)
        return super().__getattribute__(name)


_FIELDS = {field.name for field in fields(Facts)}
_asked: set[str] = set()


def needs() -> list[tuple[str, object, str]]:
    return [
        (need.guard, need.params, move.id)
        for name in shipped_names()
        for move in shipped(name).moves
        for need in move.needs
    ]


def test_guards_ask_only_for_what_they_declare(seeded: Seeded) -> None:
    known = seeded.facts()
    watched = Watched(**{name: getattr(known, name) for name in _FIELDS})
    for guard, params, move in needs():
        _asked.clear()
        evaluate(guard, params, watched, move)  # type: ignore[arg-type]
        undeclared = _asked - ALWAYS_THERE - {"exceptions"} - set(GUARDS[guard].reads)
        assert not undeclared, (guard, undeclared)
    assert {guard for guard, *_ in needs()} == set(GUARDS)


def test_the_answer_is_the_same_as_from_all_facts(seeded: Seeded) -> None:
    engagement, whole = seeded.engagement(), seeded.facts()
    differed = 0
    for name in shipped_names():
        definition = shipped(name)
        for move in definition.moves:
            reads = reads_of(definition, move.id)
            with seeded.reading() as session:
                some = facts.load_one(session, engagement, AS_OF, reads)
                none = facts.load_one(session, engagement, AS_OF, frozenset())
            answers = [
                check_move(definition, found, move.id, None, None) for found in (whole, some, none)
            ]
            assert answers[0] == answers[1], move.id
            differed += answers[0] != answers[2]
    assert differed > 5, "loading nothing at all must be seen"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_move_takes_few_statements_and_one_commit(seeded: Seeded) -> None:
    statements: list[str] = []
    commits: list[object] = []
    engine = seeded.store.database.engine

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    def commit(connection: object) -> None:
        commits.append(connection)

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", commit)
    counts = {}
    for move in ("consult_again", "begin_drafting") * 2:
        statements.clear()
        commits.clear()
        reason = "Once more." if move == "consult_again" else ""
        person = seeded.viewer(LEAD)
        statements.clear()
        perform(seeded.store, "make_move", actor=person, engagement="IRQ-PEI", move=move,
                reason=reason)  # fmt: skip
        assert len(commits) == 1
        counts[move] = len(statements)
    event.remove(engine, "before_cursor_execute", note)
    event.remove(engine, "commit", commit)
    assert counts["consult_again"] <= STATEMENTS
    asked = len(reads_of(shipped("national_policy"), "begin_drafting"))
    # One statement more for each kind of fact that its needs ask about; rounds take two.
    assert counts["begin_drafting"] <= STATEMENTS + asked + 1
