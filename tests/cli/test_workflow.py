"""workflow check, lock and simulate; explain --if: what they say, and that nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import in_folder, ok, refusal, run
from tests.engine.faulty import GOOD
from tests.engine.test_simulation import EXAMPLE, SMALL
from tests.makers import IRAQ, LEAD, LEAD_FOCAL, MOFA_FOCAL, Seeded

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "flows" / "w.yaml"
    file.parent.mkdir()
    file.write_text(GOOD)
    return file


def test_what_is_shipped_is_sound_and_released(tmp_path: Path) -> None:
    said = ok(in_folder(tmp_path), "workflow", "check")
    assert [line.split(":")[0] for line in said.splitlines()] == [
        "national_policy", "strategic_plan",
    ]  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_faults_of_several_files_are_told_with_file_and_line(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(GOOD.replace("to: done", "to: dome"))
    file.write_text(GOOD.replace("starts: true, ", ""))
    lines = refusal(in_folder(tmp_path), "workflow", "check", str(file), str(other))
    assert lines[0].startswith(f"{file}:9: No stage starts.")
    assert lines[1].startswith(f"{other}:36: Unknown stage: dome. Did you mean done?")


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe" + GOOD.encode("utf-16-le"), b"#" * 2_000_000, GOOD.encode()[:700], b""]
)
def test_bad_files_are_told_in_sentences(file: Path, tmp_path: Path, raw: bytes) -> None:
    file.write_bytes(raw)
    for line in refusal(in_folder(tmp_path), "workflow", "check", str(file)):
        assert line.startswith(f"{file}:")


def test_files_that_are_not_there(tmp_path: Path) -> None:
    [line] = refusal(in_folder(tmp_path), "workflow", "check", str(tmp_path / "none.yaml"))
    assert "cannot be read" in line
    refusal(in_folder(tmp_path), "workflow", "check", str(tmp_path))


def test_a_version_is_released_once_and_then_keeps_its_meaning(file: Path, tmp_path: Path) -> None:
    place, lock = in_folder(tmp_path), file.parent / "versions.lock"
    assert "is released" in ok(place, "workflow", "lock", str(file))
    first = lock.read_bytes()
    assert b"w 2 " in first
    assert "was released before" in ok(place, "workflow", "lock", str(file))
    file.write_text(GOOD.replace("4 weeks", "6 weeks"))
    for command in ("check", "lock"):
        [line] = refusal(place, "workflow", command, str(file))
        assert line.startswith(f"{file}:2: The meaning of w changed")
    assert lock.read_bytes() == first
    file.write_text(file.read_text().replace("version: 2", "version: 3"))
    ok(place, "workflow", "lock", str(file))
    assert lock.read_bytes().startswith(first)
    assert b"w 3 " in lock.read_bytes()


def test_a_spoilt_lock_is_left_as_it_is(file: Path, tmp_path: Path) -> None:
    lock = file.parent / "versions.lock"
    lock.write_text("# Released.\nw 2\n")
    [line] = refusal(in_folder(tmp_path), "workflow", "lock", str(file))
    assert line.startswith(f"{lock}:2: ")
    assert lock.read_text() == "# Released.\nw 2\n"


def test_simulate_walks_the_example_without_a_database(tmp_path: Path) -> None:
    words = ("workflow", "simulate", "national_policy", "--facts", str(EXAMPLE))
    said = ok(in_folder(tmp_path), *words)
    assert "Step 17, 15 October 2019, in Adopted:" in said
    assert "Move to presentation, by Lead expert: refused." in said
    shown = json.loads(ok(in_folder(tmp_path), *words, "--json"))
    assert [step["as_expected"] for step in shown] == [True] * 18
    assert shown[-1] == {
        "step": 17, "date": "2019-10-15", "stage": "adopted", "as_expected": True, "moves": [],
        "done": ["Record adoption: now in Adopted."],
    }  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_a_step_that_is_refused_is_told_with_its_line(file: Path, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text(SMALL.replace("rounds: closed, ", ""))
    result = run({}, "workflow", "simulate", str(file), "--facts", str(facts))
    assert result.exit_code == 1
    assert result.stderr == f"{facts}:8: No consultation round has been held\n"
    assert "write, by Lead expert: refused." in result.stdout
    facts.write_text(SMALL.replace("by: lead_expert}", "by: lead_expert, refused: true}"))
    result = run({}, "workflow", "simulate", str(file), "--facts", str(facts))
    assert (result.exit_code, result.stderr.count(":8: ")) == (1, 1)


def test_a_definition_or_facts_file_that_is_wrong_is_not_walked(file: Path, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text(SMALL.replace("simulation: 1", "simulation: 2"))
    words = ("--facts", str(facts))
    [line] = refusal({}, "workflow", "simulate", str(file), *words)
    assert line.startswith(f"{facts}:1: This program reads facts files")
    refusal({}, "workflow", "simulate", "no_such_workflow", *words)
    file.write_text(GOOD[:500])
    refusal({}, "workflow", "simulate", str(file), *words)
    assert run({}, "workflow", "simulate", str(file)).exit_code == 2


@SQLITE
def test_explain_if_tells_what_would_be_missing_and_writes_nothing(seeded: Seeded) -> None:
    before = seeded.engagement()

    def missing(*supposed: str) -> list[str]:
        words = [word for given in supposed for word in ("--if", given)]
        shown = json.loads(ok(seeded.settings, "explain", IRAQ, "--json", *words))
        assert shown.get("supposed", {}) == dict(given.split("=") for given in supposed)
        return [m["code"] for m in shown["moves"][0]["missing"]]

    assert missing() == ["missing.comments_disposed", "missing.lead_agrees"]
    assert missing("comments_open=0") == ["missing.lead_agrees"]
    assert missing("lead_agrees=yes", "comments_open=0") == []
    assert missing("stage=validation", "position:all=endorse", "comments_open=0",
                   "meeting:validation_workshop=approved", "lead_agrees=yes",
                   "ballot=open") == []  # fmt: skip
    said = ok(seeded.settings, "explain", IRAQ, "--if", "comments_open=0")
    assert said.startswith("As if it were so that comments_open=0; nothing is written.")
    after = seeded.engagement()
    assert (after.event_count, after.history_head) == (before.event_count, before.history_head)


@SQLITE
def test_explain_if_is_right_about_what_then_happens(seeded: Seeded) -> None:
    words = ("--if", "comments_open=0", "--if", "lead_agrees=yes", "--as", LEAD)
    supposed = ok(seeded.settings, "explain", IRAQ, *words)
    assert "Send for validation (to Validation): can be made now." in supposed
    seeded.act(LEAD, "answer_comments", comments=seeded.open_comments(), disposition="noted")
    seeded.act(LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    really = ok(seeded.settings, "explain", IRAQ, "--as", LEAD)
    assert supposed.split("\n", 1)[1] == really


@SQLITE
def test_explain_if_refuses_what_it_does_not_know(seeded: Seeded) -> None:
    [line] = refusal(seeded.settings, "explain", IRAQ, "--if", "coments_open=0")
    assert "Did you mean comments_open?" in line
    [line] = refusal(seeded.settings, "explain", IRAQ, "--if", "position:MoF=maybe")
    assert "endorse" in line
    for wrong in (["comments_open"], ["stage=draft", "--if", "stage=adoption"]):
        assert run(seeded.settings, "explain", IRAQ, "--if", *wrong).exit_code == 2
    others = ok(seeded.settings, "explain", IRAQ, "--as", MOFA_FOCAL, "--if", "comments_open=2")
    assert "Comment 1" not in others
