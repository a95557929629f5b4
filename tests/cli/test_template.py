"""template check and template new: what they say, what they write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from srf_policy.languages.messages import msg
from srf_policy.word.findings import Finding
from srf_policy.word.package import read_package, write_package
from srf_policy.word.standing import standing_words
from tests.cli.running import in_folder, ok, refusal, run
from tests.word.samples import SHIPPED, paragraphs


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    parts: dict[str, bytes] = read_package(SHIPPED.read_bytes())
    body = parts["word/document.xml"]
    assert b"engagement.country" in body
    parts["word/document.xml"] = body.replace(b"engagement.country", b"engagement.contry")
    file = tmp_path / "faulty.docx"
    file.write_bytes(write_package(parts))
    return file


def test_a_good_template_is_told_so_and_its_names_are_listed(tmp_path: Path) -> None:
    check = ("template", "check", str(SHIPPED))
    said = ok(in_folder(tmp_path), *check, "--notes").splitlines()
    assert said[-1] == "draft.docx can be used (Policy draft, en). Warnings: 0."
    assert {line.partition(":")[0] for line in said[:-1]} == {"Note"}
    assert "Note: {{ body }} stands once." in said
    [verdict, folded] = ok(in_folder(tmp_path), *check).splitlines()
    assert verdict == said[-1]
    assert folded == f"{len(said) - 1} notes are not shown. To read them, add --notes."
    assert list(tmp_path.iterdir()) == []


def test_a_fault_is_told_with_its_place_and_exit_code_1(faulty: Path, tmp_path: Path) -> None:
    done = run(in_folder(tmp_path), "template", "check", str(faulty), "--kind", "draft")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[0] == (
        "Error: There is no placeholder engagement.contry. Did you mean engagement.country? "
        "[word/document.xml: “{{ engagement.contry }}”]"
    )
    assert "Note" not in {line.partition(":")[0] for line in done.stdout.splitlines()}
    plain = run(in_folder(tmp_path), "template", "check", str(faulty), "--json")
    assert plain.exit_code == 1
    told = json.loads(plain.stdout)
    assert (told["usable"], told["kind"], told["language"]) == (False, "draft", "en")
    assert told["findings"][0]["code"] == "template.misspelt_name"


def test_a_whole_made_file_is_told_errors_first_then_warnings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = msg("word.template.misspelt_name", name="a", suggestion="b")
    mixed = [
        Finding(level, body, f"{place}.xml")  # type: ignore[arg-type]
        for place, level in enumerate(("note", "warning", "error", "note", "warning", "error"))
    ]
    monkeypatch.setattr("srf_policy.cli_template.check", lambda *_: mixed)
    place, check = in_folder(tmp_path), ("template", "check", str(SHIPPED), "--kind", "draft")
    told = run(place, *check).stdout.splitlines()
    levels = [line.partition(":")[0] for line in told[:-2]]
    assert levels == ["Error", "Error", "Warning", "Warning"]
    assert [line[-6:] for line in told[:4]] == [f"{n}.xml]" for n in (2, 5, 1, 4)]
    assert "cannot be used" in told[-2] and "Errors: 2. Warnings: 2." in told[-2]
    assert told[-1].startswith("2 notes are not shown")
    every = run(place, *check, "--notes").stdout.splitlines()
    assert [line.partition(":")[0] for line in every[:-1]] == [*levels, "Note", "Note"]
    assert every[-1] == told[-2]


def test_a_template_is_made_in_another_language(tmp_path: Path) -> None:
    target, place = tmp_path / "new.docx", in_folder(tmp_path)
    ok(place, "template", "new", "draft", "--language", "fa-AF", "-o", str(target))
    assert standing_words("fa-AF")["contents"] in paragraphs(target.read_bytes())
    said = ok(place, "template", "check", str(target))
    assert said.splitlines()[0] == "new.docx can be used (Policy draft, fa-AF). Warnings: 0."


def test_a_template_of_staff_is_derived_too(tmp_path: Path, faulty: Path) -> None:
    parts: dict[str, bytes] = read_package(SHIPPED.read_bytes())
    body = parts["word/document.xml"]
    parts["word/document.xml"] = body.replace(b"Document control", b"About this text")
    ours, target, place = tmp_path / "ours.docx", tmp_path / "ar.docx", in_folder(tmp_path)
    ours.write_bytes(write_package(parts))
    words = ("template", "new", "draft", "--language", "ar", "-o", str(target), "--from")
    ok(place, *words, str(ours))
    assert "About this text" in paragraphs(target.read_bytes())
    target.unlink()
    done = run(place, *words, str(faulty))
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("There is no placeholder engagement.contry.")
    assert not target.exists()


def test_bad_files_and_words_are_told_in_sentences(tmp_path: Path) -> None:
    place, broken = in_folder(tmp_path), tmp_path / "broken.docx"
    broken.write_bytes(b"no zip")
    done = run(place, "template", "check", str(broken))
    assert (done.exit_code, done.stdout.splitlines()[0]) == (
        1, "Error: The file is not a Word document (.docx). Open it in Word and save it as .docx.",
    )  # fmt: skip
    new = ("template", "new", "draft", "-o", str(tmp_path / "x.docx"), "--language")
    refusal(place, *new, "ar", "--from", str(broken))
    [line] = refusal(place, *new, "xx")
    assert "“xx” is not a language" in line
    [line] = refusal(place, *new[:-2], str(tmp_path / "x.doc"), "--language", "ar")
    assert line == "A template is a .docx file. Name it x.docx."
