"""For any facts at all: nothing is missing exactly when each need, asked alone, lacks nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srf_policy.engine.explain import check_move, explain
from srf_policy.engine.facts import (
    AdoptionFact,
    ConditionFact,
    ExceptionFact,
    Facts,
    ProposalFact,
)
from srf_policy.engine.guards import GUARDS, Missing
from srf_policy.engine.guards.base import lack
from srf_policy.engine.loading import shipped
from srf_policy.engine.vocabulary import OUTCOMES, ROLES

from . import makers

POLICY = shipped("national_policy")
STAGES = [stage.id for stage in POLICY.stages]
MOVES = [move.id for move in POLICY.moves]
CODES = ["MoJ", "MoI", "CBI"]
PLACES = st.integers(1, 20)


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


POSITIONS = some(
    st.builds(makers.position, st.sampled_from(CODES), st.sampled_from(["endorse", "reservation"]))
)
ROUNDS = some(
    st.builds(
        lambda number, who, answered, closed: makers.round_(
            number, makers.invited(who, answered), closed=closed
        ),
        PLACES,
        st.sampled_from(CODES),
        st.booleans(),
        st.booleans(),
    )
)
SHOWN = some(
    st.builds(
        lambda number, body, outcome, met: makers.shown(
            number, body, outcome, ConditionFact(1, "words", met)
        ),
        PLACES,
        st.sampled_from(["direc", "cabinet"]),
        st.sampled_from([*OUTCOMES, None]),
        st.booleans(),
    )
)
BALLOTS = st.builds(
    lambda number, taken, days: makers.ballot(
        number, *taken, closes=makers.TODAY + timedelta(days)
    ),
    st.integers(1, 2),
    POSITIONS,
    st.integers(-2, 2),
)
FACTS = st.builds(
    Facts,
    code=st.just("IRQ-PEI"),
    stage=st.sampled_from(STAGES),
    stage_entered=PLACES,
    today=st.just(makers.TODAY),
    suspended=st.booleans(),
    institutions=st.just((makers.LEAD, makers.MOJ, makers.MOI, makers.CBI)),
    revisions=st.sampled_from([(), (makers.revision(1, 5),)]),
    rounds=ROUNDS,
    comments_lacking=some(st.builds(makers.comment, PLACES, st.sampled_from(["answer", "reason"]))),
    meetings=some(
        st.builds(
            makers.meeting,
            st.sampled_from(["consultation_workshop", "validation_workshop"]),
            PLACES,
            st.sampled_from(["none", "recorded", "approved"]),
        )
    ),
    papers=some(st.builds(makers.paper, st.sampled_from(CODES), st.just("clearance"))),
    agreements=some(st.builds(makers.agreement, st.sampled_from(MOVES), st.integers(1, 2))),
    ballot=st.none() | BALLOTS,
    positions=POSITIONS,
    bodies=st.sampled_from([(), (makers.BODY,), (makers.BODY, makers.CABINET)]),
    presentations=SHOWN,
    adoption=st.none() | st.just(AdoptionFact(1, makers.TODAY, "identical", 1)),
    action_lines=st.integers(0, 2),
    exceptions=some(
        st.builds(
            ExceptionFact,
            st.sampled_from(MOVES),
            st.sampled_from(sorted(GUARDS)),
            st.frozensets(st.sampled_from([*CODES, *sorted(GUARDS), "1"])),
        )
    ),
    proposal=st.none() | st.just(ProposalFact("record_adoption", "p1", makers.TODAY)),
)
ROLE_SETS = st.none() | st.frozensets(st.sampled_from(ROLES), max_size=3)
PEOPLE = st.sampled_from([None, "p1", "p2"])


@settings(max_examples=100, deadline=None)
@given(
    FACTS,
    st.frozensets(st.sampled_from(ROLES), max_size=2),
    st.lists(st.tuples(st.sampled_from(ROLES), st.sampled_from(["p1", "p2", "p3"])), max_size=2),
    st.none() | st.sampled_from(["p1", "p3"]),
)
def test_nobody_confirms_through_another_what_is_their_own(
    known: Facts, roles: frozenset[str], lent: list[tuple[str, str]], behalf: str | None
) -> None:
    """What is held for others opens what their roles open, and never both seats of one move."""
    given = known.proposal and replace(known, proposal=replace(known.proposal, behalf=behalf))
    after = given or known
    held = roles | {role for role, _ in lent}
    plain = {m.move: m for m in explain(POLICY, after, roles=roles, person="p2").moves}
    for answer in explain(POLICY, after, roles=roles, person="p2", lent=tuple(lent)).moves:
        if answer.awaiting is None:
            assert answer.permitted == bool(held & set(answer.by))
        else:
            behind = {"p2", *(giver for _, giver in lent)} & answer.awaiting.selves
            assert answer.confirmable == (not behind and bool(held & set(answer.confirmed_by)))
        if answer.permitted and answer.through is None:
            assert plain[answer.move].permitted


@settings(max_examples=150, deadline=None)
@given(FACTS, ROLE_SETS, PEOPLE)
def test_allowed_exactly_when_nothing_is_missing_and_permitted(
    known: Facts, roles: frozenset[str] | None, person: str | None
) -> None:
    found = explain(POLICY, known, roles=roles, person=person)
    for answer in found.moves:
        assert answer.allowed == (answer.permitted and not answer.missing)
        assert answer == check_move(POLICY, known, answer.move, roles, person)
        own = [m for m in answer.missing if m.guard in GUARDS]
        move = POLICY.move(answer.move)
        assert move is not None
        assert len(own) + len(answer.met) == len(move.needs)
        assert all(m.items for m in own)


@settings(max_examples=100, deadline=None)
@given(FACTS)
def test_waiving_everything_missing_leaves_nothing_but_hindrances(known: Facts) -> None:
    for answer in explain(POLICY, known).moves:
        waived = tuple(
            ExceptionFact(answer.move, m.guard, frozenset(i.key for i in m.items))
            for m in answer.missing
            if m.waivable
        )
        after = replace(known, exceptions=(*known.exceptions, *waived))
        left = check_move(POLICY, after, answer.move, None, None).missing
        assert left == tuple(m for m in answer.missing if not m.waivable)


def assert_comments_complete(known: Facts) -> None:
    found = makers.ask("comments_disposed", known)
    named = [i.key for i in found.items] if isinstance(found, Missing) else []
    assert named == [str(c.number) for c in known.comments_lacking]


def test_a_guard_that_stops_at_the_first_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The completeness check itself is checked, on a guard planted with that fault."""
    known = makers.facts(comments_lacking=(makers.comment(14), makers.comment(15)))
    assert_comments_complete(known)
    whole = GUARDS["comments_disposed"]

    def hasty(given: Facts, params: Any, move: str) -> Any:
        finding = whole.test(given, params, move)
        return lack(finding.code, list(finding.items[:1]))

    monkeypatch.setitem(GUARDS, "comments_disposed", replace(whole, test=hasty))
    with pytest.raises(AssertionError):
        assert_comments_complete(known)
