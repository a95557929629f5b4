"""Moves, proposals, exceptions, suspension."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from srf_policy.domain import Seal
from srf_policy.domain.errors import NotAllowed
from srf_policy.engine.explain import check_move
from srf_policy.engine.guards import Missing
from srf_policy.operations.work import definition_of
from srf_policy.store.queries.texts import of_working
from tests.makers import (
    ADMINISTRATOR,
    AS_OF,
    EXPERT,
    LEAD,
    LEAD_FOCAL,
    OBSERVER,
    STAFF,
    Seeded,
)
from tests.operations.trying import assert_refused, last_event, refusal

WAIVED = {"move": "submit_for_validation", "guard": "comments_disposed", "reason": "Written."}
RETURN = {"move": "return_to_drafting", "reason": "More is to be heard."}


@pytest.fixture
def validating(seeded: Seeded) -> Seeded:
    """Iraq's policy in validation, with a ballot open for 30 days."""
    seeded.act(LEAD, "answer_comments", comments=seeded.open_comments(), disposition="noted")
    seeded.act(LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    seeded.act(LEAD, "make_move", move="submit_for_validation")
    return seeded


@pytest.fixture
def proposed(validating: Seeded) -> Seeded:
    """The adoption is recorded and its move proposed by the lead expert."""
    validating.act(
        EXPERT, "record_adoption", authority={"en": "Cabinet"}, decision="1", compared="identical",
        revision=3,
    )  # fmt: skip
    validating.act(LEAD, "make_move", move="record_adoption", reason="As decided.")
    return validating


def stage(seeded: Seeded) -> str:
    return seeded.engagement().stage


def test_a_refused_move_names_everything_that_is_missing(seeded: Seeded) -> None:
    error = refusal(seeded, LEAD, "make_move", move="submit_for_validation")
    said = [p.message for p in error.problems]
    assert len(said) == 2
    assert said[0].params["count"] == 11
    assert_refused(seeded, "missing.unknown_move", LEAD, "make_move", move="no_such_move")
    assert_refused(seeded, "missing.other_stage", LEAD, "make_move", move="present")


def test_a_move_owes_its_reason(validating: Seeded) -> None:
    assert_refused(validating, "empty.reason", LEAD, "make_move", move="return_to_drafting")
    validating.act(LEAD, "make_move", **RETURN)
    assert stage(validating) == "draft"


def test_closing_asks_for_one_of_the_reasons(seeded: Seeded) -> None:
    for choice in (None, "", "bad weather"):
        assert_refused(seeded, "choose_reason", LEAD, "make_move", move="close", choice=choice)
    seeded.act(ADMINISTRATOR, "make_move", move="close", choice="funding_ended", reason="No money.")
    row = seeded.engagement()
    assert (row.stage, row.ended_on, row.sealed_at) == ("closed", AS_OF, None)
    assert row.end_reason == "funding_ended: No money."


def test_a_move_is_not_dated_before_the_stage(validating: Seeded) -> None:
    day = AS_OF - timedelta(days=1)
    assert_refused(validating, "before_stage", LEAD, "make_move", occurred_on=day, **RETURN)


def test_a_proposed_move_does_not_change_the_stage(proposed: Seeded) -> None:
    assert stage(proposed) == "validation"
    assert proposed.facts().proposal is not None
    assert_refused(proposed, "move_proposed", LEAD, "make_move", move="record_adoption")
    assert_refused(proposed, "not_your_role", OBSERVER, "make_move", move="record_adoption")


def test_only_another_person_of_the_list_confirms(proposed: Seeded) -> None:
    assert_refused(proposed, "same_person", LEAD, "confirm_move", move="record_adoption")
    for address in (STAFF, LEAD_FOCAL, OBSERVER):
        error = refusal(proposed, address, "confirm_move", move="record_adoption")
        assert isinstance(error, NotAllowed)
    proposed.act(EXPERT, "confirm_move", move="record_adoption")
    assert stage(proposed) == "adopted"


def test_nothing_is_confirmed_that_was_not_proposed(validating: Seeded) -> None:
    assert_refused(validating, "nothing_proposed", EXPERT, "confirm_move", move="present")
    assert_refused(validating, "nothing_proposed", EXPERT, "confirm_move", move="record_adoption")


def test_a_proposal_stands_for_thirty_days(proposed: Seeded) -> None:
    with proposed.on(AS_OF + timedelta(days=31)):
        assert_refused(proposed, "nothing_proposed", EXPERT, "confirm_move", move="record_adoption")
        proposed.act(LEAD, "make_move", move="record_adoption")
    with proposed.on(AS_OF + timedelta(days=61)):
        proposed.act(EXPERT, "confirm_move", move="record_adoption")
    assert stage(proposed) == "adopted"


def test_a_proposal_lapses_on_any_move(proposed: Seeded) -> None:
    proposed.act(LEAD, "make_move", **RETURN)
    assert proposed.facts().proposal is None
    assert_refused(proposed, "nothing_proposed", EXPERT, "confirm_move", move="record_adoption")


def test_a_proposal_lapses_on_suspension(proposed: Seeded) -> None:
    proposed.act(LEAD, "suspend", reason="Elections.")
    proposed.act(LEAD, "resume", reason="A new government.")
    assert_refused(proposed, "nothing_proposed", EXPERT, "confirm_move", move="record_adoption")


def test_a_proposal_is_taken_back_by_its_author_or_the_lead_expert(proposed: Seeded) -> None:
    assert_refused(proposed, "not_your_role", EXPERT, "take_back_move", move="record_adoption")
    proposed.act(LEAD, "take_back_move", move="record_adoption")
    assert_refused(proposed, "nothing_proposed", LEAD, "take_back_move", move="record_adoption")


def test_all_guards_are_asked_again_at_confirmation(proposed: Seeded) -> None:
    plan = working_plan(proposed)
    proposed.act(LEAD, "make_move", **RETURN)
    proposed.act(LEAD, "change_text", changes=[{"delete": line} for line in plan])
    proposed.act(LEAD, "publish_revision", label={"en": "Without a plan"})
    assert "action_plan_present" in [
        m.guard for m in explained(proposed, "record_adoption")
    ]  # fmt: skip


def working_plan(seeded: Seeded) -> list[str]:
    with seeded.reading() as session:
        return [n.id for n in of_working(session, seeded.engagement()).plan]


def explained(seeded: Seeded, move: str) -> list[Missing]:
    with seeded.reading() as session:
        definition = definition_of(session, seeded.engagement())
    return list(check_move(definition, seeded.facts(), move, None, None).missing)


def test_an_adopted_text_is_sealed_with_the_place_in_its_history(proposed: Seeded) -> None:
    proposed.act(ADMINISTRATOR, "confirm_move", move="record_adoption")
    with proposed.reading() as session:
        seal = session.scalars(select(Seal)).one()
    event = last_event(proposed)
    assert (event.verb, event.payload["sha256"]) == ("seal", seal.sha256)
    assert event.previous == seal.history_head
    assert seal.event_count == event.seq - 1
    assert proposed.engagement().sealed_at == seal.sealed_at


def test_an_exception_takes_two_people(seeded: Seeded) -> None:
    seeded.act(LEAD, "propose_exception", **WAIVED)
    assert "comments_disposed" in seeded.missing("submit_for_validation")
    assert_refused(seeded, "same_person", LEAD, "confirm_exception", exception=1)
    assert_refused(seeded, "not_your_role", LEAD_FOCAL, "confirm_exception", exception=1)
    seeded.act(ADMINISTRATOR, "confirm_exception", exception=1)
    assert seeded.missing("submit_for_validation") == ["lead_agrees"]
    assert_refused(seeded, "exception_confirmed", EXPERT, "confirm_exception", exception=1)


def test_an_exception_waives_what_is_missing_now_and_nothing_later(seeded: Seeded) -> None:
    seeded.act(LEAD, "propose_exception", items=[str(seeded.open_comments()[0])], **WAIVED)
    seeded.act(EXPERT, "confirm_exception", exception=1)
    missing = explained(seeded, "submit_for_validation")[0]
    assert (missing.guard, len(missing.items)) == ("comments_disposed", 10)


def test_an_exception_needs_a_need_and_a_reason(seeded: Seeded) -> None:
    for code, change in (
        ("empty.reason", {"reason": " "}),
        ("nothing_to_waive", {"guard": "revision_published"}),
        ("nothing_to_waive", {"guard": "no_such_guard"}),
        ("nothing_to_waive", {"items": ["no such item"]}),
        ("nothing_to_waive", {"guard": "other_stage", "move": "present"}),
        ("missing.unknown_move", {"move": "no_such_move"}),
    ):
        assert_refused(seeded, code, LEAD, "propose_exception", **WAIVED | change)
    assert_refused(seeded, "lead_expert_proposes", EXPERT, "propose_exception", **WAIVED)


def test_a_suspended_engagement_only_closes(seeded: Seeded) -> None:
    seeded.act(LEAD, "suspend", reason="Elections.")
    row = seeded.engagement()
    assert (row.stage, row.suspended_on) == ("draft", AS_OF)
    assert row.review_on == AS_OF + timedelta(days=90)
    assert_refused(seeded, "suspended_already", LEAD, "suspend", reason="x")
    again = {"move": "consult_again", "reason": "x"}
    assert_refused(seeded, "missing.suspended", LEAD, "make_move", **again)
    seeded.act(LEAD, "make_move", move="close", choice="government_changed")
    row = seeded.engagement()
    assert (row.suspended_on, row.suspension_reason, row.review_on) == (None, None, None)
    assert_refused(seeded, "engagement_ended", LEAD, "suspend", reason="x")


def test_a_resumed_engagement_stands_where_it_was(seeded: Seeded) -> None:
    entered = seeded.engagement().stage_entered_seq
    assert_refused(seeded, "not_suspended", LEAD, "resume", reason="x")
    assert_refused(seeded, "review_in_past", LEAD, "suspend", reason="x", review_on=AS_OF)
    seeded.act(LEAD, "suspend", reason="Elections.", review_on=date(2020, 1, 1))
    assert_refused(seeded, "empty.reason", LEAD, "resume", reason="")
    assert_refused(
        seeded, "before_suspension", LEAD, "resume", reason="x", occurred_on=date(2019, 11, 1)
    )
    seeded.act(LEAD, "resume", reason="A new government.")
    row = seeded.engagement()
    assert (row.stage, row.stage_entered_seq, row.suspended_on) == ("draft", entered, None)
