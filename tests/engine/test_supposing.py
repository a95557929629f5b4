"""What would be missing if: each supposition, its refusals, and that it reaches what guards read."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from srf_policy.engine.explain import check_move
from srf_policy.engine.facts import BallotFact, Facts
from srf_policy.engine.guards import GUARDS
from srf_policy.engine.loading import shipped
from srf_policy.engine.supposing import LIST, NotSupposable, suppose
from srf_policy.languages.rendering import say

from . import makers

POLICY = shipped("national_policy")
GUIDE = Path(__file__).parents[2] / "docs" / "guide-workflows.md"
GIVEN_AT_THE_BEGINNING = {"institutions", "bodies"}

VALIDATING = makers.facts(
    stage="validation",
    ballot=makers.ballot(1, makers.position("MoJ", "reservation")),
    comments_lacking=(makers.comment(14), makers.comment(15)),
)


def missing(move: str, facts: Facts, **said: object) -> list[str]:
    """The guards that lack something; `__` in a name stands for its colon."""
    given = {name.replace("__", ":"): value for name, value in said.items()}
    after = suppose(POLICY, facts, given)
    return [m.guard for m in check_move(POLICY, after, move, None, None).missing]


def test_every_fact_that_guards_read_can_be_supposed() -> None:
    read = {name for guard in GUARDS.values() for name in guard.reads}
    changed = {name for row in LIST for name in row.changes}
    assert read - GIVEN_AT_THE_BEGINNING <= changed
    assert changed <= {field.name for field in fields(Facts)}


def test_all_that_validation_lacks_can_be_supposed_away_one_by_one() -> None:
    assert missing("present", VALIDATING) == [
        "ballot_complete", "no_open_reservation", "comments_disposed", "meeting_held",
        "lead_agrees",
    ]  # fmt: skip
    said: dict[str, object] = {}
    for name, value, left in (
        ("position__MoI", "endorse", 4),
        ("reservations", "0", 3),
        ("comments_open", 0, 2),
        ("meeting__validation_workshop", "approved", 1),
        ("lead_agrees", True, 0),
    ):
        said[name] = value
        assert len(missing("present", VALIDATING, **said)) == left


def test_the_order_in_which_they_are_given_does_not_matter() -> None:
    one = suppose(POLICY, VALIDATING, {"lead_agrees": "yes", "revision": "new"})
    other = suppose(POLICY, VALIDATING, {"revision": "new", "lead_agrees": "yes"})
    assert one == other
    assert one.agreements[-1].revision == one.newest_revision == 2


def test_a_new_revision_begins_the_ballot_anew_and_lifts_nothing() -> None:
    after = suppose(POLICY, VALIDATING, {"revision": "new"})
    assert after.ballot is not None
    assert (after.ballot.revision, after.ballot.positions) == (2, ())
    assert "no_open_reservation" in missing("present", VALIDATING, revision="new")


def test_silence_counts_when_the_day_has_passed() -> None:
    assert "ballot_complete" not in missing("present", VALIDATING, date="2019-12-21")
    assert "ballot_complete" in missing("present", VALIDATING, date="2019-12-20")
    after = suppose(POLICY, VALIDATING, {"date": date(2019, 12, 21)})
    assert isinstance(after.ballot, BallotFact) and after.ballot.closed


def test_what_is_supposed_counts_as_recorded_since_the_stage_was_entered() -> None:
    early = makers.facts(stage="draft", stage_entered=10)
    assert "revision_published" in missing("submit_for_validation", early)
    assert "revision_published" not in missing("submit_for_validation", early, revision="new")
    entered = missing("submit_for_validation", early, stage="consultation")
    assert "other_stage" in entered


@pytest.mark.parametrize(
    ("name", "value", "field", "met"),
    [
        ("suspended", "yes", "suspended", True),
        ("suspended", "no", "suspended", False),
        ("action_lines", "3", "action_lines", 3),
        ("plan_gaps", "2", "action_lines", 2),
        ("ballot", "none", "ballot", None),
        ("adoption", "none", "adoption", None),
        ("stage", "adoption", "stage", "adoption"),
    ],
)
def test_plain_ones(name: str, value: str, field: str, met: object) -> None:
    assert getattr(suppose(POLICY, VALIDATING, {name: value}), field) == met


def test_each_of_the_others_is_met_by_it() -> None:
    for guard, move, name, value in (
        ("rounds_closed", "begin_drafting", "rounds", "closed"),
        ("institutions_heard", "begin_drafting", "heard:all", "yes"),
        ("presented_to", "submit_for_adoption", "presented:all", "endorsed"),
        ("views_of", "submit_for_adoption", "view:all", "yes"),
        ("adoption_recorded", "record_adoption", "adoption", "recorded"),
        ("ballot_complete", "present", "ballot", "closed"),
        ("lead_agrees", "present", "exception:lead_agrees", "yes"),
    ):
        bare = makers.facts(stage="validation")
        assert guard in missing(move, bare), guard
        assert guard not in missing(move, bare, **{name: value}), guard


def test_conditions_and_disputes() -> None:
    shown = suppose(POLICY, VALIDATING, {"presented:all": "endorsed_with_changes"})
    assert "conditions_met" in missing("submit_for_adoption", shown)
    assert "conditions_met" not in missing("submit_for_adoption", shown, conditions_open="0")
    assert "disputes_settled" in missing("present", VALIDATING, disputes=2)
    assert "disputes_settled" not in missing(
        "present", VALIDATING, disputes=2, disputes_referred="yes"
    )


@pytest.mark.parametrize(
    ("name", "value", "code", "named"),
    [
        ("comment_open", "0", "shape.unknown_near", "comments_open"),
        ("weather", "fine", "shape.unknown", "comments_open"),
        ("position:MoJX", "endorse", "shape.unknown_near", "MoJ"),
        ("position", "endorse", "shape.unknown", "MoJ"),
        ("meeting:party", "held", "shape.unknown", "validation_workshop"),
        ("presented:parliament", "noted", "shape.unknown", "cabinet"),
        ("exception:lead_agree", "yes", "shape.unknown_near", "lead_agrees"),
        ("stage:x", "draft", "suppose.of_nothing", "x"),
        ("stage", "drafts", "suppose.bad_value", "validation"),
        ("position:MoJ", "maybe", "suppose.bad_value", "endorse"),
        ("comments_open", "-1", "suppose.not_a_number", "9"),
        ("comments_open", "many", "suppose.not_a_number", "9"),
        ("comments_open", "99999", "suppose.not_a_number", "9"),
        ("reservations", "3", "suppose.bad_value", "0"),
        ("date", "31.1.2020", "suppose.not_a_day", "2020-01-31"),
        ("date", "2019-02-30", "suppose.not_a_day", "2020-01-31"),
        ("lead_agrees", "", "suppose.bad_value", "yes"),
    ],
)
def test_what_is_not_in_the_list_is_told_with_what_is(
    name: str, value: str, code: str, named: str
) -> None:
    with pytest.raises(NotSupposable) as caught:
        suppose(POLICY, VALIDATING, {"comments_open": "0", name: value})
    assert caught.value.message.code == code
    assert named in say(caught.value.message, "en")


def test_the_guide_names_each_with_its_values_in_this_order() -> None:
    rows = re.findall(r"^\| `([a-z_]+)(?::[A-Z]+)?` \| (.*?) \|", GUIDE.read_text(), re.MULTILINE)
    assert [name for name, _ in rows] == [row.name for row in LIST]
    for row, (_, told) in zip(LIST, rows, strict=True):
        if isinstance(row.takes, tuple):
            assert re.findall("`(.*?)`", told) == list(row.takes), row.name


def test_nothing_supposed_changes_nothing() -> None:
    assert suppose(POLICY, VALIDATING, {}) == VALIDATING
    assert replace(VALIDATING) == VALIDATING
