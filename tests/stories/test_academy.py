"""The academy's plan: approval by the agency's senior management, the action plan complete."""

from __future__ import annotations

from tests.makers import ADMINISTRATOR, Seeded

FIA = "PAK-FIA"
LEAD = "lead.fia@example.org"
HEADQUARTERS = "focal.headquarters.fia@example.org"


def act(world: Seeded, who: str, verb: str, **args: object) -> None:
    world.act(who, verb, engagement=FIA, **args)


def test_the_plan_goes_to_approval(world: Seeded) -> None:
    validate(world)
    act(
        world, LEAD, "record_presentation", body="senior-management", chair={"en": "Chair"},
        place="Islamabad", outcome="endorsed",
    )  # fmt: skip
    act(world, LEAD, "make_move", move="submit_for_adoption")
    act(
        world, LEAD, "record_adoption", authority={"en": "Senior management of the FIA"},
        decision="FIA/2019/1", compared="identical", revision=3,
    )  # fmt: skip
    act(world, LEAD, "make_move", move="record_adoption")
    act(world, ADMINISTRATOR, "confirm_move", move="record_adoption")
    assert world.engagement(FIA).stage == "adopted"


def validate(world: Seeded) -> None:
    assert set(world.missing("present", FIA)) >= {"ballot_complete", "no_open_reservation"}
    act(world, "validator.immigration.fia@example.org", "take_position", position="endorse")
    act(world, "validator.admin.fia@example.org", "lift_reservation", position="endorse")
    for number in world.open_comments(FIA):
        act(world, LEAD, "answer_comment", comment=number, disposition="noted")
    act(
        world, LEAD, "record_meeting", kind="validation_workshop", place="Islamabad",
        title={"en": "Validation"}, institutions=["FIA", "ACAD"], minutes={"en": "Agreed."},
    )  # fmt: skip
    act(world, LEAD, "approve_minutes", meeting=world.facts(FIA).meetings[-1].number)
    act(world, HEADQUARTERS, "record_agreement", move="present")
    assert world.missing("present", FIA) == []
    act(world, LEAD, "make_move", move="present")


def test_a_line_without_budget_holds_the_plan_back(world: Seeded) -> None:
    act(world, LEAD, "make_move", move="return_to_drafting", reason="The plan must be complete.")
    line = {
        "insert": {
            "id": "ap-99", "kind": "action", "about": "tr-o2-m1",
            "fields": {"words": {"en": "A line"}, "responsible": {"en": "ACAD"}},
        },
        "parent": None, "after": None,
    }  # fmt: skip
    act(world, LEAD, "change_text", changes=[line])
    act(world, LEAD, "publish_revision", label={"en": "Fourth draft"})
    answer = next(m for m in world.explain(FIA).moves if m.move == "submit_for_validation")
    gaps = next(m for m in answer.missing if m.guard == "action_plan_complete")
    assert [i.key for i in gaps.items] == ["ap-99"]
