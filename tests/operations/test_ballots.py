"""Validation: positions that follow one another, and ballots that a new revision renews."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from srf_policy.domain import Ballot, Position
from tests.makers import (
    AS_OF,
    LEAD,
    LEAD_FOCAL,
    MOFA_CONSULAR,
    OBSERVER,
    VALIDATORS,
    Seeded,
)
from tests.operations.trying import assert_refused

MOFA, MOI = VALIDATORS["MoFA"], VALIDATORS["MoI"]
OPEN_FOR = timedelta(days=45)
EDITORIAL: dict[str, Any] = {"editorial": True, "cause_kind": "note", "cause": "A comma."}


@pytest.fixture
def validating(seeded: Seeded) -> Seeded:
    seeded.act(LEAD, "answer_comments", comments=seeded.open_comments(), disposition="noted")
    seeded.act(LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    seeded.act(LEAD, "make_move", move="submit_for_validation")
    return seeded


def publish(seeded: Seeded) -> None:
    changes = [{"change": "pre-p1", "fields": {"words": {"en": "Other words."}}}]
    seeded.act(LEAD, "change_text", changes=changes, **EDITORIAL)
    seeded.act(LEAD, "publish_revision", label={"en": "Corrected"})


def ballots(seeded: Seeded) -> list[tuple[int, int, date, date | None]]:
    with seeded.reading() as session:
        rows = session.scalars(select(Ballot).order_by(Ballot.number)).all()
        return [(r.number, r.revision_number, r.closes_on, r.voided_on) for r in rows]


def test_there_is_no_position_without_a_ballot(seeded: Seeded) -> None:
    assert_refused(seeded, "not_in_stage", MOFA, "take_position", position="endorse")


def test_what_is_no_position(validating: Seeded) -> None:
    for code, told in (
        ("choose_position", {"position": "perhaps"}),
        ("reservation_without_text", {"position": "reservation", "text": " "}),
        ("unknown_paper", {"position": "endorse", "paper": "no-such"}),
        ("stale", {"position": "endorse", "expected": "9"}),
    ):
        assert_refused(validating, code, MOFA, "take_position", **told)
    for address in (OBSERVER, MOFA_CONSULAR, LEAD):
        assert_refused(validating, "not_your_role", address, "take_position", position="endorse")


def test_a_reservation_blocks_until_it_is_lifted(validating: Seeded) -> None:
    assert_refused(validating, "no_reservation", MOFA, "lift_reservation")
    validating.act(MOFA, "take_position", position="reservation", text="The budget.")
    assert "no_open_reservation" in validating.missing("present")
    assert_refused(
        validating, "choose_position", MOFA, "lift_reservation", position="reservation", text="x"
    )
    assert_refused(validating, "no_reservation", MOI, "lift_reservation")
    validating.act(MOFA, "lift_reservation", position="endorse")
    assert "no_open_reservation" not in validating.missing("present")


def test_a_later_position_follows_and_replaces_nothing(validating: Seeded) -> None:
    validating.act(MOFA, "take_position", position="reservation", text="The budget.")
    validating.act(MOFA, "take_position", position="endorse")
    with validating.reading() as session:
        first, second = session.scalars(select(Position).order_by(Position.id)).all()
    assert (first.position, second.lifts_id) == ("reservation", first.id)


def test_a_new_revision_voids_the_ballot_and_opens_one(validating: Seeded) -> None:
    validating.act(MOFA, "take_position", position="endorse")
    with validating.on(AS_OF + timedelta(days=3)):
        publish(validating)
    closes, later = AS_OF + OPEN_FOR, AS_OF + OPEN_FOR + timedelta(days=3)
    assert ballots(validating) == [
        (1, 3, closes, AS_OF + timedelta(days=3)), (2, 4, later, None),
    ]  # fmt: skip
    ballot = validating.facts().ballot
    assert ballot is not None
    assert (ballot.revision, ballot.positions) == (4, ())
    assert_refused(validating, "stale", MOFA, "take_position", position="endorse", expected="1")


def test_returning_to_drafting_voids_the_ballot(validating: Seeded) -> None:
    validating.act(LEAD, "make_move", move="return_to_drafting", reason="More is to be heard.")
    assert ballots(validating)[0][3] == AS_OF
    assert validating.facts().ballot is None


def test_silence_counts_after_the_closing_day(validating: Seeded) -> None:
    with validating.on(AS_OF + OPEN_FOR):
        assert "ballot_complete" in validating.missing("present")
    with validating.on(AS_OF + OPEN_FOR + timedelta(days=1)):
        assert "ballot_complete" not in validating.missing("present")
        validating.act(MOFA, "take_position", position="abstain")
