"""The demo as real processes: made, kept, started over, killed, served, stopped."""

from __future__ import annotations

import hashlib
import json
import re
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from srf_policy import cli_demo
from srf_policy.operations import accounts
from srf_policy.settings import Settings
from tests.cli.running import free_port, in_folder, ok, process, refusal, run
from tests.makers import IRAQ, LEAD
from tests.sources import ROOT

NO_SERVE = ("demo", "--no-serve")


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this process replays from now on is Iraq's engagement: the others take four times as long."""
    monkeypatch.setattr(cli_demo, "DEMO_SEEDS", ("irq-pei",))


def test_it_prints_one_sign_in_for_each_role_that_works(demo: Path) -> None:
    said = ok(in_folder(demo), *NO_SERVE)
    password = said.split("Password of all of them: ")[1].splitlines()[0]
    signs = re.findall(r"^  (\S+@\S+) +(.+)$", said, re.MULTILINE)
    assert [role for _, role in signs] == [
        "Administrator", "Staff", "Lead expert", "Expert", "Focal point of the lead institution",
        "Focal point", "Reviewer", "Validator", "Translator", "Observer",
    ]  # fmt: skip
    store = accounts.open_store(Settings(data_dir=demo))
    for address, _ in signs:
        assert accounts.sign_in(store, address, password, "here")


def test_its_clock_stands_at_the_seed_s_day(demo: Path) -> None:
    assert "27 November 2019" in ok(in_folder(demo), *NO_SERVE)
    close = ("advance", IRAQ, "close", "--as", LEAD, "--choice", "other")
    ok(in_folder(demo), *close)
    shown = json.loads(ok(in_folder(demo), "engagement", "show", IRAQ, "--json"))
    assert shown["ended_on"] == "2019-11-27"
    later = (*close, "--occurred", "2019-12-05")
    refusal(in_folder(demo), *later)


def test_a_second_run_keeps_what_was_done(demo: Path) -> None:
    ok(in_folder(demo), "user", "add", "new@example.org", "--name", "N", "--role", "staff")
    ok(in_folder(demo), "advance", IRAQ, "consult_again", "--as", LEAD, "--reason", "New ministry.")
    before = ok(in_folder(demo), "history", "verify")
    said = ok(in_folder(demo), *NO_SERVE)
    assert "Replaying" not in said
    assert ok(in_folder(demo), "history", "verify") == before
    assert "Consultation" in ok(in_folder(demo), "engagement", "list")


@pytest.mark.usefixtures("short")
def test_a_reset_starts_over(demo: Path) -> None:
    ok(in_folder(demo), "advance", IRAQ, "close", "--as", LEAD, "--choice", "other")
    (demo / "exports").mkdir()
    (demo / "exports" / "old.docx").write_text("old")
    assert "Replaying" in ok(in_folder(demo), *NO_SERVE, "--reset")
    assert "Draft" in ok(in_folder(demo), "engagement", "list")
    assert not (demo / "exports").exists()


@pytest.mark.parametrize("words", [(), ("--reset",)])
def test_a_folder_of_anything_else_is_left_as_it_is(tmp_path: Path, words: tuple[str, ...]) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("mine")
    [line] = refusal(in_folder(tmp_path), *NO_SERVE, *words)
    assert "SRF_DATA_DIR" in line
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_a_real_database_is_not_taken_for_a_demo(tmp_path: Path) -> None:
    ok(in_folder(tmp_path), "db", "upgrade")
    refusal(in_folder(tmp_path), *NO_SERVE, "--reset")
    assert (tmp_path / "srf.db").exists()


def test_a_database_server_is_not_emptied(tmp_path: Path) -> None:
    environ = {**in_folder(tmp_path), "SRF_DATABASE_URL": "postgresql://127.0.0.1:1/x"}
    [line] = refusal(environ, *NO_SERVE, "--reset")
    assert "empty database" in line


def test_killed_half_way_it_is_made_whole_by_the_next_start(tmp_path: Path) -> None:
    """Each file is one transaction; killed at any moment, the next start brings it to the end."""
    environ = in_folder(tmp_path / "data")
    for moment in (0.9, 1.6, 2.4):
        program = process(environ, *NO_SERVE)
        time.sleep(moment)
        program.kill()
        program.communicate()
        assert half_engagements(tmp_path / "data" / "srf.db") == 0
    ok(environ, *NO_SERVE)
    ok(environ, "history", "verify")
    assert json.loads(ok(environ, "engagement", "show", IRAQ, "--json"))["revision"] == 3


def half_engagements(file: Path) -> int:
    """Engagements that are not where their replay ends."""
    if not file.exists():
        return 0
    with sqlite3.connect(file) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE name = 'engagement'")
        if tables.fetchone() is None:
            return 0
        count: int = connection.execute(
            "SELECT count(*) FROM engagement WHERE stage <> 'draft'"
        ).fetchone()[0]
        return count


@pytest.mark.usefixtures("short")
def test_an_unreadable_seed_is_told_with_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = cli_demo._seed

    def spoilt(name: str) -> bytes:
        raw = real(name)
        return raw if name == "facility" else raw.replace(b"country: IQ", b"cuontry: IQ")

    monkeypatch.setattr(cli_demo, "_seed", spoilt)
    result = run(in_folder(tmp_path / "data"), *NO_SERVE)
    assert result.exit_code == 1
    assert re.search(r"^irq-pei\.yaml:\d+: ", result.stderr)
    monkeypatch.setattr(cli_demo, "_seed", real)
    ok(in_folder(tmp_path / "data"), *NO_SERVE)


@contextmanager
def served(folder: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A running program of this folder, and its port."""
    port = free_port()
    program = process(in_folder(folder), *words, "--port", str(port))
    try:
        _wait_for(port, program)
        yield program, port
    finally:
        program.kill()
        program.communicate()


def _wait_for(port: int, program: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert program.poll() is None, program.communicate()[1]
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the program does not serve")


def test_it_serves_and_stops_gracefully(demo: Path) -> None:
    with served(demo, "demo") as (program, port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
            assert answer.status == 200
        program.send_signal(signal.SIGTERM)
        said, errors = program.communicate(timeout=90)
        assert program.returncode == 0, errors
        assert f"http://127.0.0.1:{port}" in said
        assert "Traceback" not in errors


@pytest.mark.usefixtures("short")
def test_a_running_demo_is_not_emptied(demo: Path) -> None:
    digest = hashlib.sha256((demo / "demo").read_bytes())
    with served(demo, "serve") as (program, _):
        [line] = refusal(in_folder(demo), *NO_SERVE, "--reset")
        assert "Stop it first" in line
        assert program.poll() is None
        program.send_signal(signal.SIGINT)
        program.communicate(timeout=90)
    assert hashlib.sha256((demo / "demo").read_bytes()).digest() == digest.digest()
    ok(in_folder(demo), *NO_SERVE, "--reset")


def test_a_taken_port_is_told_before_anything_is_thrown_away(demo: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        before = ok(in_folder(demo), "history", "verify")
        for words in (("demo", "--reset"), ("demo",), ("serve",)):
            [line] = refusal_of(demo, *words, "--port", port)
            assert f"Port {port} is taken" in line
        assert ok(in_folder(demo), "history", "verify") == before


def refusal_of(folder: Path, *words: str) -> list[str]:
    result = run(in_folder(folder), *words)
    assert result.exit_code == 1
    return str(result.stderr).splitlines()


@pytest.mark.parametrize("host", ["192.0.2.1", "::", "example.org"])
def test_a_demo_is_not_served_in_public(demo: Path, host: str) -> None:
    [line] = refusal(in_folder(demo), "serve", "--host", host)
    assert "passwords are known to all" in line


def test_what_is_done_in_the_web_is_mailed_by_the_worker_beside_it(demo: Path) -> None:
    with served(demo, "serve"):
        ok(
            in_folder(demo), "advance", IRAQ, "consult_again", "--as", LEAD, "--reason", "A reason.",
        )  # fmt: skip
        put_job(demo)
        deadline = time.monotonic() + 90
        while not list(demo.glob("exports/*.docx")):
            assert time.monotonic() < deadline
            time.sleep(0.2)


def put_job(folder: Path) -> None:
    with sqlite3.connect(folder / "srf.db", timeout=20) as connection:
        [number] = connection.execute(
            "SELECT number FROM person JOIN facility_member ON person_id = person.id "
            "WHERE role = 'administrator'"
        ).fetchone()
        connection.execute(
            "INSERT INTO job (engagement_id, key, kind, arguments, requested_by, person, state, "
            "attempts, fence, run_after, created_at, error) VALUES (1, 'k', 'export', "
            "'{\"document\": \"draft\"}', ?, '', 'waiting', 0, 0, '2000-01-01', '2000-01-01', '')",
            (number,),
        )


def test_the_worker_command_stops_when_told(demo: Path) -> None:
    put_job(demo)
    program = process(in_folder(demo), "worker")
    deadline = time.monotonic() + 90
    while not list(demo.glob("exports/*.docx")):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    program.send_signal(signal.SIGTERM)
    said, errors = program.communicate(timeout=90)
    assert program.returncode == 0
    assert said.splitlines()[-1] == "The worker has stopped."
    assert "Traceback" not in errors


def test_the_makefile_s_words_are_this_program_s() -> None:
    told = (ROOT / "Makefile").read_text()
    assert "srf-policy demo --port" in told
    assert "srf-policy demo --reset --port" in told
