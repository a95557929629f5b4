"""Every record is corrected by a new one with a reason; the old stays; nothing is corrected twice."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from srf_policy.domain import Agreement, Condition, Meeting, Minutes, Presentation, Seal
from srf_policy.domain.chain import first_fault
from srf_policy.domain.history import HistoryEvent
from srf_policy.domain.telling import tell
from tests.makers import ADMINISTRATOR, EXPERT, IRAQ, LEAD, LEAD_FOCAL, Seeded
from tests.operations.test_rebuild import assert_rebuilt
from tests.operations.trying import assert_refused, last_event
from tests.stories import test_iraq as story

WHY = {"correction_reason": "The letter was misread."}
PAPER: dict[str, Any] = {
    "kind": "letter",
    "sender": "MoI",
    "addressee": "ICMPD",
    "title": {"en": "x"},
}
MEETING: dict[str, Any] = {
    "kind": "working_group", "place": "Baghdad", "title": {"en": "A meeting"},
    "institutions": ["MoMD"],
}  # fmt: skip
PRESENTED: dict[str, Any] = {"body": "committees", "chair": {"en": "Chair"}, "place": "Baghdad"}
ADOPTED: dict[str, Any] = {"authority": {"en": "Cabinet"}, "decision": "1", "compared": "not_seen"}
AGREED: dict[str, Any] = {"move": "present"}

RECORDS: list[tuple[str, str, dict[str, Any], Any]] = [
    ("file_paper", EXPERT, PAPER, "p-04"),
    ("record_meeting", EXPERT, MEETING, 7),
    ("record_presentation", EXPERT, PRESENTED, 1),
    ("record_agreement", LEAD_FOCAL, AGREED, 1),
    ("record_adoption", EXPERT, ADOPTED, 1),
]


@pytest.mark.parametrize(("verb", "who", "args", "first"), RECORDS)
def test_a_correction_owes_a_reason_and_is_made_once(
    seeded: Seeded, verb: str, who: str, args: dict[str, Any], first: Any
) -> None:
    seeded.act(who, verb, **args)
    assert_refused(seeded, "empty.correction_reason", who, verb, **args, corrects=first)
    seeded.act(who, verb, **args, corrects=first, **WHY)
    told = last_event(seeded)
    assert told.payload["corrects"] == first
    assert WHY["correction_reason"] not in told.canonical.decode()
    assert tell(told.verb, told.payload).code == f"event.{verb}.correction"
    assert_refused(seeded, "corrected_already", who, verb, **args, corrects=first, **WHY)
    second = "p-05" if verb == "file_paper" else first + 1
    seeded.act(who, verb, **args, corrects=second, **WHY)
    assert_rebuilt(seeded)


def test_facts_count_the_correction_at_the_place_of_the_first(seeded: Seeded) -> None:
    for verb, who, args, first in RECORDS:
        seeded.act(who, verb, **args)
        before = seeded.facts()
        seeded.act(who, verb, **args, corrects=first, **WHY)
        after = seeded.facts()
        for name in ("papers", "meetings", "presentations"):
            old, new = getattr(before, name), getattr(after, name)
            assert [row.seq for row in new] == [row.seq for row in old], (verb, name)
        assert len(after.agreements) == len(before.agreements)
    assert seeded.facts().papers[-1].ref == "p-05"
    assert seeded.facts().adoption.number == 2


def test_a_corrected_presentation_is_the_one_that_counts(seeded: Seeded) -> None:
    asked = {"outcome": "endorsed_with_changes", "conditions": ["First.", "Second."]}
    seeded.act(EXPERT, "record_presentation", **PRESENTED, **asked)
    seeded.act(EXPERT, "meet_condition", presentation=1, condition=1, how_met="Done.")
    fewer = {"outcome": "endorsed_with_changes", "conditions": ["First."]}
    seeded.act(EXPERT, "record_presentation", **PRESENTED, **fewer, corrects=1, **WHY)
    found = seeded.facts().presentations
    assert [(p.number, [c.met for c in p.conditions]) for p in found] == [(2, [True])]
    noted = {"presentation": 1, "outcome": "noted"}
    assert_refused(seeded, "corrected_already", EXPERT, "record_outcome", **noted)
    with seeded.reading() as session:
        assert len(session.scalars(select(Condition)).all()) == 3
        reasons = session.scalars(select(Presentation.correction_reason))
        assert sorted(reasons) == ["", WHY["correction_reason"]]
    assert_rebuilt(seeded)


def test_a_corrected_meeting_keeps_its_minutes_and_their_approval(seeded: Seeded) -> None:
    said = {"minutes": {"en": "Read in full."}}
    number = seeded.act(EXPERT, "record_meeting", **MEETING, **said).values["meeting"]
    seeded.act(EXPERT, "approve_minutes", meeting=number)
    seeded.act(EXPERT, "record_meeting", **MEETING | {"place": "Erbil"}, corrects=number, **WHY)
    assert seeded.facts().meetings[-1].minutes == "approved"
    told = {"meeting": number, **said}
    assert_refused(seeded, "corrected_already", EXPERT, "record_minutes", **told)
    assert_rebuilt(seeded)


def test_approved_minutes_are_corrected_and_approved_anew(seeded: Seeded) -> None:
    said = {"minutes": {"en": "Read in full."}}
    number = seeded.act(EXPERT, "record_meeting", **MEETING, **said).values["meeting"]
    told = {"meeting": number, "minutes": {"en": "Read in part."}}
    assert_refused(seeded, "minutes_not_approved", EXPERT, "correct_minutes", **told, **WHY)
    seeded.act(EXPERT, "approve_minutes", meeting=number)
    assert_refused(seeded, "empty.correction_reason", EXPERT, "correct_minutes", **told)
    assert_refused(
        seeded, "empty.minutes", EXPERT, "correct_minutes", **told | {"minutes": {}}, **WHY
    )
    further = seeded.act(EXPERT, "correct_minutes", **told, **WHY, paper="r-01").values["meeting"]
    assert_refused(seeded, "corrected_already", EXPERT, "correct_minutes", **told, **WHY)
    assert [(m.number, m.minutes) for m in seeded.facts().meetings][-1] == (further, "recorded")
    seeded.act(EXPERT, "approve_minutes", meeting=further)
    with seeded.reading() as session:
        rows = session.execute(
            select(Meeting.number, Minutes.words)
            .join(Minutes, Minutes.meeting_id == Meeting.id)
            .where(Meeting.number.in_([number, further]))
            .order_by(Meeting.number)
        ).all()
    assert [words["en"] for _, words in rows] == ["Read in full.", "Read in part."]
    assert_rebuilt(seeded)


def test_the_reason_is_words_like_any_other(seeded: Seeded) -> None:
    seeded.act(EXPERT, "file_paper", **PAPER)
    for reason, code in (("a\u202eb", "text.direction_override"), ("x" * 4001, "too_long")):
        args = PAPER | {"corrects": "p-04", "correction_reason": reason}
        assert_refused(seeded, code, EXPERT, "file_paper", **args)


def test_what_is_not_there_is_not_corrected(seeded: Seeded) -> None:
    for verb, who, args, first in RECORDS:
        missing = "nothing" if isinstance(first, str) else 99
        code = "unknown_paper" if isinstance(first, str) else "not_found"
        assert_refused(seeded, code, who, verb, **args, corrects=missing, **WHY)


def test_an_adopted_engagement_is_sealed_a_second_time(seeded: Seeded) -> None:
    story.test_from_open_comments_to_a_sealed_text(seeded)
    args = ADOPTED | {"decision": "12/2019, corrected"}
    assert_refused(seeded, "adoption_known", EXPERT, "record_adoption", **args)
    seeded.act(EXPERT, "record_adoption", **args, corrects=1, **WHY)
    with seeded.reading() as session:
        seals = session.scalars(select(Seal).order_by(Seal.number)).all()
        events = session.scalars(
            select(HistoryEvent).where(HistoryEvent.chain == IRAQ).order_by(HistoryEvent.seq)
        ).all()
    assert [s.number for s in seals] == [1, 2]
    assert seals[0].sha256 != seals[1].sha256
    assert b'"corrects":1' in seals[1].canonical
    assert [e.verb for e in events[-2:]] == ["record_adoption", "seal"]
    assert first_fault(events) is None
    assert_rebuilt(seeded)


def test_records_are_corrected_after_the_end(seeded: Seeded) -> None:
    seeded.act(LEAD_FOCAL, "record_agreement", **AGREED)
    seeded.act(LEAD, "make_move", move="close", choice="government_changed", reason="New cabinet.")
    seeded.act(LEAD, "record_agreement", move="present", paper="r-01", corrects=1, **WHY)
    seeded.act(EXPERT, "record_meeting", **MEETING, corrects=6, **WHY)
    seeded.act(EXPERT, "file_paper", **PAPER, corrects="r-01", **WHY)
    assert_refused(seeded, "not_in_stage", LEAD, "record_agreement", move="present", paper="r-02")
    assert_refused(seeded, "not_in_stage", LEAD_FOCAL, "record_agreement", move="present")
    assert_refused(seeded, "not_your_role", ADMINISTRATOR, "file_paper", **PAPER)
    with seeded.reading() as session:
        assert session.scalars(select(Seal)).all() == []
        assert len(session.scalars(select(Agreement)).all()) == 2
    assert_rebuilt(seeded)
