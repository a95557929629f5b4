"""Whatever goes wrong is told in a sentence that says the way out."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from srf_policy import cli_reading
from srf_policy.store import migrate
from tests.cli.running import environment, in_folder, ok, process, refusal, run
from tests.makers import IRAQ, Seeded

only_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def test_reading_makes_no_database_where_there_is_none(tmp_path: Path) -> None:
    for words in (("engagement", "list"), ("explain", IRAQ), ("serve",), ("worker",)):
        [line] = refusal(in_folder(tmp_path / "none"), *words)
        assert "srf-policy demo" in line
    assert not (tmp_path / "none").exists()


def test_an_empty_database_is_upgraded_by_its_command(tmp_path: Path) -> None:
    ok(in_folder(tmp_path), "db", "upgrade")
    assert migrate.head() in ok(in_folder(tmp_path), "db", "upgrade")
    assert ok(in_folder(tmp_path), "engagement", "list") == "There is no engagement.\n"
    ok(in_folder(tmp_path), "history", "verify")


@pytest.mark.parametrize(("found", "words"), [("9999", "later version"), ("0000", "db upgrade")])
def test_a_database_of_another_version_is_refused(tmp_path: Path, found: str, words: str) -> None:
    ok(in_folder(tmp_path), "db", "upgrade")
    with sqlite3.connect(tmp_path / "srf.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (found,))
    for command in (("engagement", "list"), ("serve",), ("worker",)):
        [line] = refusal(in_folder(tmp_path), *command)
        assert words in line
    if found == "9999":
        assert "later version" in refusal(in_folder(tmp_path), "db", "upgrade")[0]


def test_another_secret_is_told_as_what_it_is(seeded: Seeded) -> None:
    environ = {
        **environment(seeded.settings),
        "SRF_SECRET_KEY": "another secret, just as long as it",
    }
    [line] = refusal(environ, "engagement", "list")
    assert "SRF_SECRET_KEY" in line


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://127.0.0.1:1/none", "cannot be opened or reached"),
        ("nonsense", "SRF_DATABASE_URL cannot be read"),
        ("nonsense://x", "SRF_DATABASE_URL cannot be read"),
    ],
)
def test_a_database_that_cannot_be_reached(tmp_path: Path, url: str, words: str) -> None:
    [line] = refusal({"SRF_DATA_DIR": str(tmp_path), "SRF_DATABASE_URL": url}, "engagement", "list")
    assert words in line


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "srf.db").write_bytes(b"These are no pages of SQLite. " * 100)
    [line] = refusal(in_folder(tmp_path), "engagement", "list")
    assert "damaged" in line


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    for words in (("demo", "--no-serve"), ("db", "upgrade")):
        [line] = refusal(in_folder(tmp_path / "data"), *words)
        assert "is not a folder" in line
    [line] = refusal(in_folder(tmp_path / "data" / "below"), "db", "upgrade")
    assert "is not a folder" in line


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests may run as root, whom no mode keeps out: the system's answer is put in its place."""

    def refuse(path: Path, *_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    [line] = refusal(in_folder(tmp_path / "data"), "demo", "--no-serve")
    assert str(tmp_path / "data") in line
    assert "right" in line


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert "disk is full" in refusal(in_folder(tmp_path / "data"), "demo", "--no-serve")[0]


@only_sqlite
def test_a_fault_of_the_program_is_a_sentence_and_on_request_a_traceback(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(cli_reading, "_summary", broken)
    [line] = refusal(seeded.settings, "engagement", "list")
    assert "RuntimeError" in line
    shown = run(seeded.settings, "--traceback", "engagement", "list")
    assert shown.exit_code == 1
    assert "a bug" in shown.stderr


@only_sqlite
def test_the_real_program_gives_the_same_answers(seeded: Seeded) -> None:
    environ = environment(seeded.settings)
    for words, code in ((("engagement", "list"), 0), (("explain", "NOP-NOP"), 1), (("frob",), 2)):
        program = process(environ, *words)
        _, errors = program.communicate(timeout=60)
        assert program.returncode == code
        assert "Traceback" not in errors
    program = process(environ, "history", "show", IRAQ)
    assert program.stdout is not None
    program.stdout.close()
    assert "Traceback" not in program.communicate(timeout=60)[1]
