"""The academy's plan from a return to drafting to a sealed text, through the screens alone."""

from __future__ import annotations

import re
from datetime import timedelta

from srf_policy import clock
from tests.makers import ADMINISTRATOR, AS_OF
from tests.stories.office import Office

FIA = "PAK-FIA"
LEAD = "lead.fia@example.org"
EXPERT = "expert.training.fia@example.org"
HEADQUARTERS = "focal.headquarters.fia@example.org"
SUBMIT, PRESENT, ADOPT = "submit_for_validation", "present", "submit_for_adoption"
MANAGEMENT = "Senior management of the Federal Investigation Agency"
VALIDATORS = {
    "ACAD": "head.academy.fia@example.org",
    "FIA-ADM": "validator.admin.fia@example.org",
    "FIA-AHS": "validator.ahs.fia@example.org",
    "FIA-IMM": "validator.immigration.fia@example.org",
}


def test_the_plan_is_completed_line_by_line_and_approved(world_office: Office) -> None:
    office = world_office
    office.take_up(FIA, LEAD)
    write_an_unfinished_plan(office)
    complete_it_line_by_line(office)
    answer_and_submit(office)
    validate(office)
    hold_the_workshop(office)
    present(office)
    with office.seeded.on(AS_OF + timedelta(days=1)):
        present_once_more(office)
        approve(office)
        read_the_seal(office)


def write_an_unfinished_plan(office: Office) -> None:
    """Back to drafting; one line is put in without budget, one loses what it said."""
    office.move(LEAD, "return_to_drafting", reason="The Administration Wing asks for a new line.")
    expert = office.at(EXPERT)
    expert.get(f"{office.here}/edit/plan")
    expert.follow("Add a line")
    unfinished = {"words": "Keep monthly statements of expenditure.", "about": "fin-o1-m1",
                  "cause_kind": "none"}  # fmt: skip
    expert.send("", 422, **{**unfinished, "words": ""})
    expert.send(**unfinished)
    expert.get(f"{office.here}/edit/plan/ap-02")
    expert.send(responsible="", indicator="", cause_kind="none")
    publish(office, 4)


def publish(office: Office, number: int) -> None:
    expert = office.at(EXPERT)
    expert.get(f"{office.here}/edit")
    expert.send("publish", label=f"Draft {number}")
    assert expert.page.request.path == f"/en{office.here}/r/{number}"


def complete_it_line_by_line(office: Office) -> None:
    """Each gap stands by its line, and leads to the form of that line."""
    said = office.missing(SUBMIT)
    assert "responsible institution" in said and "budget" in said, said
    expert = office.at(EXPERT)
    lines = gaps(office)
    assert len(lines) == 2 and f"{office.here}/edit/plan/ap-02" in lines[0] + lines[1]
    for line in lines:
        expert.get(line)
        typed = {"responsible": "ACAD", "indicator": "Statement of each month on file"}
        expert.send("", 422, budget_eur="a lot", cause_kind="none", **typed)
        assert expert.shown("").fields["indicator"] == typed["indicator"]
        expert.send(budget_eur="4000", cause_kind="none", **typed)
        expert.sees("Statement of each month on file")
    publish(office, 5)
    assert "action plan" not in office.missing(SUBMIT)


def gaps(office: Office) -> list[str]:
    """Where the lines of the plan are completed, as the page of the engagement links to them."""
    page = office.at(EXPERT).get(office.here).text
    return re.findall(rf'href="/en({office.here}/edit/plan/[\w-]+)"', page)


def answer_and_submit(office: Office) -> None:
    for number in office.seeded.open_comments(FIA):
        assert f"Comment {number} on" in office.missing(SUBMIT)
        office.answer(number, "noted", "The new line provides for it.")
    agree(office, SUBMIT, "Headquarters agrees to validation")
    assert "Every condition is met" in office.missing(SUBMIT)
    office.move(LEAD, SUBMIT)
    assert office.seeded.engagement(FIA).stage == "validation"


def agree(office: Office, move: str, title: str) -> None:
    """The expert files the letter; the focal point of headquarters agrees with it."""
    letter = office.file(EXPERT, "letter", title, sender="FIA", addressee="ICMPD", reference="9/1")
    focal = office.mend(HEADQUARTERS, move, "Record the agreement")
    focal.send("record_agreement", move=move, paper=letter)
    assert "institution has not agreed" not in office.missing(move)


def validate(office: Office) -> None:
    assert "osition" in office.missing(PRESENT)
    for code, address in VALIDATORS.items():
        desk = office.mend(address, PRESENT, "Open the validation")
        position = "reservation" if code == "FIA-ADM" else "endorse"
        desk.send("take_position", position=position, text="The funds must be named.")
    assert "eservation" in office.missing(PRESENT)
    desk = office.at(VALIDATORS["FIA-ADM"])
    desk.get(f"{office.here}/validation")
    desk.send("lift_reservation", position="endorse", text="The new line names them.")
    assert "eservation" not in office.missing(PRESENT)


def hold_the_workshop(office: Office) -> None:
    expert = office.mend(EXPERT, PRESENT, "Record the meeting")
    expert.send("record_meeting", kind="validation_workshop", place="Islamabad", attendance="14",
                women="4", title="Validation of the plan", institutions=["FIA", "ACAD"],
                occurred_on=clock.today().isoformat())  # fmt: skip
    expert = office.mend(EXPERT, PRESENT, "Write the minutes")
    expert.follow("Write the minutes")
    expert.send("record_minutes", minutes="The plan was read line by line.")
    expert = office.mend(EXPERT, PRESENT, "Record the approval of the minutes")
    expert.follow("Record their approval")
    expert.send("approve_minutes")
    assert "orkshop" not in office.missing(PRESENT)


def present(office: Office) -> None:
    """The senior management is the one body; what it noted only is no approval."""
    agree(office, PRESENT, "Headquarters agrees that the plan is presented")
    office.move(LEAD, PRESENT)
    assert MANAGEMENT in office.missing(ADOPT)
    lead = office.mend(LEAD, ADOPT, "Record the presentation")
    today = clock.today().isoformat()
    lead.send("record_presentation", body="senior-management", chair="The Director General",
              place="Islamabad", occurred_on=today)  # fmt: skip
    office.mend(LEAD, ADOPT, "Record the outcome")
    office.record(LEAD, "record_outcome", "&presentation=1", outcome="noted")
    assert MANAGEMENT in office.missing(ADOPT)


def present_once_more(office: Office) -> None:
    office.record(LEAD, "record_presentation", body="senior-management", chair="The Director General",
                  place="Islamabad")  # fmt: skip
    office.record(LEAD, "record_outcome", "&presentation=2", outcome="endorsed")
    assert "Every condition is met" in office.missing(ADOPT)
    office.move(LEAD, ADOPT)


def approve(office: Office) -> None:
    adopting = "record_adoption"
    lead = office.mend(LEAD, adopting, "Record the adoption")
    today = clock.today().isoformat()
    lead.send("record_adoption", authority=MANAGEMENT, decision="FIA/2019/1", revision="5",
              compared="identical", occurred_on=today)  # fmt: skip
    office.move(LEAD, adopting)
    assert office.seeded.engagement(FIA).stage == "adoption"
    second = office.at(ADMINISTRATOR)
    second.get("/me")
    second.follow("Confirm")
    second.send("confirm")
    assert office.seeded.engagement(FIA).stage == "adopted"


def read_the_seal(office: Office) -> None:
    for address in (LEAD, HEADQUARTERS, VALIDATORS["ACAD"]):
        assert "sealed" in office.at(address).read(office.here)
    expert = office.at(EXPERT)
    expert.read(f"{office.here}/r/5")
    expert.sees("Keep monthly statements of expenditure.", "Statement of each month on file")
    expert.read(f"{office.here}/edit/plan")
    assert "Add a line" not in expert.words
    expert.read(f"{office.here}/history")
    expert.sees("History verified: nothing altered, nothing lost")
