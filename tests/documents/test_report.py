"""The report of a round: who answered and when, one truth for people, nothing for others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from srf_policy.domain.errors import NotFound, Refused
from srf_policy.operations.scanning import scan
from srf_policy.store.queries.exporting import rounds_to_export
from srf_policy.store.queries.participation import participation
from srf_policy.store.queries.reporting import reported
from tests.documents.opening import made, said, tables
from tests.makers import EXPERT, IRAQ, LEAD, LEAD_FOCAL, MOFA_FOCAL, OBSERVER, Seeded
from tests.operations.test_corrections import MEETING
from tests.operations.test_disputes import opened
from tests.operations.test_participation import MOFA, MOMD
from tests.operations.watching import REMIND, open_round
from tests.word.samples import paragraphs

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
SAID = {"round": 3, "answer": "remark", "text": "Say who pays.", "provision": "il-o1-m2"}
MINUTES = "12. Fees were discussed.\n\nThe text of 1.1.2 stands.\n{{ body }} is nothing."


def test_who_answered_was_reminded_had_more_time_or_was_silent(seeded: Seeded) -> None:
    open_round(seeded)
    later = date(2019, 12, 30)
    seeded.act(LEAD, "extend_round", round=3, institution="MoI", closes_on=later, reason="Moving.")
    with seeded.on(REMIND):
        scan(seeded.store)
    seeded.act(MOFA_FOCAL, "save_comment", **SAID)
    seeded.act(MOFA_FOCAL, "send_submission", round=3)
    with seeded.on(later + timedelta(days=1)):
        scan(seeded.store)
        found = tables(made(seeded, LEAD, kind="report").content)
    mofa, moi = found["How the institutions answered"]
    assert mofa == ["Ministry of Foreign Affairs", "Answered", "27 November 2019", "\u2013",
                    f"{REMIND.day} December 2019", "1"]  # fmt: skip
    assert moi[1:4] == ["Silent", "\u2013", "30 December 2019"]
    owed = [row[2] for row in found["Decisions and tasks"]]
    assert owed == [
        "Answer 1 comment",
        "Ask Ministry of Interior again, or record that no reply came",
    ]


def test_people_are_counted_as_on_the_screen(seeded: Seeded) -> None:
    seeded.act(LEAD, "open_round", closes_on=date(2019, 12, 20), invited=["MoFA"])
    args = MEETING | {"occurred_on": date(2019, 11, 27)}
    seeded.act(EXPERT, "record_meeting", **args, attending=[MOMD, MOFA])
    rows = tables(made(seeded, LEAD, kind="report").content)["Attendance by institution and sex"]
    with seeded.reading() as session:
        every = participation(session, seeded.viewer(LEAD), IRAQ).by_institution()
    there = {s.key[1].name["en"]: s for s in every if s.key[1] is not None}
    assert len(rows) == 3
    for name, *figures in rows[:-1]:
        one = there[name]
        assert figures == [str(n) for n in (1, one.women, one.men, one.not_stated, one.people)]
    assert rows[-1] == ["All", "1", "4", "5", "1", "10"]


def test_each_meeting_stands_in_one_report(seeded: Seeded) -> None:
    with seeded.reading() as session:
        viewer = seeded.viewer(LEAD)
        held = [
            reported(session, viewer, rounds_to_export(session, viewer, IRAQ, n)) for n in (1, 2)
        ]
    numbers = [m.meeting.number for found in held for m in found.meetings]
    assert numbers == [1, 2, 3, 4, 5, 6]
    assert held[0].period.first is None and held[1].period.holds(held[1].period.last)


def test_minutes_decisions_and_what_nobody_recorded(seeded: Seeded) -> None:
    args = MEETING | {"title": {"en": "Hearing"}, "attendance": None, "women": None}
    number = seeded.act(EXPERT, "record_meeting", **args).values["meeting"]
    seeded.act(EXPERT, "record_minutes", meeting=number, minutes={"en": MINUTES})
    dispute = opened(seeded)
    seeded.act(LEAD, "decide_dispute", dispute=dispute, decision="Monthly.", chosen=1)
    left = opened(seeded, provision="il-o1-m2")
    seeded.act(EXPERT, "refer_dispute", dispute=left, body="committees")
    data = made(seeded, LEAD, kind="report", round=2).content
    found = tables(data)
    assert found["Minutes"][-3:] == [
        ["12.", "Fees were discussed."],
        ["2.", "The text of 1.1.2 stands."],
        ["3.", "{{ body }} is nothing."],
    ]
    hearing = next(row for row in found["Meetings"] if row[1] == "Hearing")
    assert hearing[3:] == ["not recorded", "Minutes not approved"]
    kinds = [(row[1], row[2], row[3]) for row in found["Decisions and tasks"]]
    assert kinds[0] == ("Decision", "measure 1.1.1: Monthly.", "not recorded")
    assert kinds[-1][1].endswith("measure 1.1.2: How often?") and "ommittee" in kinds[-1][2]
    assert f"Meeting {number}, 27 November 2019: Hearing" in paragraphs(data)


def test_a_report_is_for_who_sees_all_and_holds_no_draft_of_anybody(seeded: Seeded) -> None:
    seeded.act(LEAD, "open_round", closes_on=date(2019, 12, 20), invited=["MoMD", "MoFA"])
    seeded.act(LEAD_FOCAL, "save_comment", **SAID | {"text": "canary"})
    data = made(seeded, LEAD_FOCAL, kind="report").content
    assert "canary" not in said(data)
    assert "All comments" not in {row[0] for row in tables(data).get("Comments", [])}
    with pytest.raises(NotFound):
        made(seeded, MOFA_FOCAL, kind="report", round=2)
    for number in (2, 9, None):
        with pytest.raises(Refused) as refusal:
            made(seeded, OBSERVER, kind="report", round=number)
        assert [p.message.code for p in refusal.value.problems] == ["refused.no_round_yet"]


def test_the_same_records_make_the_same_bytes(seeded: Seeded) -> None:
    one, two = (made(seeded, LEAD, kind="report", language="ar").content for _ in range(2))
    assert one == two
