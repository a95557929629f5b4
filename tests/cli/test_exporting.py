"""export of many kinds into a .zip, redline, and verify of a file that came back."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from srf_policy.word.package import read_package, write_package
from tests.cli.running import ok, refusal, run
from tests.makers import IRAQ, MOFA_FOCAL, Seeded

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def told(seeded: Seeded, *words: str) -> str:
    return " ".join(refusal(seeded.settings, *words))


def test_many_kinds_and_languages_go_into_one_zip(seeded: Seeded, tmp_path: Path) -> None:
    file = tmp_path / "files.zip"
    words = ("--kind", "draft", "--kind", "redline", "--language", "en", "--language", "ar")
    said = ok(seeded.settings, "export", IRAQ, *words, "-o", str(file))
    assert "4 files" in said
    with zipfile.ZipFile(file) as package:
        assert sorted(package.namelist()) == [
            f"{IRAQ}-redline-2-3-ar.docx", f"{IRAQ}-redline-2-3-en.docx",
            f"{IRAQ}-revision-3-ar.docx", f"{IRAQ}-revision-3-en.docx",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--beside", "ar"), "has one language"),
        (("--round", "1"), "no single consultation round"),
        (("--kind", "bilingual"), "which second language"),
        (("--kind", "draft", "--kind", "form"), "ends in .zip"),
        (("--kind", "portfolio"), "without naming one"),
        (("--pdf",), "ends in .pdf"),
        (("--kind", "report", "--as", MOFA_FOCAL), "for the Facility and the lead institution"),
        (("--kind", "matrix", "--revision", "2"), "shows what stands now, not one draft"),
    ],
)
def test_a_wrong_combination_is_a_sentence_and_leaves_no_file(
    seeded: Seeded, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "file.docx"
    assert said in told(seeded, "export", IRAQ, *words, "-o", str(file))
    assert not file.exists()


@pytest.mark.parametrize("name", ["file.docx", "files.zip"])
def test_what_a_portfolio_cannot_take_is_refused(seeded: Seeded, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    for words, said in (
        (("--revision", "2"), "leave the draft out"),
        (("--round", "1"), "leave the round out"),
        (("--from", "1"), "leave the draft to compare with out"),
    ):
        assert said in told(seeded, "export", "--kind", "portfolio", *words, "-o", str(file))
    assert not file.exists()


def test_a_draft_or_round_that_is_none_is_said_with_those_there_are(
    seeded: Seeded, tmp_path: Path
) -> None:
    file = tmp_path / "file.docx"
    drafts, rounds = "There is no draft 9. The newest is draft 3.", "There are rounds 1 and 2."
    for words, said in (
        (("export", IRAQ, "--revision", "9"), drafts),
        (("export", IRAQ, "--kind", "redline", "--to", "9"), drafts),
        (("export", IRAQ, "--kind", "redline", "--from", "9"), drafts),
        (("redline", IRAQ, "1", "9"), drafts),
        (("redline", IRAQ, "9", "2"), drafts),
        (("export", IRAQ, "--kind", "matrix", "--round", "9"), f"There is no round 9. {rounds}"),
        (("export", IRAQ, "--kind", "form", "--round", "9"), f"There is no round 9. {rounds}"),
        (
            ("export", IRAQ, "--revision", "9", "--as", "auditor@example.org"),
            "There is no such engagement",
        ),
    ):
        assert told(seeded, *words, "-o", str(file)).startswith(said)
    assert not file.exists()


def test_a_name_or_language_that_is_none_is_a_sentence(seeded: Seeded, tmp_path: Path) -> None:
    for name, said in (("a.odt", "are not made here"), ("a.xlsx", "is written as .docx")):
        assert said in told(seeded, "export", IRAQ, "-o", str(tmp_path / name))
    portfolio = ("export", "--kind", "portfolio", "-o", str(tmp_path / "a.docx"))
    assert "No files are written in “xx”" in told(seeded, *portfolio, "--language", "xx")


def test_a_file_that_came_back_is_verified(seeded: Seeded, tmp_path: Path) -> None:
    file = tmp_path / "changes.docx"
    ok(seeded.settings, "redline", IRAQ, "2", "3", "-o", str(file))
    assert "The text is unaltered." in ok(seeded.settings, "verify", str(file))
    found = json.loads(ok(seeded.settings, "verify", str(file), "--json"))
    assert (found["state"], found["kind"], found["base"]) == ("unaltered", "redline", "2")
    assert "token" not in found
    other = tmp_path / "other.docx"
    other.write_bytes(b"no Word file")
    assert "not a Word document" in told(seeded, "verify", str(other))
    ok(seeded.settings, "export", "--kind", "portfolio", "-o", str(other))
    done = run(seeded.settings, "verify", str(other))
    assert done.exit_code == 1 and done.stdout.startswith("Portfolio of all engagements, made here")
    assert "as of 10 October 2019" in done.stdout and "Its signature is genuine" in done.stdout
    assert "does not exist" in told(seeded, "verify", str(tmp_path / "none.docx"))


def test_what_was_altered_or_put_around_is_shown_with_its_words(
    seeded: Seeded, tmp_path: Path
) -> None:
    file = tmp_path / "draft.docx"
    ok(seeded.settings, "export", IRAQ, "-o", str(file))
    parts = read_package(file.read_bytes())
    text = parts["word/document.xml"].decode()
    begun = text.index("</w:t>", text.index('w:name="p_'))
    text = f"{text[:begun]} NOT{text[begun:]}"
    at = text.rindex("<w:sectPr")
    void = "<w:p><w:r><w:t>This is\u009b2J\u202e void.</w:t></w:r></w:p>"
    altered = f"{text[:at]}{void}{text[at:]}".encode()
    file.write_bytes(write_package(parts | {"word/document.xml": altered}))
    lines = run(seeded.settings, "verify", str(file)).stdout.splitlines()
    assert lines[-1] == "  Behind the last provision: This is 2J void."
    assert lines[-2].startswith("  ") and lines[-2].endswith(" NOT")


def test_who_may_not_see_the_engagement_learns_nothing(seeded: Seeded, tmp_path: Path) -> None:
    file = tmp_path / "draft.docx"
    ok(seeded.settings, "export", IRAQ, "-o", str(file))
    done = run(seeded.settings, "verify", str(file), "--as", "auditor@example.org")
    assert done.exit_code == 1
    assert "There is no such draft here" in done.output
