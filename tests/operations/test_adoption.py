"""Presented, not adopted: whom the Facility asked; and the end without adoption."""

from __future__ import annotations

from datetime import timedelta

from srf_policy.store.queries import records
from tests.makers import AS_OF, EXPERT, LEAD, LEAD_FOCAL, MOFA_FOCAL, OBSERVER, Seeded
from tests.operations.test_rebuild import assert_rebuilt
from tests.operations.trying import assert_refused, last_event

ASKED = {"asked": "Prime Minister's office", "question": "Is the policy on the agenda?"}


def test_a_question_is_noted_and_answered_once(seeded: Seeded) -> None:
    day = {"occurred_on": AS_OF - timedelta(days=10)}
    seeded.act(EXPERT, "note_contact", **ASKED, **day)
    assert ASKED["question"] not in last_event(seeded).canonical.decode()
    answer = {"contact": 1, "answer": "Not before the budget."}
    early = {"occurred_on": AS_OF - timedelta(days=11)}
    assert_refused(seeded, "before_question", EXPERT, "answer_contact", **answer, **early)
    assert_refused(seeded, "empty.answer", EXPERT, "answer_contact", contact=1, answer=" ")
    assert_refused(seeded, "not_found", EXPERT, "answer_contact", **answer | {"contact": 2})
    seeded.act(LEAD, "answer_contact", **answer)
    assert_refused(seeded, "contact_answered", EXPERT, "answer_contact", **answer)
    assert_rebuilt(seeded)


def test_a_note_is_corrected_by_a_new_one(seeded: Seeded) -> None:
    seeded.act(EXPERT, "note_contact", **ASKED)
    seeded.act(LEAD, "answer_contact", contact=1, answer="Yes, on Monday.")
    again = ASKED | {"corrects": 1, "answer": "Yes, in March."}
    assert_refused(seeded, "empty.correction_reason", EXPERT, "note_contact", **again)
    why = again | {"correction_reason": "The answer was misheard."}
    early = {"answered_on": AS_OF - timedelta(days=1)}
    assert_refused(seeded, "before_question", EXPERT, "note_contact", **why | early)
    seeded.act(EXPERT, "note_contact", **why)
    assert_refused(seeded, "corrected_already", EXPERT, "note_contact", **why)
    assert_refused(seeded, "corrected_already", LEAD, "answer_contact", contact=1, answer="No.")
    here = seeded.engagement().id
    with seeded.reading() as session:
        newest, first = records.contacts(session, seeded.viewer(EXPERT), [here])[here]
        assert (newest.note.answer, newest.corrects, first.corrected_by) == ("Yes, in March.", 1, 2)
        assert first.note.answer == "Yes, on Monday."
    assert_rebuilt(seeded)


def test_a_question_names_whom_and_what(seeded: Seeded) -> None:
    assert_refused(seeded, "empty.asked", EXPERT, "note_contact", **ASKED | {"asked": ""})
    assert_refused(seeded, "empty.question", EXPERT, "note_contact", **ASKED | {"question": ""})
    assert_refused(seeded, "not_your_role", LEAD_FOCAL, "note_contact", **ASKED)


def test_questions_are_the_facilitys_and_the_leads(seeded: Seeded) -> None:
    seeded.act(EXPERT, "note_contact", **ASKED)
    here = seeded.engagement().id
    with seeded.reading() as session:
        for address, sees in ((EXPERT, 1), (LEAD_FOCAL, 1), (MOFA_FOCAL, 0), (OBSERVER, 0)):
            found = records.contacts(session, seeded.viewer(address), [here])
            assert len(found.get(here, [])) == sees, address


def test_questions_go_on_after_the_end(seeded: Seeded) -> None:
    seeded.act(LEAD, "make_move", move="close", choice="government_changed", reason="New cabinet.")
    seeded.act(EXPERT, "note_contact", **ASKED)
    seeded.act(EXPERT, "answer_contact", contact=1, answer="The file is closed.")
    assert_rebuilt(seeded)
