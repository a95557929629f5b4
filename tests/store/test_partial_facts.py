"""A move loads only the facts that it asks for, and its answer is the same as from all of them."""

from __future__ import annotations

from dataclasses import fields

from srf_policy.engine.explain import check_move, reads_of
from srf_policy.engine.facts import Facts
from srf_policy.engine.guards.base import GUARDS, evaluate
from srf_policy.engine.loading import shipped, shipped_names
from srf_policy.store import facts
from tests.makers import AS_OF, Seeded

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
