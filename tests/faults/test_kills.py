"""Short runs of kill -9, of restarts and of a lost mail server; `make faults` does the long ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import killing, mailing, restarting


def test_kills_on_sqlite(tmp_path: Path) -> None:
    figures = killing.on_sqlite(tmp_path, 6)
    assert figures.wrong == []
    assert int(figures.counted["moves acknowledged"]) >= killing.CLIENTS


@pytest.mark.postgres
def test_kills_on_postgresql(tmp_path: Path) -> None:
    figures = killing.on_postgresql(tmp_path, 3)
    assert figures.wrong == []
    assert int(figures.counted["moves acknowledged"]) >= killing.CLIENTS


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        ("acknowledged_before_commit", "acknowledged moves lost"),
        ("done_before_effect", "done without their effect"),
        ("key_forgotten", "answered 422"),
    ],
)
def test_a_planted_bug_is_found(tmp_path: Path, plant: str, said: str) -> None:
    """Chance decides whether a kill falls into the gap: within three runs one does."""
    for seed in (1, 2, 3):
        folder = tmp_path / str(seed)
        folder.mkdir()
        found = killing.on_sqlite(folder, 6, seed=seed, plant=plant).wrong
        if any(said in wrong or "doubled" in wrong for wrong in found):
            return
    raise AssertionError(f"{plant} was not found")


@pytest.mark.postgres
def test_postgresql_restarts_and_nothing_else_has_to(tmp_path: Path) -> None:
    figures = restarting.run(tmp_path, 1)
    assert figures.wrong == []
    assert int(figures.counted["moves acknowledged"]) > killing.CLIENTS


def test_mail_arrives_after_all_and_is_recognised(tmp_path: Path) -> None:
    assert mailing.run(tmp_path, 4).wrong == []


def test_another_message_id_each_time_is_found(tmp_path: Path) -> None:
    [wrong] = mailing.run(tmp_path, 4, plant="random_message_ids").wrong
    assert "Message-IDs" in wrong
