"""What other institutions are told of what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from srf_policy.engine.explain import MoveAnswer, explain
from srf_policy.engine.facts import Facts
from srf_policy.engine.loading import shipped
from srf_policy.engine.veil import veil
from srf_policy.languages.messages import msg

from .makers import TODAY, ballot, comment, facts, position

POLICY = shipped("national_policy")


def told(given: Facts, institution: str | None, move: str = "present") -> MoveAnswer:
    found = veil(explain(POLICY, given), given, institution)
    return next(answer for answer in found.moves if answer.move == move)


def validating(*taken: str, reserved: str = "") -> Facts:
    positions = [position(code) for code in taken]
    positions += [position(reserved, "reservation")] if reserved else []
    return replace(facts(stage="validation"), ballot=ballot(1, *positions))


def test_a_reservation_changes_nothing_for_others() -> None:
    before, after = validating("MoJ"), validating("MoJ", reserved="MoI")
    assert told(before, "MoJ") == told(after, "MoJ")
    assert told(before, None) == told(after, None)


def test_even_where_nobody_is_silent_any_more() -> None:
    answer = told(validating("MoJ", reserved="MoI"), "MoJ")
    assert [m.guard for m in answer.missing if m.screen == "validation"] == ["ballot_complete"]
    assert not [met for met in answer.met if "reservation" in met.code or "ballot" in met.code]
    assert not answer.allowed


def test_ones_own_reservation_and_silence_are_named() -> None:
    found = told(validating("MoJ", reserved="MoI"), "MoI").missing[0]
    assert [item.key for item in found.items] == ["MoI"]
    found = told(validating("MoJ"), "MoI").missing[0]
    assert [item.key for item in found.items] == ["MoI"]
    assert found.message == msg("guard.ballot_complete")


def test_after_the_closing_date_positions_are_everybodys() -> None:
    given = validating("MoJ", reserved="MoI")
    closed = replace(given, today=given.today + timedelta(days=60))
    assert closed.today > TODAY
    assert "no_open_reservation" in [m.guard for m in told(closed, "MoJ").missing]


def test_of_comments_only_ones_own_are_named() -> None:
    given = facts(comments_lacking=(comment(14), comment(15)))
    for institution, named in (("MoJ", ["14", "15"]), ("MoI", []), (None, [])):
        answer = told(given, institution, "submit_for_validation")
        found = next(m for m in answer.missing if m.guard == "comments_disposed")
        assert [item.key for item in found.items] == named
        assert found.message == msg("guard.comments_disposed")
