"""Institutions: under a parent, renamed, in another role, ended; each on its day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from srf_policy.domain.errors import NotAllowed, Stale
from tests.makers import EXPERT, LEAD, MOFA_FOCAL, STAFF, Seeded
from tests.operations.test_rebuild import assert_rebuilt
from tests.operations.trying import assert_refused, last_event, refusal

UNIT = {"code": "MoFA-CON", "name": {"en": "Consular Department"}, "role": "invited"}
WHY = {"reason": "Merged into another ministry."}


def test_a_department_stands_under_its_ministry(seeded: Seeded) -> None:
    seeded.act(LEAD, "add_institution", **UNIT, parent="MoFA")
    seeded.act(
        STAFF, "add_institution", code="KRG-P", name={"en": "A province"}, role="observer",
        kind="province",
    )  # fmt: skip
    held = assert_rebuilt(seeded).institutions
    assert held["MoFA-CON"]["parent"] == "MoFA"
    assert held["KRG-P"]["kind"] == "province"


def test_the_old_name_is_kept_with_its_last_day(seeded: Seeded) -> None:
    day = date(2019, 11, 20)
    old = assert_rebuilt(seeded).institutions["MoFA"]["name"]
    told = {"code": "MoFA", "name": {"en": "Ministry of External Affairs"}}
    seeded.act(LEAD, "rename_institution", **told, occurred_on=day)
    held = assert_rebuilt(seeded).institutions["MoFA"]
    assert held["names"] == [(old, day)]
    assert held["name"] == {"en": "Ministry of External Affairs"}
    assert_refused(seeded, "same_name", LEAD, "rename_institution", **told)
    earlier = {"code": "MoFA", "name": {"en": "Other"}, "occurred_on": date(2019, 11, 1)}
    assert_refused(seeded, "before_institution", LEAD, "rename_institution", **earlier)


def test_another_institution_takes_the_lead(seeded: Seeded) -> None:
    seeded.act(LEAD, "set_institution_role", code="MoI", role="lead", former_lead="invited")
    held = assert_rebuilt(seeded).institutions
    assert (held["MoI"]["role"], held["MoMD"]["role"]) == ("lead", "invited")
    assert seeded.viewer("focal.moi.iq@example.org").is_lead(seeded.engagement().id)
    seeded.act(STAFF, "end_institution", code="MoMD", **WHY)
    assert_rebuilt(seeded)


def test_the_seats_end_with_the_institution(seeded: Seeded) -> None:
    answer = seeded.act(STAFF, "end_institution", code="MoFA", **WHY).values
    assert answer["members"] >= 2
    assert last_event(seeded).verb == "end_member"
    assert not seeded.viewer(MOFA_FOCAL).reaches(seeded.engagement().id)
    held = assert_rebuilt(seeded)
    assert all(m["ended"] for m in held.members if m["institution"] == "MoFA")
    assert "MoFA" not in {i.code for i in seeded.facts().institutions}
    seat = {"institution": "MoFA", "role": "reviewer", "address": MOFA_FOCAL}
    assert_refused(seeded, "unknown_institution", STAFF, "add_member", **seat)
    error = refusal(seeded, STAFF, "end_institution", code="MoFA", **WHY)
    assert isinstance(error, Stale)


@pytest.mark.parametrize(
    ("code", "verb", "args"),
    [
        ("institution_known", "add_institution", UNIT | {"code": "mofa"}),
        ("bad_institution_code", "add_institution", UNIT | {"code": "Mo FA/x"}),
        ("empty.name", "add_institution", UNIT | {"name": {}}),
        ("second_lead", "add_institution", UNIT | {"role": "lead"}),
        ("unknown_institution", "add_institution", UNIT | {"parent": "Nowhere"}),
        ("unknown_choice", "add_institution", UNIT | {"kind": "robots"}),
        ("unknown_institution_role", "add_institution", UNIT | {"role": "king"}),
        ("unknown_institution", "rename_institution", {"code": "MoRR", "name": {"en": "x"}}),
        ("unknown_institution", "end_institution", {"code": "MoRR", **WHY}),
        ("empty.reason", "end_institution", {"code": "MoFA", "reason": ""}),
        ("only_lead", "end_institution", {"code": "MoMD", **WHY}),
        ("only_lead", "set_institution_role", {"code": "MoMD", "role": "required"}),
        ("facility_stays", "end_institution", {"code": "ICMPD", **WHY}),
        ("facility_stays", "set_institution_role", {"code": "ICMPD", "role": "observer"}),
        ("same_role", "set_institution_role", {"code": "MoFA", "role": "required"}),
        ("unknown_institution_role", "set_institution_role", {"code": "MoFA", "role": "facility"}),
        (
            "date_before_engagement",
            "end_institution",
            {"code": "MoFA", "occurred_on": date(2001, 1, 1), **WHY},
        ),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_bad_input(seeded: Seeded, code: str, verb: str, args: dict[str, Any]) -> None:
    assert_refused(seeded, code, STAFF, verb, **args)


def test_who_may(seeded: Seeded) -> None:
    for verb, args in (
        ("add_institution", UNIT),
        ("rename_institution", {"code": "MoFA", "name": {"en": "x"}}),
        ("set_institution_role", {"code": "MoFA", "role": "invited"}),
        ("end_institution", {"code": "MoFA", **WHY}),
    ):
        assert isinstance(refusal(seeded, EXPERT, verb, **args), NotAllowed)
    assert isinstance(refusal(seeded, LEAD, "end_institution", code="MoFA", **WHY), NotAllowed)
