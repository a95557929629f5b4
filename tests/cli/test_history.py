"""history show and verify: whatever is altered or lost is found and told."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from tests.cli.running import ok, refusal, run
from tests.makers import IRAQ, MOFA_FOCAL, STAFF, Seeded


def test_the_history_as_json(seeded: Seeded) -> None:
    events = json.loads(ok(seeded.settings, "history", "show", IRAQ, "--json"))
    assert [e["seq"] for e in events] == list(range(1, len(events) + 1))
    assert set(events[0]) == {
        "seq", "verb", "subject", "occurred_on", "recorded_at", "actor", "role", "institution",
        "origin", "payload", "hash", "says",
    }  # fmt: skip
    assert not any("[" in event["says"] for event in events), "a parameter is lacking"


def test_every_event_is_a_line_in_every_language(seeded: Seeded) -> None:
    count = seeded.engagement().event_count
    for language in ("en", "ar", "fa-AF"):
        said = ok(seeded.settings, "history", "show", IRAQ, "--language", language)
        assert len(said.splitlines()) == count
        assert "[" not in said


def test_a_late_record_shows_both_dates(seeded: Seeded) -> None:
    ok(
        seeded.settings, "advance", IRAQ, "consult_again", "--as", "lead.irq@example.org",
        "--reason", "New ministry.", "--occurred", "2019-11-20",
    )  # fmt: skip
    last = ok(seeded.settings, "history", "show", IRAQ).splitlines()[-1]
    made = next(
        line for line in ok(seeded.settings, "history", "show", IRAQ).splitlines()
        if "Moved from" in line and "recorded on" in line
    )  # fmt: skip
    assert "20 November 2019" in made
    assert "27 November 2019" in made
    assert last


def test_others_see_the_public_part_only(seeded: Seeded) -> None:
    whole = ok(seeded.settings, "history", "show", IRAQ).splitlines()
    part = ok(seeded.settings, "history", "show", IRAQ, "--as", MOFA_FOCAL).splitlines()
    assert 0 < len(part) < len(whole)


def test_the_facility_s_own_history_is_the_administrators(seeded: Seeded) -> None:
    assert "Added a person" in ok(seeded.settings, "history", "show", "--facility")
    refusal(seeded.settings, "history", "show", "--facility", "--as", STAFF)
    assert run(seeded.settings, "history", "show", IRAQ, "--facility").exit_code == 2


def test_a_sound_history_is_said_to_be_so(seeded: Seeded) -> None:
    said = ok(seeded.settings, "history", "verify")
    assert said.count("the chain is whole") == 2
    assert "FACILITY" not in ok(seeded.settings, "history", "verify", IRAQ)
    refusal(seeded.settings, "history", "verify", "NOP-NOP")


COLUMNS = {
    "verb": "'suspend'", "subject": "'x'", "occurred_on": "'2018-01-01'",
    "recorded_at": "'2018-01-01 00:00:00+00:00'", "actor": "'somebody'", "role": "'staff'",
    "institution": "'MoI'", "origin": "'word'", "payload": "'{}'", "engagement_id": "NULL",
}  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_any_altered_column_is_found(seeded: Seeded, column: str) -> None:
    tamper(seeded, f"UPDATE history_event SET {column} = {COLUMNS[column]} WHERE seq = 40")
    assert_fault(seeded, "a value of event 40 was altered")


def test_altered_bytes_a_broken_link_and_a_gap_are_found(seeded: Seeded) -> None:
    tamper(seeded, "UPDATE history_event SET previous = 'x' WHERE seq = 50")
    assert_fault(seeded, "event 50 does not follow")
    tamper(seeded, "UPDATE history_event SET hash = 'x' WHERE seq = 30")
    assert_fault(seeded, "event 30")
    tamper(seeded, "DELETE FROM history_event WHERE seq = 20")
    assert_fault(seeded, "before event 21")


def test_a_lost_tail_is_found_against_the_count_kept_beside_it(seeded: Seeded) -> None:
    count = seeded.engagement().event_count
    tamper(seeded, f"DELETE FROM history_event WHERE seq = {count}")
    assert_fault(seeded, f"should end with event {count}")


def tamper(seeded: Seeded, statement: str) -> None:
    """Change the database as somebody would who has its file and no scruples."""
    database = seeded.store.database
    with database.engine.begin() as connection:
        if database.is_sqlite:
            for (name,) in connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("ALTER TABLE history_event DISABLE TRIGGER USER"))
        connection.execute(text(f"{statement} AND chain = '{IRAQ}'"))


def assert_fault(seeded: Seeded, words: str) -> None:
    [line] = refusal(seeded.settings, "history", "verify", IRAQ)
    assert words in line
    everything = run(seeded.settings, "history", "verify")
    assert everything.exit_code == 1
    assert "FACILITY" in everything.stdout, "the other chains are checked all the same"
