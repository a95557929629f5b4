"""Afghanistan's policy: presented, waiting, suspended when the government changes, and closed."""

from __future__ import annotations

from datetime import date

import pytest

from srf_policy.domain.errors import Refused
from tests.makers import Seeded

CMP = "AFG-CMP"
LEAD = "lead.afg@example.org"


def act(world: Seeded, verb: str, **args: object) -> None:
    world.act(LEAD, verb, engagement=CMP, **args)


def test_presented_waiting_suspended_and_closed(world: Seeded) -> None:
    row = world.engagement(CMP)
    assert (row.stage, row.stage_entered_on) == ("presentation", date(2019, 6, 16))
    assert world.missing("submit_for_adoption", CMP) == []
    act(world, "make_move", move="submit_for_adoption")
    assert world.missing("record_adoption", CMP) == ["adoption_recorded"]
    with world.on(date(2021, 8, 16)):
        suspended_when_the_government_changes(world)
    with world.on(date(2022, 3, 1)):
        act(world, "make_move", move="close", choice="government_changed")
    ended = world.engagement(CMP)
    assert (ended.stage, ended.ended_on, ended.sealed_at) == ("closed", date(2022, 3, 1), None)


def suspended_when_the_government_changes(world: Seeded) -> None:
    act(world, "suspend", reason="There is no counterpart for the time being.")
    assert world.facts(CMP).suspended
    assert world.missing("record_adoption", CMP)[0] == "suspended"
    with pytest.raises(Refused):
        act(world, "make_move", move="return_to_drafting", reason="No")


def test_a_suspended_engagement_resumes_where_it_stood(world: Seeded) -> None:
    act(world, "suspend", reason="Elections.")
    act(world, "resume", reason="The new council has been named.")
    assert world.engagement(CMP).stage == "presentation"
    assert world.missing("submit_for_adoption", CMP) == []
