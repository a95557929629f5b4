"""workflow migrate: a dry run that tells, and what it then does, for all or for none."""

from __future__ import annotations

import json

import pytest

from srf_policy.engine.loading import load
from srf_policy.operations import pinning
from tests.cli.running import ok, refusal, run
from tests.makers import ADMINISTRATOR, IRAQ, LEAD, Seeded
from tests.operations.test_migrating import FILE, NEW, NOW, RENAMED, STRICTER

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
pytestmark = SQLITE
BASE = ("workflow", "migrate", "national_policy", "--from", str(NOW), "--to", str(NEW))
AS = ("--as", ADMINISTRATOR)


def store(seeded: Seeded, *edits: tuple[str, str]) -> None:
    text = FILE.replace(f"version: {NOW}", f"version: {NEW}")
    for old, new in edits:
        text = text.replace(old, new)
    with seeded.store.database.writing() as session:
        pinning.pin(session, load(text, file="w.yaml"))


def test_a_dry_run_tells_and_the_same_is_then_done(seeded: Seeded) -> None:
    store(seeded, *STRICTER)
    before = seeded.engagement().history_head
    told = ok(seeded.settings, *BASE, *AS)
    assert told.startswith(f"{IRAQ}: from version {NOW} to version {NEW}; stays in Draft.")
    assert "Send for validation: becomes missing: Validation workshop" in told
    assert told.count("no longer missing: Comment") == 11
    assert told.endswith("Nothing was changed. Add --apply to do it.\n")
    assert seeded.engagement().history_head == before
    done = ok(seeded.settings, *BASE, *AS, "--apply", IRAQ)
    assert done.endswith(f"Done: 1 engagement is now on version {NEW}.\n")
    assert done.splitlines()[:-1] == told.splitlines()[:-1]
    assert f'"workflow_version": {NEW}' in ok(seeded.settings, "engagement", "show", IRAQ, "--json")
    assert "No running engagement" in ok(seeded.settings, *BASE, *AS, "--apply")
    history = ok(seeded.settings, "history", "show", IRAQ)
    assert f"Went on under version {NEW} of the workflow, in Draft" in history


def test_it_is_told_for_programs(seeded: Seeded) -> None:
    store(seeded, *STRICTER)
    for applied in (False, True):
        words = [*BASE, *AS, "--json", *(["--apply"] if applied else [])]
        found = json.loads(ok(seeded.settings, *words))
        assert (found["applied"], found["version"]) == (applied, NEW)
        [row] = found["engagements"]
        assert (row["code"], row["stage"], row["becomes"]) == (IRAQ, "draft", "draft")
        [move] = row["moves"]
        assert move["move"] == "submit_for_validation"
        assert len(move["missing"]) == 1 and len(move["no_longer_missing"]) == 11
    assert json.loads(ok(seeded.settings, *BASE, *AS, "--json"))["engagements"] == []


def test_it_is_taken_back_in_the_same_way(seeded: Seeded) -> None:
    store(seeded)
    ok(seeded.settings, *BASE, *AS, "--apply")
    revert = ("workflow", "migrate", "--revert", IRAQ, *AS)
    told = ok(seeded.settings, *revert)
    assert told.startswith(f"{IRAQ}: from version {NEW} to version {NOW}")
    assert "The same moves lack the same things as before." in told
    ok(seeded.settings, *revert, "--apply")
    assert f'"workflow_version": {NOW}' in ok(seeded.settings, "engagement", "show", IRAQ, "--json")
    assert len(refusal(seeded.settings, *revert)) == 1


def test_a_stage_that_has_another_name(seeded: Seeded) -> None:
    store(seeded, *RENAMED)
    [line] = refusal(seeded.settings, *BASE, *AS)
    assert line.startswith(f"{IRAQ}: Version {NEW} has no stage draft.")
    assert "--map" in line
    [line] = refusal(seeded.settings, *BASE, *AS, "--map", "drafts=review")
    assert "drafts" in line
    told = ok(seeded.settings, *BASE, *AS, "--map", "draft=review")
    assert "Draft becomes review." in told


def test_what_is_refused_changes_nothing(seeded: Seeded) -> None:
    before = seeded.engagement().history_head
    [line] = refusal(seeded.settings, *BASE, *AS)
    assert line.startswith(f"There is no version {NEW} of national_policy here.")
    [line] = refusal(seeded.settings, *BASE, "--as", LEAD)
    assert "role" in line
    refusal(seeded.settings, "workflow", "migrate", "no_such", "--from", "1", "--to", "2", *AS)
    refusal(seeded.settings, *BASE, *AS, "NOP-NOP")
    store(seeded)
    other = ("workflow", "migrate", "national_policy", "--from", str(NEW), "--to", str(NOW))
    [line] = refusal(seeded.settings, *other, *AS, IRAQ)
    assert line.startswith(f"{IRAQ} is on version {NOW}")
    assert seeded.engagement().history_head == before


def test_wrong_usage(seeded: Seeded) -> None:
    for words in (
        ("national_policy", *AS),
        ("national_policy", "--from", "1", "--to", "2"),
        ("--revert", IRAQ, "--from", "1", *AS),
        (*BASE[2:], "--map", "draft", *AS),
        (*BASE[2:], "--map", "draft=a", "--map", "draft=b", *AS),
    ):
        assert run(seeded.settings, "workflow", "migrate", *words).exit_code == 2, words
