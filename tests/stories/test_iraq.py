"""Iraq's policy from eleven open comments to an adopted, sealed text, by the verbs alone.

`test_iraq_on_the_web.py` tells the same story through the screens.
"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from srf_policy.domain import HistoryEvent, Seal
from srf_policy.domain.chain import first_fault
from srf_policy.domain.errors import NotAllowed, Refused
from tests.makers import (
    ADMINISTRATOR,
    EXPERT,
    IRAQ,
    LEAD,
    LEAD_FOCAL,
    VALIDATORS,
    Seeded,
)


def test_from_open_comments_to_a_sealed_text(seeded: Seeded) -> None:
    answer_all_comments(seeded)
    validate(seeded)
    present(seeded)
    adopt(seeded)
    engagement = seeded.engagement()
    assert engagement.stage == "adopted"
    assert engagement.sealed_at is not None
    assert_history_holds(seeded)


def answer_all_comments(seeded: Seeded) -> None:
    assert seeded.missing("submit_for_validation") == ["comments_disposed", "lead_agrees"]
    opened = seeded.open_comments()
    assert len(opened) == 11
    for left, number in enumerate(reversed(opened)):
        assert number in seeded.open_comments()
        seeded.act(LEAD, "answer_comment", comment=number, disposition="noted")
        assert number not in seeded.open_comments()
        assert len(seeded.open_comments()) == 10 - left
    assert seeded.missing("submit_for_validation") == ["lead_agrees"]


def validate(seeded: Seeded) -> None:
    with pytest.raises(Refused):
        seeded.act(LEAD, "make_move", move="submit_for_validation")
    seeded.act(LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    assert seeded.missing("submit_for_validation") == []
    seeded.act(LEAD, "make_move", move="submit_for_validation")
    assert seeded.engagement().stage == "validation"
    take_all_positions(seeded)
    seeded.act(
        EXPERT, "record_meeting", kind="validation_workshop", place="Baghdad",
        title={"en": "Validation workshop"}, institutions=["MoMD", "MoFA"], attendance=30, women=11,
        minutes={"en": "The draft was read in full."},
    )  # fmt: skip
    number = seeded.facts().meetings[-1].number
    seeded.act(EXPERT, "approve_minutes", meeting=number)
    seeded.act(LEAD_FOCAL, "record_agreement", move="present")
    seeded.act(LEAD, "make_move", move="present")


def take_all_positions(seeded: Seeded) -> None:
    for code, address in VALIDATORS.items():
        position = "reservation" if code == "MoF" else "endorse"
        seeded.act(address, "take_position", position=position, text="The budget must be named.")
    assert "no_open_reservation" in seeded.missing("present")
    seeded.act(VALIDATORS["MoF"], "lift_reservation", position="no_objection")
    assert "no_open_reservation" not in seeded.missing("present")


def present(seeded: Seeded) -> None:
    answer = seeded.act(
        LEAD, "record_presentation", body="committees", chair={"en": "Chair"}, place="Baghdad",
        outcome="endorsed_with_changes", conditions=["Name the coordinating unit."],
    )  # fmt: skip
    assert "conditions_met" in seeded.missing("submit_for_adoption")
    seeded.act(
        LEAD, "meet_condition", presentation=answer.values["presentation"], condition=1,
        how_met="Named in 1.1.2.",
    )  # fmt: skip
    seeded.act(LEAD, "make_move", move="submit_for_adoption")


def adopt(seeded: Seeded) -> None:
    seeded.act(
        EXPERT, "record_adoption", authority={"en": "Prime Minister's office"}, decision="12/2019",
        compared="identical", revision=3,
    )  # fmt: skip
    proposed = seeded.act(LEAD, "make_move", move="record_adoption")
    assert proposed.values["proposed"] == "record_adoption"
    assert seeded.engagement().stage == "adoption"
    with pytest.raises(NotAllowed):
        seeded.act(LEAD, "confirm_move", move="record_adoption")
    seeded.act(ADMINISTRATOR, "confirm_move", move="record_adoption")


def assert_history_holds(seeded: Seeded) -> None:
    with seeded.reading() as session:
        events = session.scalars(
            select(HistoryEvent).where(HistoryEvent.chain == IRAQ).order_by(HistoryEvent.seq)
        ).all()
        assert first_fault(events) is None
        assert len(events) == seeded.engagement().event_count
        assert events[-1].hash == seeded.engagement().history_head
        seal = session.scalars(select(Seal)).one()
        assert seal.revision_number == 3
    assert {e.verb for e in events} >= {"open_ballot", "propose_move", "confirm_move", "seal"}
    assert min(e.occurred_on for e in events) == date(2017, 2, 19)


def test_a_sealed_text_is_closed_but_records_stay_open(seeded: Seeded) -> None:
    test_from_open_comments_to_a_sealed_text(seeded)
    change = {"change": "pre-p1", "fields": {"words": {"en": "Other words."}}}
    with pytest.raises(NotAllowed):
        seeded.act(LEAD, "change_text", changes=[change])
    with pytest.raises(Refused):
        seeded.act(LEAD, "make_move", move="close", choice="other")
    seeded.act(
        EXPERT, "record_adoption", authority={"en": "Prime Minister's office"},
        decision="12/2019 (corrected)", compared="not_seen", corrects=1,
        correction_reason="The number was misread.",
    )  # fmt: skip
