"""What others did is put on record in every stage; what cannot be so is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.makers import AS_OF, EXPERT, LEAD, LEAD_FOCAL, MOFA_FOCAL, STAFF, Seeded
from tests.operations.trying import assert_refused

MEETING: dict[str, Any] = {
    "kind": "working_group", "place": "Baghdad", "title": {"en": "A meeting"},
    "institutions": ["MoMD", "MoFA"],
}  # fmt: skip
PRESENTED: dict[str, Any] = {"body": "committees", "chair": {"en": "Chair"}, "place": "Baghdad"}
ADOPTED: dict[str, Any] = {"authority": {"en": "Cabinet"}, "decision": "1", "compared": "not_seen"}
PAST = {"occurred_on": date(2018, 1, 1)}


def test_meetings(seeded: Seeded) -> None:
    for code, more in (
        ("unknown_choice", {"kind": "party"}),
        ("ends_before_start", {"until": AS_OF - timedelta(days=1)}),
        ("bad_count", {"attendance": -1}),
        ("bad_count", {"attendance": 10**9}),
        ("more_women_than_people", {"attendance": 3, "women": 4}),
        ("more_women_than_people", {"women": 4}),
        ("unknown_institution", {"institutions": ["XX"]}),
        ("empty.place", {"place": ""}),
        ("empty.title", {"title": {"en": " "}}),
        ("unknown_language", {"title": {"klingon": "x"}}),
        ("not_found", {"corrects": 99}),
    ):
        assert_refused(seeded, code, EXPERT, "record_meeting", **MEETING | more)


def test_minutes_are_written_then_approved_then_closed(seeded: Seeded) -> None:
    number = seeded.act(EXPERT, "record_meeting", **MEETING).values["meeting"]
    told = {"meeting": number, "minutes": {"en": "Read in full."}}
    assert_refused(seeded, "no_minutes", EXPERT, "approve_minutes", meeting=number)
    assert_refused(seeded, "before_meeting", EXPERT, "record_minutes", **told, **PAST)
    assert_refused(seeded, "empty.minutes", EXPERT, "record_minutes", **told | {"minutes": {}})
    seeded.act(EXPERT, "record_minutes", **told)
    assert_refused(seeded, "before_meeting", EXPERT, "approve_minutes", meeting=number, **PAST)
    seeded.act(EXPERT, "approve_minutes", meeting=number)
    assert_refused(seeded, "minutes_approved", EXPERT, "record_minutes", **told)
    assert_refused(seeded, "minutes_approved", EXPERT, "approve_minutes", meeting=number)


def test_papers_have_short_names_of_their_own(seeded: Seeded) -> None:
    paper = {"kind": "letter", "sender": "MoI", "addressee": "ICMPD", "title": {"en": "x"}}
    assert seeded.act(EXPERT, "file_paper", **paper).values == {"paper": "p-04"}
    assert_refused(seeded, "paper_known", EXPERT, "file_paper", ref="p-04", **paper)
    assert_refused(seeded, "paper_known", EXPERT, "file_paper", ref=" r-01 ", **paper)
    assert_refused(seeded, "unknown_paper", EXPERT, "file_paper", corrects="no-such", **paper)


def test_the_lead_institution_agrees_itself_or_by_letter(seeded: Seeded) -> None:
    move = {"move": "submit_for_validation"}
    assert_refused(seeded, "agreement_without_letter", LEAD, "record_agreement", **move)
    assert_refused(seeded, "lead_agrees_itself", MOFA_FOCAL, "record_agreement", **move)
    assert_refused(seeded, "unknown_paper", LEAD, "record_agreement", paper="no-such", **move)
    assert_refused(seeded, "unknown_move", LEAD_FOCAL, "record_agreement", move="fly")
    early = {"occurred_on": seeded.engagement().opened_on}
    assert_refused(
        seeded, "agreement_without_revision", LEAD_FOCAL, "record_agreement", **move, **early
    )
    seeded.act(LEAD, "record_agreement", paper="req", **move)
    assert "lead_agrees" not in seeded.missing("submit_for_validation")


def test_an_agreement_is_with_one_revision_only(seeded: Seeded) -> None:
    seeded.act(LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    changes = [{"change": "pre-p1", "fields": {"words": {"en": "Other words."}}}]
    seeded.act(LEAD, "change_text", changes=changes)
    seeded.act(LEAD, "publish_revision", label={"en": "Fourth"})
    assert "lead_agrees" in seeded.missing("submit_for_validation")


def test_presentations(seeded: Seeded) -> None:
    for code, more in (
        ("unknown_body", {"body": "senate"}),
        ("unknown_choice", {"outcome": "applauded"}),
        ("conditions_and_outcome", {"outcome": "endorsed_with_changes"}),
        ("conditions_and_outcome", {"outcome": "noted", "conditions": ["More."]}),
        ("presented_before_draft", {"occurred_on": seeded.engagement().opened_on}),
    ):
        assert_refused(seeded, code, EXPERT, "record_presentation", **PRESENTED | more)
    seeded.act(EXPERT, "record_presentation", **PRESENTED)
    noted = {"presentation": 1, "outcome": "noted"}
    assert_refused(seeded, "before_presentation", EXPERT, "record_outcome", **noted, **PAST)
    seeded.act(EXPERT, "record_outcome", **noted)
    assert_refused(seeded, "outcome_recorded", EXPERT, "record_outcome", **noted)


def test_conditions_are_met_one_by_one(seeded: Seeded) -> None:
    asked = {"outcome": "endorsed_with_changes", "conditions": ["First.", " ", "Second."]}
    seeded.act(EXPERT, "record_presentation", **PRESENTED, **asked)
    met = {"presentation": 1, "condition": 2, "how_met": "Done."}
    assert_refused(seeded, "unknown_condition", EXPERT, "meet_condition", **met | {"condition": 3})
    assert_refused(seeded, "empty.how_met", EXPERT, "meet_condition", **met | {"how_met": ""})
    seeded.act(EXPERT, "meet_condition", **met)
    assert_refused(seeded, "condition_met", EXPERT, "meet_condition", **met)
    assert [c.met for c in seeded.facts().presentations[0].conditions] == [False, True]


def test_adoptions(seeded: Seeded) -> None:
    for code, more in (
        ("choose_comparison", {"compared": "perhaps"}),
        ("compared_with_what", {"compared": "identical"}),
        ("not_found", {"compared": "differs", "revision": 9}),
        ("gazetted_before_adoption", {"gazetted_on": AS_OF - timedelta(days=1)}),
        ("empty.decision", {"decision": ""}),
        ("empty.authority", {"authority": {}}),
    ):
        assert_refused(seeded, code, EXPERT, "record_adoption", **ADOPTED | more)
    seeded.act(EXPERT, "record_adoption", **ADOPTED)
    assert seeded.engagement().stage == "draft"


def test_an_engagement_is_opened_once_and_completely(seeded: Seeded) -> None:
    told: dict[str, Any] = {
        "code": "AFG-NEW", "country": "AF", "instrument": "policy", "workflow": "national_policy",
        "title": {"en": "New"}, "languages": ["en"], "engagement": None,
    }  # fmt: skip
    for code, more in (
        ("bad_code", {"code": "afg"}), ("code_taken", {"code": "IRQ-PEI"}),
        ("unknown_workflow", {"workflow": "none"}), ("unknown_workflow", {"workflow": "../x"}),
        ("empty.title", {"title": {}}), ("empty.languages", {"languages": []}),
        ("unknown_language", {"languages": ["xx"]}),
    ):  # fmt: skip
        assert_refused(seeded, code, STAFF, "open_engagement", **told | more)
    assert_refused(seeded, "not_your_role", LEAD, "open_engagement", **told)
    seeded.act(STAFF, "open_engagement", **told)
    lead = {"code": "X", "name": {"en": "X"}, "role": "lead"}
    seeded.act(STAFF, "add_institution", "AFG-NEW", **lead)
    for code, more in (
        ("institution_known", {}), ("second_lead", {"code": "Y"}),
        ("unknown_institution_role", {"code": "Y", "role": "king"}),
        ("unknown_institution", {"code": "Y", "role": "invited", "parent": "Z"}),
    ):  # fmt: skip
        args = {"engagement": "AFG-NEW", **lead, **more}
        assert_refused(seeded, code, STAFF, "add_institution", **args)
