"""Afghanistan's policy through the screens: presented, waiting, suspended, resumed or closed."""

from __future__ import annotations

from datetime import date

import pytest

from srf_policy import clock
from tests.makers import ADMINISTRATOR, STAFF
from tests.stories.office import Office

CMP = "AFG-CMP"
LEAD = "lead.afg@example.org"
EXPERT = "expert.labour@example.org"
FOCAL = "focal.morr@example.org"
MOFA = "focal.mofa@example.org"
OBSERVER = "observer.eud@example.org"
DIREC = "Displacement and Return Executive Committee (DiREC)"
ADOPT = "submit_for_adoption"
PRESENTED = "Presented, not adopted"
ASKED = "Has the Council of Ministers put the Policy on its agenda?"
FALLEN, BEFORE, AFTER = date(2021, 8, 16), date(2021, 11, 10), date(2022, 3, 1)


@pytest.fixture
def kabul(world_office: Office) -> Office:
    world_office.take_up(CMP, LEAD)
    return world_office


def test_presented_waiting_suspended_and_closed(kabul: Office) -> None:
    presented_is_not_adopted(kabul)
    ask_how_it_stands(kabul)
    wait_for_adoption(kabul)
    with kabul.seeded.on(FALLEN):
        suspend(kabul)
        nothing_moves(kabul)
        the_record_goes_on(kabul)
    with kabul.seeded.on(AFTER):
        look_again(kabul)
        close(kabul)
        everything_stays_readable(kabul)


def test_a_suspension_ends_where_the_policy_stood(kabul: Office) -> None:
    kabul.move(LEAD, "suspend", reason="Elections.", review_on="2020-01-15")
    lead = kabul.at(LEAD)
    lead.read(kabul.here)
    lead.sees("Elections.", "15 January 2020")
    assert kabul.seeded.engagement(CMP).stage == "presentation"
    kabul.move(LEAD, "resume", 422, reason="")
    kabul.move(ADMINISTRATOR, "resume", reason="The new council has been named.")
    assert "Suspended since" not in lead.read(kabul.here)
    assert "Every condition is met" in kabul.missing(ADOPT)


def presented_is_not_adopted(office: Office) -> None:
    """Whoever looks for it finds it on the list, and nowhere is it called adopted."""
    lead = office.at(LEAD)
    said = lead.read("/engagements").partition(PRESENTED)[2]
    assert f"Presented on 24 June 2019 to {DIREC}; outcome: Noted" in said
    assert "Nobody has been asked yet how the adoption stands" in said
    for address in (LEAD, FOCAL, OBSERVER):
        office.at(address).read(office.here)
        office.at(address).sees(PRESENTED, "Presented is not adopted: no adoption is recorded.")


def ask_how_it_stands(office: Office) -> None:
    """Whom, when, and what was answered; the list says the last of it."""
    expert = office.at(EXPERT)
    expert.get("/engagements")
    expert.follow("Note a question")
    asked = {"asked": "Office of Administrative Affairs", "question": ASKED}
    expert.send("note_contact", 422, **{**asked, "question": ""})
    expert.send("note_contact", **asked, occurred_on="2019-11-20")
    expert.sees(ASKED, "20 November 2019")
    said = expert.read("/engagements").partition(PRESENTED)[2]
    assert "Asked last: Office of Administrative Affairs, 20 November 2019. No answer yet." in said
    expert.follow("All questions and answers")
    expert.follow("Note the answer")
    expert.send("answer_contact", 422, answer="Not before spring.", occurred_on="2019-11-19")
    expert.send("answer_contact", answer="Not before spring.", occurred_on="2019-11-25")
    said = office.at(LEAD).read("/engagements").partition(PRESENTED)[2]
    assert "Answered on 25 November 2019: Not before spring." in said
    for address in (MOFA, OBSERVER):
        assert "Not before spring" not in office.at(address).read(office.here)


def wait_for_adoption(office: Office) -> None:
    assert "Every condition is met" in office.missing(ADOPT)
    office.move(LEAD, ADOPT)
    assert office.seeded.engagement(CMP).stage == "adoption"
    assert "adoption" in office.missing("record_adoption")
    assert PRESENTED in office.at(LEAD).words
    assert PRESENTED in office.at(LEAD).read("/engagements")


def suspend(office: Office) -> None:
    office.move(LEAD, "suspend", 422, reason="")
    office.move(LEAD, "suspend", reason="There is no counterpart for the time being.")
    for address in (LEAD, FOCAL, OBSERVER):
        office.at(address).read(office.here)
        office.at(address).sees(
            "Suspended since 16 August 2021", "There is no counterpart", "14 November 2021"
        )
    assert "1Suspended" in office.at(LEAD).read("/engagements")


def nothing_moves(office: Office) -> None:
    """No move but closing is offered, and one that is sent all the same changes nothing."""
    lead, stood = office.at(LEAD), office.seeded.engagement(CMP)
    lead.get(f"{office.here}/move")
    assert 'value="return_to_drafting"' not in lead.page.text
    assert 'value="close"' in lead.page.text and 'value="resume"' in lead.page.text
    lead.send("move", 422, move="return_to_drafting", reason="The text must be looked at again.")
    lead.sees("suspended", "The text must be looked at again.")
    assert "suspended" in office.missing("record_adoption")
    now = office.seeded.engagement(CMP)
    assert (now.stage, now.moves) == ("adoption", stood.moves)


def the_record_goes_on(office: Office) -> None:
    """What is learned meanwhile is put on record: a question, a letter, a meeting."""
    expert = office.at(EXPERT)
    expert.get(office.here)
    expert.follow("All questions and answers")
    expert.follow("Note a question")
    expert.send("note_contact", asked="EU Delegation", question="Who can be asked now?")
    expert.sees("Who can be asked now?")
    office.file(EXPERT, "letter", "The Facility takes note", sender="ICMPD", addressee="MoRR")
    office.record(EXPERT, "record_meeting", kind="bilateral", place="Istanbul", attendance="5",
                  women="2", title="Former staff of the Ministry", institutions=["EUD"])  # fmt: skip
    expert.read(office.here)
    expert.sees("The Facility takes note", "Former staff of the Ministry")


def look_again(office: Office) -> None:
    """The day of the review has passed: it stands among what needs the lead expert."""
    lead = office.at(LEAD)
    lead.read("/me")
    lead.sees("Look at the suspension again")
    lead.read(office.here)
    lead.sees("Overdue by 15 weeks")


def close(office: Office) -> None:
    office.move(LEAD, "close", 422, reason="")
    assert office.seeded.engagement(CMP).ended_on is None
    reason = "The texts remain with the Facility."
    office.move(LEAD, "close", **{"choice-close": "government_changed", "reason": reason})
    row = office.seeded.engagement(CMP)
    assert (row.stage, row.ended_on, row.sealed_at) == ("closed", AFTER, None)
    for address in (LEAD, FOCAL, OBSERVER):
        office.at(address).read(office.here)
        office.at(address).sees("The government changed", reason, "1 March 2022")
        assert PRESENTED not in office.at(address).words
    said = office.at(LEAD).read("/engagements").partition("Closed without adoption")[2]
    assert "The government changed" in said


def everything_stays_readable(office: Office) -> None:
    """Drafts, comments, positions, records and their history; nothing can be pressed."""
    lead = office.at(LEAD)
    for page, words in {
        "r/3": "Few countries have been shaped by migration", "comments": "44 comments",
        "validation": "The reservation of 21 May is lifted", "diff/2..3": "draft 3",
        "records": "Who can be asked now?", "participation": "Istanbul",
        "history": "History verified: nothing altered, nothing lost",
    }.items():  # fmt: skip
        assert words.lower() in lead.read(f"{office.here}/{page}").lower(), page
    lead.get(f"{office.here}/edit")
    assert not lead.has("publish")
    lead.get(f"{office.here}/move")
    assert not lead.has("move")
    lead.read(office.here)
    lead.follow("Word")
    assert lead.page.mimetype.endswith("wordprocessingml.document")
    assert "Few countries" in office.at(FOCAL).read(f"{office.here}/r/3")
    assert clock.today() == AFTER and office.at(STAFF).read(f"{office.here}/r/3")
