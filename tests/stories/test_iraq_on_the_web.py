"""Iraq's policy from eleven open comments to an adopted, sealed text, through the screens alone."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

from tests.makers import (
    ADMINISTRATOR,
    AS_OF,
    EXPERT,
    IRAQ,
    LEAD,
    LEAD_FOCAL,
    MOFA_CONSULAR,
    MOFA_FOCAL,
    STAFF,
    VALIDATORS,
)
from tests.stories.office import HERE, Office

SUBMIT, PRESENT, ADOPT = "submit_for_validation", "present", "submit_for_adoption"
ROUND = f"/c/{IRAQ}-3"
LATER = AS_OF + timedelta(days=15)
"""After the third round has closed."""


def test_from_open_comments_to_a_sealed_text_through_the_screens(office: Office) -> None:
    promised = answer_all_comments(office)
    edit_and_publish(office, promised)
    consult_once_more(office)
    with office.seeded.on(LATER):
        close_and_answer(office)
        suspend_and_resume(office)
        agree_and_submit(office)
        validate(office)
        hold_the_workshop(office)
        waive_by_two(office)
        present(office)
        adopt(office)
        read_the_seal(office)


def answer_all_comments(office: Office) -> int:
    """The number of the comment that was answered "accepted, in draft 4"."""
    opened = office.seeded.open_comments()
    assert len(opened) == 11
    said = office.missing(SUBMIT)
    assert "11 comments have no answer yet" in said and "institution has not agreed" in said
    assert all(f"Comment {number} on" in said for number in opened)
    promised = opened.pop()
    for left, number in zip(range(10, 0, -1), opened, strict=True):
        office.answer(number, "noted", "Kept for the plan of implementation.")
        said = office.missing(SUBMIT)
        assert f"Comment {number} on" not in said
        assert ("11 comments" if left == 11 else f"{left} comment") in said
    refuse_without_reason(office, promised)
    office.answer(promised, "accepted", "Reworded so.", resulting=4)
    said = office.missing(SUBMIT)
    assert "omment" not in said and "institution has not agreed" in said
    return promised


def refuse_without_reason(office: Office, number: int) -> None:
    office.answer(number, "not_accepted", "", status=422)
    assert f"Comment {number} on" in office.missing(SUBMIT)


def edit_and_publish(office: Office, comment: int) -> None:
    expert = office.at(EXPERT)
    page = expert.get(f"{HERE}/comments?after={comment - 1}").text
    found = re.search(rf'id="comment-{comment}".*?/r/\d+#(?:p-)?([\w-]+)"', page, re.DOTALL)
    assert found is not None
    provision = found[1]
    assert f"omment {comment}" in expert.read(f"{HERE}/edit/{provision}?comment={comment}")
    before = expert.shown("", held="words").fields["words"]
    added = ", as the Ministry asked."
    change = {"words": before.rstrip(".") + added, "comment": str(comment)}
    expert.send(held="words", cause_kind="comment", preview="yes", **change)
    expert.sees("as the Ministry asked", "nothing is saved yet")
    expert.send(held="words")
    assert "as the Ministry asked" in expert.read(f"{HERE}/edit")
    expert.send("publish", label="Final draft", note="One comment of the second round.")
    assert "as the Ministry asked" in expert.read(f"{HERE}/r/4")
    assert f"omment {comment}" in expert.read(f"{HERE}/diff/3..4")
    assert "with draft 4" in office.missing(SUBMIT)


def consult_once_more(office: Office) -> None:
    """Three institutions are asked; one answers, with a remark of its consular department."""
    lead, focal, consular = office.at(LEAD), office.at(MOFA_FOCAL), office.at(MOFA_CONSULAR)
    lead.get(f"{HERE}/rounds?do=open_round")
    closes = AS_OF + timedelta(days=14)
    lead.send("open_round", revision="4", closes_on=closes.isoformat(),
              invited=["MoFA", "MoI", "MoLSA"])  # fmt: skip
    lead.sees("3 institutions invited")
    assert "Round 3 on draft 4" in focal.read(HERE)
    first, second, third, fourth = provisions_asked(office)
    say(office, MOFA_CONSULAR, fourth, answer="remark", text="Consulates lack the staff for it.")
    assert "Consulates lack" in consular.read(f"{ROUND}/check")
    say(office, MOFA_FOCAL, first, answer="agree")
    wording = focal.read_form(f"{ROUND}/p/{second}")["proposed"] + " Yearly."
    say(office, MOFA_FOCAL, second, answer="proposal", proposed=wording, justification="Budget.")
    say(office, MOFA_FOCAL, third, answer="remark", text="Who pays for this?")
    assert "Consulates lack" in focal.read(f"{ROUND}/check")
    assert "Who pays" not in lead.read(f"{ROUND}/matrix")
    focal.send("take")
    focal.send("send")
    assert focal.page.request.path.endswith("/sent") and "Consulates lack" in focal.words
    said = lead.read(f"{ROUND}/matrix")
    assert "Who pays" in said and "Consulates lack" in said
    assert "3 comments have no answer yet" in office.missing(SUBMIT)


def provisions_asked(office: Office) -> list[str]:
    page = office.at(MOFA_FOCAL).get(ROUND).text
    return re.findall(rf'href="/en{ROUND}/p/([\w-]+)"', page)[1:5]


def say(office: Office, address: str, provision: str, **fields: str) -> None:
    desk = office.at(address)
    desk.get(f"{ROUND}/p/{provision}")
    desk.send(**fields)
    assert desk.page.request.path != f"/en{ROUND}/p/{provision}"


def close_and_answer(office: Office) -> None:
    lead = office.at(LEAD)
    lead.get(f"{HERE}/rounds")
    lead.send("close_round", round="3")
    for institution in ("MoI", "MoLSA"):
        lead.send("record_no_reply", institution=institution)
    lead.sees("answered 1, no reply recorded 2, without an answer 0")
    opened = office.seeded.open_comments()
    lead.get(f"{ROUND}/matrix")
    lead.send("answers", bulk="noted", bulkr="The costs are in the plan.", save="bulk",
              pick=[str(number) for number in opened[:2]])  # fmt: skip
    assert "1 comment has no answer yet" in office.missing(SUBMIT)
    office.answer(opened[2], "not_accepted", "Every quarter was agreed in the workshop.")
    assert "omment" not in office.missing(SUBMIT)


def suspend_and_resume(office: Office) -> None:
    lead = office.at(LEAD)
    office.move(LEAD, "suspend", reason="The ministry has asked for a pause.")
    assert "asked for a pause" in lead.read(HERE)
    lead.get(f"{HERE}/move")
    lead.send("move", 422, move="consult_again", reason="Another round.")
    office.move(LEAD, "resume", reason="The pause is over.")
    assert "asked for a pause" not in lead.read(HERE).partition("History")[0]


def agree_and_submit(office: Office) -> None:
    """The focal point of the lead institution agrees, with its letter on file."""
    letter = file_letter(office, "The Ministry agrees to validation")
    office.record(LEAD_FOCAL, "record_agreement", move=SUBMIT, paper=letter)
    assert "Every condition is met" in office.missing(SUBMIT)
    office.move(LEAD, SUBMIT)
    assert office.seeded.engagement().stage == "validation"


def file_letter(office: Office, title: str) -> str:
    return office.file(EXPERT, "letter", title, sender="MoMD", addressee="ICMPD", reference="1/244")


def validate(office: Office) -> None:
    for code, address in VALIDATORS.items():
        if code == "MoHESR":
            continue
        desk = office.at(address)
        desk.get(f"{HERE}/validation")
        position = "reservation" if code == "MoF" else "endorse"
        desk.send("take_position", position=position, text="The budget must be named.")
    assert "The budget must be named" in office.at(VALIDATORS["MoF"]).words
    assert "The budget must be named" not in office.at(VALIDATORS["MoP"]).read(f"{HERE}/validation")
    assert "eservation" in office.missing(PRESENT)
    desk = office.at(VALIDATORS["MoF"])
    desk.get(f"{HERE}/validation")
    desk.send("lift_reservation", position="no_objection", text="Named in the plan.")
    assert "eservation" not in office.missing(PRESENT)


def hold_the_workshop(office: Office) -> None:
    assert "orkshop" in office.missing(PRESENT)
    office.record(EXPERT, "record_meeting", kind="validation_workshop", place="Baghdad",
           title="Validation workshop", institutions=["MoMD", "MoFA"], attendance="30",
           women="11")  # fmt: skip
    number = office.seeded.facts().meetings[-1].number
    minutes = "The draft was read in full."
    office.record(EXPERT, "record_minutes", f"&meeting={number}", minutes=minutes)
    assert "inutes" in office.missing(PRESENT)
    office.record(EXPERT, "approve_minutes", f"&meeting={number}")
    assert "orkshop" not in office.missing(PRESENT)


def waive_by_two(office: Office) -> None:
    """One ministry gave no position: set aside by two people, and shown for ever."""
    lead, second = office.at(LEAD), office.at(ADMINISTRATOR)
    assert "Higher Education" in office.missing(PRESENT)
    lead.get(f"{HERE}/move")
    waived = {"move": PRESENT, "guard": "ballot_complete"}
    lead.send("exception", **waived, items=["MoHESR"], reason="It has no minister.")
    assert "Higher Education" in office.missing(PRESENT)
    lead.get(f"{HERE}/move")
    assert not lead.has("waive")
    second.get(f"{HERE}/move")
    second.send("waive")
    assert "Higher Education" not in office.missing(PRESENT)
    assert "It has no minister" in office.at(STAFF).read(HERE)


def present(office: Office) -> None:
    letter = file_letter(office, "The Ministry agrees that the draft is presented")
    office.record(EXPERT, "record_agreement", move=PRESENT, paper=letter)
    assert "Every condition is met" in office.missing(PRESENT)
    office.move(LEAD, PRESENT)
    assert "national committees" in office.missing(ADOPT)
    office.record(LEAD, "record_presentation", body="committees", place="Baghdad", chair="Chair")
    assert "outcome" in office.missing(ADOPT)
    office.record(LEAD, "record_outcome", "&presentation=1", outcome="endorsed_with_changes",
           conditions="Name the coordinating unit.")  # fmt: skip
    assert "Name the coordinating unit" in office.missing(ADOPT)
    office.record(LEAD, "meet_condition", "&presentation=1&condition=1", how_met="In 1.1.2.")
    assert "Higher Education" in office.missing(ADOPT)
    office.record(EXPERT, "file_paper", kind="clearance", title="Clearance", sender="MoHESR",
           addressee="MoMD", reference="7/12")  # fmt: skip
    assert "Every condition is met" in office.missing(ADOPT)
    office.move(LEAD, ADOPT)


def adopt(office: Office) -> None:
    adopting = "record_adoption"
    assert "adoption" in office.missing(adopting)
    office.record(EXPERT, "record_adoption", authority="Prime Minister's office",
           decision="12/2019", compared="identical", revision="4")  # fmt: skip
    assert "Every condition is met" in office.missing(adopting)
    office.move(LEAD, adopting)
    assert not office.at(LEAD).has("confirm") and office.seeded.engagement().stage == "adoption"
    office.leave(ADMINISTRATOR)
    second = office.at(ADMINISTRATOR)
    second.sees("Confirm")
    second.get(f"{HERE}/move")
    second.send("confirm")


def read_the_seal(office: Office) -> None:
    for address in (LEAD, VALIDATORS["MoF"], STAFF):
        assert "sealed" in office.at(address).read(HERE)
    events = office.seeded.engagement().event_count
    office.at(LEAD).read(f"{HERE}/history")
    office.at(LEAD).sees("History verified: nothing altered, nothing lost", f"{events} events")
    office.at(LEAD).get(f"{HERE}/edit")
    assert not office.at(LEAD).has("publish")
    staff = office.at(STAFF)
    assert "/r/4.docx" in staff.get(HERE).text
    file = staff.get(f"{HERE}/r/4.docx")
    with zipfile.ZipFile(io.BytesIO(file.data)) as package:
        assert b"as the Ministry asked" in package.read("word/document.xml")
