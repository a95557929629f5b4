"""Holidays and due days on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from srf_policy.domain import Deadline
from srf_policy.languages.weeks import DAYS
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


def test_a_weekend_is_stated_listed_and_taken_back(seeded: Seeded) -> None:
    run, reason = seeded.settings, ("--reason", "Decree 12 of 2019.")
    said = ok(run, "weekend", "set", "IQ", "Saturday", "friday", *reason, "--as", ADMINISTRATOR)
    assert said.strip() == "Iraq: the weekend is Friday and Saturday."
    ok(run, "weekend", "set", "IQ", "friday", "--since", "2020-01-01", *reason)
    said = ok(run, "weekend", "list")
    assert "Iraq: the weekend is Friday since 1 January 2020. Decree 12 of 2019." in said
    found = json.loads(ok(run, "weekend", "list", "--json"))
    assert [(r["since"], r["rest"]) for r in found] == [
        (None, ["friday", "saturday"]), ("2020-01-01", ["friday"]),
    ]  # fmt: skip
    ok(run, "weekend", "withdraw", "IQ", "--as", ADMINISTRATOR)
    assert [r["since"] for r in json.loads(ok(run, "weekend", "list", "--json"))] == ["2020-01-01"]
    assert "No weekend was stated" in refusal(run, "weekend", "withdraw", "IQ")[0]


NO_WEEKEND = [
    (["fredag"], (), "no day of the week"),
    (list(DAYS), (), "at least one working day"),
    (["friday"], ("--since", "1020-01-01"), "between 1990 and 2100"),
    (["friday"], ("--reason", " "), "Name the decree, circular or letter"),
    (["friday"], ("--reason", "x" * 501), "at most 500 are possible. Shorten it."),
    (["friday"], ("--as", LEAD), "administrator"),
]


@pytest.mark.parametrize(("days", "more", "words"), NO_WEEKEND)
def test_a_weekend_that_is_none_is_refused(
    seeded: Seeded, days: list[str], more: tuple[str, ...], words: str
) -> None:
    said = refusal(seeded.settings, "weekend", "set", "IQ", *days, "--reason", "Decree.", *more)
    assert words in said[0]
    assert ok(seeded.settings, "weekend", "list") == ""


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
