"""Roles handed on from the command line, and ended."""

from __future__ import annotations

import json
from contextvars import Context

import pytest

from srf_policy import clock
from srf_policy.operations import perform
from srf_policy.operations.people import SYSTEM
from tests.cli.running import ok, refusal
from tests.makers import EXPERT, IRAQ, LEAD, MOFA_FOCAL, Seeded

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
GIVE = ("delegation", "give", IRAQ, "lead_expert", "--until", "2019-12-04", "--reason", "On leave.")


def test_a_role_is_handed_on_listed_and_ended(seeded: Seeded) -> None:
    settings = seeded.settings
    assert ok(settings, "delegation", "list", IRAQ).startswith(f"{IRAQ}: no role is handed")
    said = ok(settings, *GIVE, "--to", EXPERT, "--as", LEAD)
    assert said.startswith(f"{IRAQ}: delegation 1, Lead expert, is given until 4 December 2019.")
    listed = ok(settings, "delegation", "list", IRAQ, "--as", LEAD)
    assert listed.startswith("1. ") and "as Lead expert" in listed and "On leave." in listed
    [row] = json.loads(ok(settings, "delegation", "list", IRAQ, "--json"))
    assert (row["number"], row["role"], row["until"]) == (1, "lead_expert", "2019-12-04")
    assert row["begun"] is True and row["giver"] and row["deputy"]
    assert json.loads(ok(settings, "delegation", "list", IRAQ, "--as", MOFA_FOCAL, "--json")) == []
    assert "has ended" in ok(settings, "delegation", "end", IRAQ, "1", "--as", EXPERT)
    assert json.loads(ok(settings, "delegation", "list", IRAQ, "--json")) == []


def test_the_first_command_of_a_process_lists_by_the_day_of_the_demo(seeded: Seeded) -> None:
    """In a context of its own no clock stands still, and only the database says the day."""
    ok(seeded.settings, *GIVE, "--to", EXPERT, "--as", LEAD)
    perform(seeded.store, "set_clock", actor=SYSTEM, origin="system", as_of=clock.today())
    listed = Context().run(ok, seeded.settings, "delegation", "list", IRAQ)
    assert listed.startswith("1. ")


def test_what_is_refused_changes_nothing(seeded: Seeded) -> None:
    before = seeded.engagement().history_head
    [line] = refusal(seeded.settings, *GIVE, "--to", "nobody@example.org", "--as", LEAD)
    assert "nobody@example.org" in line
    refusal(seeded.settings, *GIVE, "--to", MOFA_FOCAL, "--as", LEAD)
    refusal(seeded.settings, *GIVE, "--to", EXPERT, "--as", EXPERT)
    refusal(seeded.settings, "delegation", "end", IRAQ, "7", "--as", LEAD)
    refusal(seeded.settings, "delegation", "list", "NOP-NOP")
    assert seeded.engagement().history_head == before
