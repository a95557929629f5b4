"""Pakistan's policy through the screens alone: a reservation, a ballot voided by a new revision,
a return with a dispute, a second round, and the adoption."""

from __future__ import annotations

from datetime import timedelta

import pytest

from srf_policy import clock
from tests.makers import AS_OF
from tests.stories.office import Desk, Office

LEAD = "lead.newp@example.org"
EXPERT = "expert.law.newp@example.org"
FOCAL = "focal.ophrd@example.org"
INTERIOR_FOCAL = "focal.moi.pk@example.org"
INTERIOR = "validator.moi.pk@example.org"
LAW = "validator.law.pk@example.org"
VOTERS = {
    "OPHRD": "secretary.ophrd@example.org",
    "MoFA": "validator.mofa.pk@example.org",
    "MoFEPT": "validator.mofept@example.org",
    "MoI": INTERIOR,
    "FIN": "validator.finance.pk@example.org",
    "LAW": LAW,
    "PDR": "validator.pdr.pk@example.org",
}
BEGIN, SUBMIT, PRESENT = "begin_drafting", "submit_for_validation", "present"
ADOPT, SEAL = "submit_for_adoption", "record_adoption"
PLACE = "po-o1-m6"
"""The measure on which the Ministry of Interior has a reservation."""
ROUND = "/c/PAK-NEWP-4"
RESERVED = "Ministry of Interior"
RETURNED = AS_OF + timedelta(days=12)
"""The committee has the draft before it."""
SECOND = AS_OF + timedelta(days=40)
"""After the fourth round has closed."""


@pytest.fixture
def pakistan(world_office: Office) -> Office:
    world_office.take_up("PAK-NEWP", LEAD)
    return world_office


def test_from_a_reservation_to_adoption_through_the_screens(pakistan: Office) -> None:
    see_the_reservation(pakistan)
    change_a_position(pakistan)
    publish_while_the_ballot_is_open(pakistan)
    lift_the_reservation(pakistan)
    vote(pakistan)
    answer_all(pakistan)
    put_in_brackets(pakistan)
    hold_the_workshop(pakistan)
    with pakistan.seeded.on(RETURNED):
        present(pakistan)
        the_committee_returns_it(pakistan)
        return_and_consult_again(pakistan)
    with pakistan.seeded.on(SECOND):
        begin_drafting_again(pakistan)
        settle_the_dispute(pakistan)
        validate_again(pakistan)
        adopt(pakistan)


def see_the_reservation(office: Office) -> None:
    said = office.missing(PRESENT)
    assert RESERVED in said and "Finance Division" in said and "Law and Justice Division" in said
    assert "6 comments have no answer yet" in said
    lead = office.at(LEAD)
    office.mend(LEAD, PRESENT, "Open the validation")
    lead.sees("Reservation on", "border management system")


def change_a_position(office: Office) -> None:
    """The Law and Justice Division says what it thinks, and thinks again: the last word counts."""
    law = office.at(LAW)
    law.get("/me")
    law.follow("Take a position on draft 3")
    law.send("take_position", position="not_competent", **{"remark-not_competent": "Not ours."})
    assert "Law and Justice Division" not in office.missing(PRESENT)
    law.send("take_position", position="endorse", **{"remark-endorse": ""})
    law.sees("Not ours.")
    assert office.seeded.facts(office.code).ballot is not None


def publish_while_the_ballot_is_open(office: Office) -> None:
    """A word is put right; whoever has agreed has agreed to another text."""
    lead = office.at(LEAD)
    before = office.seeded.facts(office.code).ballot
    assert before is not None and len(before.positions) == 12
    edit(lead, PLACE, "borders", editorial="yes")
    publish(lead, "Third draft, corrected")
    after = office.seeded.facts(office.code).ballot
    assert after is not None and (after.number, after.revision) == (before.number + 1, 4)
    assert after.positions == ()
    said = office.missing(PRESENT)
    assert all(name in said for name in ("Law and Justice", "Foreign Affairs", RESERVED))
    assert "eservation" in said
    office.at(LAW).get("/me")
    office.at(LAW).follow("Take a position on draft 4")


def publish(desk: Desk, label: str) -> None:
    desk.send("publish", label=label, note="One measure.")


def edit(desk: Desk, provision: str, added: str, **fields: str) -> None:
    """Add a word to a provision, look at the change, and save it."""
    words = desk.read_form(f"/e/PAK-NEWP/edit/{provision}")["words"]
    cause = {"cause_kind": "note", "note": "A word was missing.", **fields}
    desk.send(held="words", words=f"{words} {added}", preview="yes", **cause)
    desk.sees("nothing is saved yet", added)
    desk.send(held="words")
    desk.sees(added)


def lift_the_reservation(office: Office) -> None:
    interior = office.mend(INTERIOR, PRESENT, "Open the validation")
    interior.sees("On an earlier draft", "Reservation on measure 1.1.5")
    interior.send("lift_reservation", position="no_objection", text="The word is right now.")
    assert "eservation" not in office.missing(PRESENT)


def vote(office: Office) -> None:
    """Everybody who has not agreed yet finds it under "Your work"."""
    ballot = office.seeded.facts(office.code).ballot
    assert ballot is not None
    taken = {p.institution for p in ballot.positions}
    for institution, address in VOTERS.items():
        if institution in taken:
            continue
        desk = office.at(address)
        desk.get("/me")
        desk.follow("Take a position on draft")
        desk.send("take_position", position="endorse")
    assert "position" not in office.missing(PRESENT)


def answer_all(office: Office) -> None:
    lead = office.mend(LEAD, PRESENT, "nswer")
    numbers = office.seeded.open_comments(office.code)
    lead.send("answers", bulk="noted", bulkr="Kept for the rules of procedure.", save="bulk",
              pick=[str(number) for number in numbers])  # fmt: skip
    assert "omment" not in office.missing(PRESENT)


def put_in_brackets(office: Office) -> None:
    """Two ministries hold two wordings: left to the committee, the draft may go on with them."""
    lead = office.at(LEAD)
    lead.get(f"{office.here}/r/4")
    lead.get(f"{office.here}/p/{PLACE}")
    lead.send("open", question="Who keeps the register?", words_1="The Bureau keeps it.",
              holders_1=["OPHRD"], words_2="The Ministry of Interior keeps it.",
              holders_2=["MoI"])  # fmt: skip
    assert "ispute 1" in office.missing(PRESENT)
    office.mend(LEAD, PRESENT, "Decide it, or leave it to a body")
    lead.follow("Decide it, or leave it to a body: measure 1.1.5")
    lead.send("refer", body="standing-committee")
    lead.sees("Left to Standing Committee of the National Assembly")
    assert "ispute" not in office.missing(PRESENT)


def hold_the_workshop(office: Office) -> None:
    desk = office.mend(EXPERT, PRESENT, "Record the meeting")
    today = clock.today().isoformat()
    desk.send("record_meeting", kind="validation_workshop", title="Validation workshop",
              place="Islamabad", occurred_on=today, institutions=["OPHRD", "MoI"],
              attendance="24", women="9")  # fmt: skip
    write_minutes(office, PRESENT)


def write_minutes(office: Office, move: str) -> None:
    desk = office.mend(EXPERT, move, "Write the minutes")
    desk.follow("Write the minutes", "meetings-h")
    desk.send("record_minutes", minutes="The draft was read in full.")
    desk = office.mend(EXPERT, move, "Record the approval")
    desk.follow("Record their approval", "meetings-h")
    desk.send("approve_minutes")


def present(office: Office) -> None:
    agree(office, PRESENT)
    assert "Every condition is met" in office.missing(PRESENT)
    office.move(LEAD, PRESENT)
    office.at(LEAD).sees("Presentation")


def agree(office: Office, move: str) -> None:
    """The ministry's letter is put on file; its focal point agrees, with the letter."""
    assert "not agreed" in office.missing(move)
    letter = office.file(
        EXPERT, "letter", f"The Ministry agrees, {clock.today()}", sender="OPHRD",
        addressee="ICMPD", reference=f"1/{move}",
    )  # fmt: skip
    desk = office.mend(FOCAL, move, "Record the agreement")
    desk.send("record_agreement", move=move, paper=letter)


def the_committee_returns_it(office: Office) -> None:
    put_before_the_committee(office, "returned")
    assert "Returned" in office.missing(ADOPT)


def put_before_the_committee(office: Office, outcome: str) -> None:
    desk = office.mend(LEAD, ADOPT, "Record the presentation")
    desk.send("record_presentation", body="standing-committee", place="Islamabad", chair="Chair",
              occurred_on=clock.today().isoformat())  # fmt: skip
    desk = office.mend(LEAD, ADOPT, "Record the outcome")
    desk.follow("Record the outcome", "presentations-h")
    desk.send("record_outcome", outcome=outcome)


def return_and_consult_again(office: Office) -> None:
    """Back to drafting, and back once more: the ministries concerned are heard again."""
    lead, why = office.at(LEAD), "The committee asks who keeps the register."
    office.move(LEAD, "return_to_drafting", 422)
    lead.send("move", move="return_to_drafting", reason=why)
    lead.sees("The stage is now: Draft", why)
    assert "Presented, not adopted" not in lead.words
    assert "No draft is in validation" in lead.read(f"{office.here}/validation")
    office.move(LEAD, "consult_again", reason="Both ministries are to be heard on it.")
    assert "1 consultation round is still open" in office.missing(BEGIN)
    lead.get(f"{office.here}/rounds")
    lead.send("close_round", round="3")
    lead.follow("Open a round")
    closes = clock.today() + timedelta(days=14)
    lead.send("open_round", revision="4", closes_on=closes.isoformat(),
              invited=["MoI", "LAW"], **{"question-1": "Who keeps the register?"})  # fmt: skip
    reply(office)


def reply(office: Office) -> None:
    focal = office.at(INTERIOR_FOCAL)
    focal.get("/me")
    focal.follow("Reply for your institution in round 4")
    focal.get(f"{ROUND}/p/{PLACE}")
    focal.send(answer="remark", text="The Bureau may keep it, if we read the log.")
    focal.get(f"{ROUND}/check")
    focal.send("send")
    assert focal.page.request.path.endswith("/sent")


def begin_drafting_again(office: Office) -> None:
    lead = office.mend(LEAD, BEGIN, "Close")
    lead.send("close_round", round="4")
    office.mend(LEAD, BEGIN, "Record the reply, or that none came")
    lead.send("record_no_reply", round="4", institution="LAW")
    assert "no reply in round 3" in office.missing(BEGIN)
    office.mend(LEAD, BEGIN, "Record the reply, or that none came")
    lead.send("record_no_reply", round="3", institution="PDR")
    assert "Every condition is met" in office.missing(BEGIN)
    office.move(LEAD, BEGIN)


def settle_the_dispute(office: Office) -> None:
    """One wording is chosen, the text is changed because of the remark, and published."""
    lead = office.at(LEAD)
    number = office.seeded.open_comments(office.code)[0]
    office.answer(number, "accepted", "So it is written.", resulting=5)
    lead.get(f"{office.here}/p/{PLACE}")
    lead.send("decide", decision="Agreed by both ministries in writing.", chosen="1")
    lead.sees("Decided on", "Chosen")
    edit(lead, PLACE, "The Bureau keeps it.", cause_kind="comment", comment=str(number))
    publish(lead, "Fourth draft")


def validate_again(office: Office) -> None:
    agree(office, SUBMIT)
    office.move(LEAD, SUBMIT)
    vote(office)
    assert "eservation" not in office.missing(PRESENT)
    hold_the_workshop(office)
    agree(office, PRESENT)
    office.move(LEAD, PRESENT)
    put_before_the_committee(office, "endorsed")
    assert "Every condition is met" in office.missing(ADOPT)
    office.move(LEAD, ADOPT)


def adopt(office: Office) -> None:
    desk = office.mend(EXPERT, SEAL, "Record the adoption")
    desk.send("record_adoption", authority="Federal Cabinet", decision="12/2020",
              compared="identical", revision="5", occurred_on=clock.today().isoformat())  # fmt: skip
    office.move(LEAD, SEAL)
    expert = office.at(EXPERT)
    expert.get("/me")
    expert.follow("Confirm")
    expert.send("confirm")
    expert.sees("sealed")
    events = office.seeded.engagement(office.code).event_count
    expert.read(f"{office.here}/history")
    expert.sees("History verified: nothing altered, nothing lost", f"{events} events")
