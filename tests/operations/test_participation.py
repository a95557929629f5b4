"""Who came to a meeting, by institution and kind; rows that add up; sums that count nothing twice."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from srf_policy.domain import Meeting
from srf_policy.store.queries.participation import participation
from tests.makers import EXPERT, IRAQ, LEAD, MOFA_FOCAL, OBSERVER, STAFF, Seeded
from tests.operations.test_corrections import MEETING, WHY
from tests.operations.test_rebuild import assert_rebuilt
from tests.operations.trying import assert_refused

MOMD = {"institution": "MoMD", "women": 3, "men": 5}
MOFA = {"institution": "MoFA", "women": 1, "men": 0, "not_stated": 1}
DIASPORA = {"kind": "diaspora", "women": 2, "men": 2}
ROWS = [MOMD, MOFA, DIASPORA]


def newest(seeded: Seeded) -> Meeting:
    with seeded.reading() as session:
        found = session.scalars(select(Meeting).order_by(Meeting.id.desc())).first()
        assert found is not None
        return found


def test_rows_fill_in_what_is_not_stated(seeded: Seeded) -> None:
    seeded.act(EXPERT, "record_meeting", **MEETING, attending=[MOMD, DIASPORA])
    meeting = newest(seeded)
    assert (meeting.attendance, meeting.women) == (12, 5)
    seeded.act(EXPERT, "record_meeting", **MEETING, attending=ROWS)
    meeting = newest(seeded)
    assert (meeting.attendance, meeting.women) == (14, None)
    assert meeting.institutions == ["MoMD", "MoFA"]
    assert_rebuilt(seeded)


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("attendance_sum", {"attendance": 13}),
        ("women_sum", {"women": 5}),
        ("women_sum", {"women": 8}),
        ("unknown_institution", {"attending": [MOMD | {"institution": "XX"}]}),
        ("attendance_of_whom", {"attending": [{"women": 1}]}),
        ("attendance_of_whom", {"attending": [{"kind": "martians", "women": 1}]}),
        ("attendance_of_nobody", {"attending": [{"institution": "MoMD"}]}),
        ("attendance_twice", {"attending": [MOMD, MOMD]}),
        ("bad_count", {"attending": [MOMD | {"men": -1}]}),
        ("bad_count", {"attending": [MOMD | {"men": 10**9}]}),
        ("bad_count", {"attendance": -1}),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_rows_that_cannot_be(seeded: Seeded, code: str, changed: dict[str, Any]) -> None:
    args = MEETING | {"attending": ROWS} | changed
    assert_refused(seeded, code, EXPERT, "record_meeting", **args)


def test_figures_that_fit_the_rows_are_kept(seeded: Seeded) -> None:
    seeded.act(EXPERT, "record_meeting", **MEETING, attending=ROWS, attendance=14, women=7)
    assert (newest(seeded).attendance, newest(seeded).women) == (14, 7)


def test_sums_by_kind_institution_meeting_and_engagement(seeded: Seeded) -> None:
    seeded.act(EXPERT, "record_meeting", **MEETING, attending=[MOMD])
    number = newest(seeded).number
    seeded.act(EXPERT, "record_meeting", **MEETING, attending=ROWS, corrects=number, **WHY)
    with seeded.reading() as session:
        found = participation(session, seeded.viewer(STAFF), IRAQ)
        rows = [row for row in found.rows if row.meeting.number > number]
        assert [(r.women, r.men, r.not_stated) for r in rows] == [(3, 5, 0), (1, 0, 1), (2, 2, 0)]
        assert number not in {row.meeting.number for row in found.rows}
        kinds = {s.key: (s.women, s.men, s.not_stated) for s in found.by_kind()}
        assert kinds["diaspora"] == (2, 2, 0)
        assert kinds["government"] == (4, 5, 1)
        assert None in kinds, "meetings of the seed state no kinds"
        total = found.total()
        for sums in (found.by_engagement(), found.by_meeting(), found.by_institution()):
            assert sum(s.people for s in sums) == total.people
        assert total.people == total.women + total.men + total.not_stated


def test_who_sees_the_evidence(seeded: Seeded) -> None:
    with seeded.reading() as session:
        for address, sees in ((STAFF, True), (OBSERVER, True), (LEAD, True), (MOFA_FOCAL, False)):
            found = participation(session, seeded.viewer(address))
            assert [e.code for e in found.engagements] == [IRAQ] * sees, address
            assert bool(found.rows) == sees
