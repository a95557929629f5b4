from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from srf_policy.engine.explain import MoveAnswer, UnknownMove, check_move, explain, needs_of
from srf_policy.engine.facts import AdoptionFact, ExceptionFact, Facts, ProposalFact
from srf_policy.engine.loading import shipped

from .makers import TODAY, agreement, comment, facts, revision

POLICY = shipped("national_policy")
LEAD = frozenset({"lead_expert"})
READY = facts(stage="adoption", adoption=AdoptionFact(1, TODAY, "identical", 1), action_lines=4)


def proposed(days_ago: int = 0) -> Facts:
    proposal = ProposalFact("record_adoption", "p1", TODAY - timedelta(days_ago))
    return replace(READY, proposal=proposal)


def adopting(given: Facts, role: str, person: str) -> MoveAnswer:
    return check_move(POLICY, given, "record_adoption", frozenset({role}), person)


def test_every_move_of_the_stage_with_everything_missing() -> None:
    found = explain(POLICY, facts(comments_lacking=(comment(14),)), roles=None, person=None)
    assert [m.move for m in found.moves] == ["submit_for_validation", "consult_again", "close"]
    first = found.moves[0]
    guards = [m.guard for m in first.missing]
    assert guards == ["revision_published", "comments_disposed", "lead_agrees"]
    assert (first.to, first.allowed, first.permitted) == ("validation", False, True)


def test_what_is_met_is_said_too() -> None:
    given = facts(
        revisions=(revision(1, 5), revision(2, 11)),
        agreements=(agreement("submit_for_validation", 2),),
    )
    found = check_move(POLICY, given, "submit_for_validation", LEAD, "p1")
    assert found.allowed
    codes = [m.code for m in found.met]
    assert codes == ["met.revision_published", "met.comments_disposed", "met.lead_agrees"]
    assert len(needs_of(POLICY, "submit_for_validation")) == len(found.met)


def test_who_may_not_is_told_what_is_missing_all_the_same() -> None:
    found = check_move(POLICY, facts(), "submit_for_validation", frozenset({"staff"}), "p1")
    assert not found.permitted and len(found.missing) == 2


def test_reasons_are_asked_as_the_file_says() -> None:
    asked = {m.move: m.reason for m in explain(POLICY, facts()).moves}
    assert asked["submit_for_validation"] is None
    assert asked["consult_again"] == "required"
    assert isinstance(asked["close"], tuple) and "other" in asked["close"]


def test_a_move_of_another_stage_is_not_open_here() -> None:
    found = check_move(POLICY, facts(), "begin_drafting", LEAD, "p1")
    assert found.missing[0].guard == "other_stage" and not found.allowed
    assert not found.missing[0].waivable


def test_an_unknown_move_is_told_with_the_known_ones() -> None:
    with pytest.raises(UnknownMove) as caught:
        check_move(POLICY, facts(), "fly", LEAD, "p1")
    assert caught.value.message.code == "missing.unknown_move"


def test_suspension_blocks_all_but_what_it_allows() -> None:
    found = explain(POLICY, facts(suspended=True), roles=LEAD, person="p1")
    blocked = {m.move for m in found.moves if "suspended" in [x.guard for x in m.missing]}
    assert blocked == {"submit_for_validation", "consult_again"}
    assert [m.move for m in found.moves if m.allowed] == ["close"]


def test_what_the_message_says_is_not_told_once_more_below_it() -> None:
    found = explain(POLICY, facts(suspended=True), roles=LEAD, person="p1")
    said = {m.guard: m.details for answer in found.moves for m in answer.missing}
    assert said.pop("suspended") == ()
    assert said and all(said.values())


def test_no_exception_lifts_a_suspension() -> None:
    waived = ExceptionFact("consult_again", "suspended", frozenset({"suspended"}))
    given = facts(suspended=True, exceptions=(waived,))
    assert not check_move(POLICY, given, "consult_again", LEAD, "p1").allowed


def test_the_first_press_is_the_lead_experts() -> None:
    assert adopting(READY, "lead_expert", "p1").allowed
    assert not adopting(READY, "administrator", "p2").permitted


def test_somebody_else_confirms() -> None:
    found = adopting(proposed(), "administrator", "p2")
    assert found.awaiting is not None and found.confirmable and found.allowed


@pytest.mark.parametrize(
    ("role", "person"),
    [("expert", "p1"), ("lead_expert", "p1"), ("lead_expert", "p2"), ("observer", "p2")],
)
def test_nobody_confirms_their_own_or_without_the_role(role: str, person: str) -> None:
    found = adopting(proposed(), role, person)
    assert found.awaiting is not None
    assert not found.confirmable and not found.allowed


def test_somebody_unknown_never_confirms() -> None:
    found = check_move(POLICY, proposed(), "record_adoption", frozenset({"expert"}), None)
    assert not found.confirmable and not found.allowed


def test_guards_are_asked_again_at_the_second_press() -> None:
    found = adopting(replace(proposed(), action_lines=0), "expert", "p2")
    assert found.confirmable and not found.allowed


@pytest.mark.parametrize(("days", "stands"), [(30, True), (31, False)])
def test_a_proposal_lapses_after_thirty_days(days: int, stands: bool) -> None:
    assert (adopting(proposed(days), "expert", "p2").awaiting is not None) is stands


def test_a_proposal_lapses_on_suspension() -> None:
    found = adopting(replace(proposed(), suspended=True), "expert", "p2")
    assert found.awaiting is None and not found.allowed
