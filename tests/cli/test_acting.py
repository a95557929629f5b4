"""advance, export, user add, workflow check."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from srf_policy.domain import HistoryEvent
from srf_policy.operations import accounts
from tests.cli.running import PROGRAM, environment, ok, refusal, run
from tests.makers import ADMINISTRATOR, EXPERT, IRAQ, LEAD, MOFA_FOCAL, Seeded
from tests.sources import ROOT

CLOSE = ("advance", IRAQ, "close", "--as", LEAD)


def test_a_move_that_lacks_something_is_refused_with_all_of_it(seeded: Seeded) -> None:
    lines = refusal_lines(seeded, "advance", IRAQ, "submit_for_validation", "--as", LEAD)
    assert lines == len(seeded.missing("submit_for_validation")) == 2
    assert seeded.engagement().stage == "draft"


def refusal_lines(seeded: Seeded, *words: str) -> int:
    result = run(seeded.settings, *words)
    assert result.exit_code == 1
    return len(result.stderr.splitlines())


def test_a_move_is_made_with_its_reason_and_day(seeded: Seeded) -> None:
    said = ok(
        seeded.settings, "advance", IRAQ, "consult_again", "--as", LEAD, "--reason",
        "A new ministry was formed.", "--occurred", "2019-11-20",
    )  # fmt: skip
    assert said == "IRQ-PEI is now in the stage Consultation.\n"
    assert seeded.engagement().stage == "consultation"
    with seeded.reading() as session:
        event = session.scalar(select(HistoryEvent).where(HistoryEvent.origin == "cli"))
        assert event is not None
        assert event.occurred_on.isoformat() == "2019-11-20"
        assert event.actor == seeded.viewer(LEAD).number


def test_reasons_to_choose_from_are_named(seeded: Seeded) -> None:
    [line] = refusal(seeded.settings, *CLOSE)
    assert "funding_ended" in line
    assert refusal(seeded.settings, *CLOSE, "--choice", "boredom") == [line]
    ok(seeded.settings, *CLOSE, "--choice", "funding_ended")
    assert seeded.engagement().stage == "closed"


def test_a_move_of_two_people_is_proposed_and_then_confirmed(seeded: Seeded) -> None:
    to_adoption(seeded)
    words = ("advance", IRAQ, "record_adoption", "--as")
    assert "second person" in ok(seeded.settings, *words, LEAD)
    assert seeded.engagement().stage == "validation"
    assert "2019" in ok(seeded.settings, "explain", IRAQ)
    [line] = refusal(seeded.settings, *words, LEAD)
    assert "Somebody else" in line
    ok(seeded.settings, *words, ADMINISTRATOR)
    assert seeded.engagement().stage == "adopted"


def to_adoption(seeded: Seeded) -> None:
    for number in seeded.open_comments():
        seeded.act(LEAD, "answer_comment", comment=number, disposition="noted")
    seeded.act("focal.momd@example.org", "record_agreement", move="submit_for_validation")
    ok(seeded.settings, "advance", IRAQ, "submit_for_validation", "--as", LEAD)
    seeded.act(
        EXPERT, "record_adoption", authority={"en": "Council of Ministers"}, decision="1/2019",
        compared="identical", revision=3,
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("advance", IRAQ, "consult_again", "--as", MOFA_FOCAL, "--reason", "x"),
        ("advance", IRAQ, "fly", "--as", LEAD),
        ("advance", IRAQ, "consult_again", "--as", LEAD),
        (
            "advance",
            IRAQ,
            "consult_again",
            "--as",
            LEAD,
            "--reason",
            "x",
            "--occurred",
            "2031-01-01",
        ),
        (
            "advance",
            IRAQ,
            "consult_again",
            "--as",
            LEAD,
            "--reason",
            "x",
            "--occurred",
            "2011-01-01",
        ),
        ("advance", IRAQ, "consult_again", "--as", LEAD, "--reason", "a\u202eb"),
        ("advance", "NOP-NOP", "close", "--as", LEAD),
    ],
)
def test_bad_input_changes_nothing(seeded: Seeded, words: tuple[str, ...]) -> None:
    before = seeded.engagement().event_count
    refusal(seeded.settings, *words)
    assert seeded.engagement().event_count == before


def test_wrong_usage_of_advance(seeded: Seeded) -> None:
    assert run(seeded.settings, "advance", IRAQ, "close").exit_code == 2
    assert run(seeded.settings, *CLOSE, "--occurred", "yesterday").exit_code == 2


def test_a_draft_is_exported(seeded: Seeded, tmp_path: Path) -> None:
    file = tmp_path / "draft.docx"
    ok(seeded.settings, "export", IRAQ, "--revision", "2", "--language", "ar", "-o", str(file))
    assert file.read_bytes()[:2] == b"PK"
    assert sorted(p.name for p in tmp_path.glob("*.docx")) == ["draft.docx"]


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("x.docx", ("--revision", "99")),
        ("x.docx", ("--language", "ur")),
        ("nowhere/x.docx", ()),
        ("", ()),
    ],
)
def test_an_export_that_cannot_be_leaves_no_file(
    seeded: Seeded, tmp_path: Path, output: str, words: tuple[str, ...]
) -> None:
    target = tmp_path / "out"
    target.mkdir()
    refusal(seeded.settings, "export", IRAQ, "-o", str(target / output), *words)
    assert list(target.iterdir()) == []


def test_a_person_is_added_with_a_password_that_is_shown_once(seeded: Seeded) -> None:
    said = ok(seeded.settings, "user", "add", "new@example.org", "--name", "New", "--role", "staff")
    password = said.split("password is ")[1].split(" ")[0]
    assert accounts.sign_in(seeded.store, "new@example.org", password, "here")
    assert "staff" in seeded.viewer("new@example.org").facility_roles


def test_a_password_is_asked_at_a_terminal(seeded: Seeded) -> None:
    ours, theirs = pty.openpty()
    asked = subprocess.Popen(
        [*PROGRAM, "user", "add", "typed@example.org", "--name", "T"], stdin=theirs, stdout=theirs,
        stderr=theirs, env={**os.environ, **environment(seeded.settings)}, cwd=ROOT,
        start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        for _ in range(2):
            read_until(ours, b":")
            os.write(ours, b"correct horse\n")
        rest = read_until(ours, b"Added")
    finally:
        asked.wait(30)
        os.close(ours)
    assert b"correct horse" not in rest
    assert accounts.sign_in(seeded.store, "typed@example.org", "correct horse", "here")


def read_until(descriptor: int, wanted: bytes) -> bytes:
    seen = b""
    while wanted not in seen:
        seen += os.read(descriptor, 1000)
    return seen


def test_a_known_person_gets_a_role_in_an_engagement(seeded: Seeded) -> None:
    words = ("--role", "observer", "--engagement", IRAQ, "--institution", "MoFA")
    ok(seeded.settings, "user", "add", "auditor@example.org", *words)
    seat = seeded.viewer("auditor@example.org").seat_in(seeded.engagement().id)
    assert seat is not None
    assert seat.roles == {"observer"}
    refusal(seeded.settings, "user", "add", "auditor@example.org", *words)
    refusal(seeded.settings, "user", "add", "auditor@example.org", "--name", "Again")


def test_what_is_wrong_with_a_role_adds_nobody(seeded: Seeded) -> None:
    person = ("user", "add", "new@example.org", "--name", "New")
    place = ("--role", "observer", "--engagement", IRAQ, "--institution", "Nowhere")
    refusal(seeded.settings, *person, *place)
    refusal(seeded.settings, "user", "add", "no address", "--name", "New")
    refusal(seeded.settings, *person, "--as", LEAD)
    for words in (("--role", "observer"), ("--role", "king"), ("--engagement", IRAQ),
                  ("--institution", "MoFA")):  # fmt: skip
        assert run(seeded.settings, *person, *words).exit_code == 2
    assert run(seeded.settings, "user", "add", "new@example.org").exit_code == 2
    with pytest.raises(AssertionError):
        seeded.viewer("new@example.org")


def test_the_shipped_workflows_are_sound() -> None:
    assert "national_policy" in ok({}, "workflow", "check")


def test_a_spoilt_workflow_is_told_with_file_and_line(tmp_path: Path) -> None:
    shipped = (ROOT / "workflows" / "national_policy.yaml").read_text()
    spoilt = tmp_path / "spoilt.yaml"
    spoilt.write_text(shipped.replace("to: draft\n", "to: daft\n", 1))
    lines = refusal({}, "workflow", "check", str(spoilt))
    number = 1 + spoilt.read_text().splitlines().index("    to: daft")
    assert any(line.startswith(f"{spoilt}:{number}: ") for line in lines)
    refusal({}, "workflow", "check", str(tmp_path / "none.yaml"))
