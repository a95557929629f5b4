"""Holidays and due days on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from srf_policy.domain import Deadline
from tests.cli.running import ok, refusal
from tests.makers import ADMINISTRATOR, LEAD, Seeded

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def holidays(folder: Path, text: str) -> str:
    file = folder / "holidays.txt"
    file.write_text(text, "utf-8")
    return str(file)


def test_holidays_are_entered_and_listed(seeded: Seeded, tmp_path: Path) -> None:
    file = holidays(tmp_path, "2020-03-21 Nawruz\n\n2020-08-19 Independence Day\n")
    said = ok(seeded.settings, "holidays", "set", "AF", "2020", file, "--as", ADMINISTRATOR)
    assert said.strip() == "Afghanistan, 2020: 2 holidays entered."
    assert "AF 2020-03-21 Nawruz" in ok(seeded.settings, "holidays", "list")
    found = json.loads(ok(seeded.settings, "holidays", "list", "--json"))
    assert found[0]["year"] == 2020 and len(found[0]["days"]) == 2
    ok(seeded.settings, "holidays", "set", "AF", "2020", holidays(tmp_path, ""))
    assert "Nawruz" not in ok(seeded.settings, "holidays", "list")


def test_nonsense_is_refused_line_by_line(seeded: Seeded, tmp_path: Path) -> None:
    file = holidays(tmp_path, "first of May\n2019-05-01 May Day\n")
    said = refusal(seeded.settings, "holidays", "set", "AF", "2020", file)
    assert said[0].startswith("Line 1 is not a holiday") and said[1].startswith("Line 2")
    refusal(seeded.settings, "holidays", "set", "AF", "2020", file, "--as", LEAD)
    assert ok(seeded.settings, "holidays", "list") == ""


def test_lost_due_days_are_made_anew(seeded: Seeded) -> None:
    database = seeded.store.database
    count = select(func.count()).select_from(Deadline).where(Deadline.state == "open")
    with database.writing() as session:
        before = session.scalar(count)
        session.execute(delete(Deadline))
    said = ok(seeded.settings, "deadlines")
    assert said.strip() == "The due days of 1 engagement were made anew from its history."
    with database.reading() as session:
        assert session.scalar(count) == before
