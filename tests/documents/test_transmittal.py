"""The letter that goes with a draft: to whom, what is asked, all views, the engine's own checks."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from srf_policy.domain import Person
from srf_policy.domain.errors import NotAllowed, NotFound, Refused
from srf_policy.operations.scanning import scan
from srf_policy.store.people import names
from tests.documents.opening import made, said, tables
from tests.makers import LEAD, LEAD_FOCAL, MOFA_FOCAL, OBSERVER, STAFF, Seeded
from tests.stories import test_iraq as story
from tests.word.samples import paragraphs

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
KIND = "transmittal"
NEWP = "PAK-NEWP"
VIEWS, CHECKS = "Views of all institutions asked", "Checks before submission"


def head(data: bytes) -> dict[str, str]:
    return {row[0]: row[1] for row in tables(data)["Document control"]}


def test_a_pakistani_policy_goes_up_as_a_summary_with_all_views(world: Seeded) -> None:
    scan(world.store)
    data = made(world, STAFF, NEWP, kind=KIND).content
    assert "Summary for the Cabinet" in paragraphs(data)
    assert head(data)["To"] == "Standing Committee of the National Assembly"
    assert head(data)["Decided by"] == "Federal Cabinet"
    assert head(data)["Deadline"].startswith("10 December 2019")
    views = {row[0]: row[1:] for row in tables(data)[VIEWS]}
    asked = [i for i in world.facts(NEWP).institutions if i.role in ("lead", "required", "invited")]
    assert set(views) == {i.name["en"] for i in asked}
    assert {row[1] for row in views.values()} == {
        "Agreed", "No objection", "Reservation", "Abstains", "Not within our mandate",
        "Asked, no answer",
    }  # fmt: skip
    assert "will be withdrawn" in views["Ministry of Interior"][3]
    assert "{ref" not in said(data)
    urdu = paragraphs(made(world, STAFF, NEWP, kind=KIND, language="ur").content)
    assert [p for p in urdu if p.startswith("Reservation on measure 1.1.5, last sentence.")]
    finance = views["Finance Division"]
    assert finance[2] == "\u2013" and finance[3].endswith("Reminded on 27 November 2019")
    assert views["Ministry of Human Rights"][3].endswith("No reminder is recorded")


def test_an_agency_and_another_country_have_a_plain_title(world: Seeded) -> None:
    agency = made(world, STAFF, "PAK-FIA", kind=KIND).content
    assert "Cover note" in paragraphs(agency)
    assert head(agency)["To"] == "Senior management of the Federal Investigation Agency"
    afghan = made(world, STAFF, "AFG-CMP", kind=KIND).content
    assert head(afghan)["To"] == "Council of Ministers" == head(afghan)["Decided by"]
    rows = tables(afghan)[CHECKS]
    assert [row[0] for row in rows] == ["\u2612\u00a0Met"] * 3 + ["\u2610\u00a0Incomplete"] * 2
    (status,) = (p for p in paragraphs(afghan) if "State as of" in p)
    assert status.startswith("Move to adoption: everything is there. State as of 24 June 2019")


def test_every_need_of_the_move_ahead_is_one_check(world: Seeded) -> None:
    for code in ("IRQ-PEI", NEWP, "PAK-FIA", "AFG-CMP"):
        data = made(world, STAFF, code, kind=KIND).content
        (status,) = (p for p in paragraphs(data) if "State as of" in p)
        answer = next(m for m in world.explain(code).moves if m.missing or m.met)
        rows = [row for row in tables(data)[CHECKS] if "omplete" not in row[0]]
        opened = [row for row in rows if row[0] == "\u2610\u00a0Open"]
        assert len(opened) == len(answer.missing)
        assert len(rows) - len(opened) == len(answer.met)
        assert (f"{len(opened)} conditions" in status) == bool(opened)


def test_the_letter_follows_the_stages_until_the_end(seeded: Seeded) -> None:
    assert head(made(seeded, LEAD, kind=KIND).content)["Deadline"].startswith("45 days after")
    story.answer_all_comments(seeded)
    story.validate(seeded)
    sent = made(seeded, LEAD, kind=KIND).content
    assert head(sent)["To"].startswith("Prime Minister's office")
    (lead,) = (row for row in tables(sent)[VIEWS] if row[1] == "Lead institution")
    assert lead[2] == "Asked, no answer" and "it agreed on" in lead[4]
    seeded.act(LEAD, "make_move", move="return_to_drafting", reason="Two areas change.")
    back = tables(made(seeded, LEAD, kind=KIND).content)[VIEWS]
    (finance,) = (row for row in back if row[0] == "Ministry of Finance")
    assert finance[2] == "No objection" and "earlier validation" in finance[4]
    seeded.act(LEAD, "make_move", move="close", choice="superseded")
    with pytest.raises(Refused) as refusal:
        made(seeded, LEAD, kind=KIND)
    assert [p.message.code for p in refusal.value.problems] == ["transmittal.ended"]


def test_a_suspension_is_a_check_that_nothing_waives(seeded: Seeded) -> None:
    review = date(2020, 1, 31)
    seeded.act(LEAD, "suspend", reason="The ministry is reorganised.", review_on=review)
    data = made(seeded, LEAD, kind=KIND).content
    assert tables(data)[CHECKS][0][1:] == [
        "Nothing stands in the way", "The engagement is suspended. Resume it first.",
    ]  # fmt: skip


def test_a_letter_carries_a_view_and_nobody_is_named(seeded: Seeded) -> None:
    seeded.act(
        LEAD, "file_paper", kind="clearance", title={"en": "Clearance"}, sender="MoFA",
        addressee="MoMD", reference="7/2019",
    )  # fmt: skip
    data = made(seeded, LEAD_FOCAL, kind=KIND).content
    (mofa,) = (row for row in tables(data)[VIEWS] if row[0] == "Ministry of Foreign Affairs")
    assert mofa[2] == "By letter" and mofa[4].startswith("Letter ")
    boxes = {row[0]: row[1:] for row in tables(data)["Signatures"]}
    assert list(boxes) == ["Role and institution", "Name", "Signature", "Date"]
    assert boxes["Name"] == boxes["Signature"] == boxes["Date"] == ["", ""]
    with seeded.reading() as session:
        numbers = session.scalars(select(Person.number)).all()
        people = names(session, seeded.store.keys, numbers).values()
    told = said(data)
    secret = {word for one in people for word in (*one.name.values(), one.address, one.number)}
    assert len(secret) > 20 and not [word for word in secret if word and word in told]


def test_it_is_for_who_sees_all_comments(seeded: Seeded) -> None:
    for by in (MOFA_FOCAL, OBSERVER):
        with pytest.raises((NotFound, NotAllowed)):
            made(seeded, by, kind=KIND)


def test_the_same_records_make_the_same_bytes(seeded: Seeded) -> None:
    one, two = (made(seeded, LEAD, kind=KIND, language="ckb").content for _ in range(2))
    assert one == two
