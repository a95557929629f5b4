"""The lead expert leaves in the middle of a round; the round goes on and closes, on the screens."""

from __future__ import annotations

from datetime import timedelta

from tests.makers import (
    ADMINISTRATOR,
    AS_OF,
    EXPERT,
    IRAQ,
    LEAD,
    MOFA_CONSULAR,
    MOFA_FOCAL,
)
from tests.stories.office import HERE, Desk, Office

HEIR = "new.lead@example.org"
SECRET = "words that nobody else knows"
ROUND = f"/c/{IRAQ}-3"
PLACE = "il-o1-m2"
SUBMIT = "submit_for_validation"
CLOSES = AS_OF + timedelta(days=14)
LATER = CLOSES + timedelta(days=1)


def test_a_lead_expert_leaves_in_the_middle_of_a_round(office: Office) -> None:
    begin_a_round(office)
    note = hand_over(office)
    the_old_session_is_over(office)
    heir = let_the_successor_in(office)
    take_over(heir, note)
    go_on(office, heir)
    with office.seeded.on(LATER):
        close_the_round(office, heir)


def begin_a_round(office: Office) -> None:
    """Two ministries are asked, one remark waits with its focal point, an exception is proposed."""
    lead = office.at(LEAD)
    lead.get(f"{HERE}/rounds?do=open_round")
    lead.send("open_round", revision="3", closes_on=CLOSES.isoformat(), invited=["MoFA", "MoI"])
    lead.get(f"{HERE}/move")
    lead.send("exception", move=SUBMIT, guard="lead_agrees",
              reason="It has no minister.")  # fmt: skip
    consular = office.at(MOFA_CONSULAR)
    consular.get(f"{ROUND}/p/{PLACE}")
    consular.send(answer="remark", text="About consular fees.")


def hand_over(office: Office) -> str:
    """The administrator ends the seat and names who follows; the path of the note."""
    admin = office.at(ADMINISTRATOR)
    admin.get("/engagements")
    admin.follow("Iraq")
    admin.follow("People")
    admin.follow("End this role", "institution-ICMPD-h")
    assert admin.shown("end_member").fields["person"] == office.seeded.viewer(LEAD).number
    admin.send("end_member", 422, address=HEIR, name="The new lead expert")
    admin.send("end_member", reason="Posted to another country.")
    admin.sees("Handover note", "Posted to another country.", "The new lead expert",
               "Round 3 on draft 3", "11 comments")  # fmt: skip
    return admin.page.request.path.removeprefix("/en")


def the_old_session_is_over(office: Office) -> None:
    left = office.at(LEAD)
    for path in ("/me", HERE, f"{HERE}/rounds", f"{ROUND}/matrix"):
        left.get(path, status=401)
    left.sign_in(LEAD)
    assert IRAQ not in left.read("/me")
    left.get(HERE, status=404)


def let_the_successor_in(office: Office) -> Desk:
    """The administrator gives them a first password; with it they sign in."""
    admin, number = office.at(ADMINISTRATOR), office.seeded.viewer(HEIR).number
    admin.get(f"/admin/people?do=set_password&person={number}")
    admin.send("set_password", password=SECRET)
    heir = Desk(office.app)
    heir.sign_in(HEIR, SECRET)
    return heir


def take_over(heir: Desk, note: str) -> None:
    """What was the other's waits for the successor, with the note that says how it stands."""
    heir.sees("Answer 11 comments of round 2", "The replies of 2 institutions in round 3")
    heir.follow("Read the handover note: Lead expert")
    assert heir.page.request.path == f"/en{note}"
    heir.sees("Posted to another country.", "Round 3 on draft 3")
    heir.get(HERE)
    heir.follow("eople", "people")
    heir.follow("Handover note")
    assert heir.page.request.path == f"/en{note}"


def go_on(office: Office, heir: Desk) -> None:
    """The exception is confirmed by another, the remark is sent, and the successor answers."""
    expert = office.at(EXPERT)
    expert.get("/me")
    expert.follow("Confirm exception 1")
    expert.send("waive")
    heir.get("/me")
    assert "Confirm exception" not in heir.words
    focal = office.at(MOFA_FOCAL)
    focal.get("/me")
    focal.follow("Take up")
    focal.get(f"{ROUND}/check")
    focal.send("take")
    focal.send("send")
    answer(heir, office.seeded.open_comments()[-1], "Fees are for the Ministry of Finance.")


def answer(heir: Desk, number: int, words: str) -> None:
    heir.get(f"{HERE}/comments?d=none")
    heir.send("answers", **{f"d{number}": "out_of_scope", f"r{number}": words, "save": f"{number}"})
    assert f"Comment {number}" not in heir.read(f"{HERE}/comments?d=none")


def close_the_round(office: Office, heir: Desk) -> None:
    heir.get("/me")
    heir.follow("Close consultation round 3")
    heir.send("close_round", round="3")
    heir.send("record_no_reply", institution="MoI")
    heir.sees("answered 1, no reply recorded 1")
    said = heir.read(HERE)
    assert "institution has not agreed" not in said and "11 comments have no answer yet" in said
    events = office.seeded.engagement().event_count
    heir.read(f"{HERE}/history")
    heir.sees("History verified: nothing altered, nothing lost", f"{events} events")
