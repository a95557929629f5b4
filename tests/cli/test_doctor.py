"""`doctor`: good findings on a good installation, and a sentence for each thing that is not."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from srf_policy import cli_doctor, clock
from srf_policy.jobs import queue
from srf_policy.store import migrate
from tests.cli.running import environment, in_folder, ok, run
from tests.makers import Seeded


def bad(environ: dict[str, str]) -> list[str]:
    result = run(environ, "doctor")
    found = [line for line in result.stdout.splitlines() if line.startswith("bad:")]
    assert result.exit_code == (1 if found else 0), result.output
    assert "Traceback" not in result.output
    return found


def test_a_good_installation(seeded: Seeded) -> None:
    seeded.settings.keys.chmod(0o700)
    assert bad(environment(seeded.settings)) == []
    said = ok(seeded.settings, "doctor")
    assert f"schema {migrate.head()}" in said
    assert seeded.settings.secret_key not in said


def test_passwords_of_servers_are_not_shown(seeded: Seeded) -> None:
    environ = {
        **environment(seeded.settings),
        "SRF_SMTP_URL": "smtp://user:secret@mail.example.org",
    }
    said = run(environ, "doctor").stdout
    assert "smtp://mail.example.org:587" in said
    assert "secret@" not in said


def test_a_demo_is_called_one(demo: Path) -> None:
    assert "This is a demo" in ok(in_folder(demo), "doctor")


def test_keys_that_others_can_read(demo: Path) -> None:
    (demo / "keys").chmod(0o755)
    [line] = bad(in_folder(demo))
    assert "chmod 700" in line


def test_a_short_secret(seeded: Seeded) -> None:
    seeded.settings.keys.chmod(0o700)
    lines = bad({**environment(seeded.settings), "SRF_SECRET_KEY": "short"})
    assert any("32 characters" in line for line in lines)
    assert any("another secret" in line for line in lines)


def test_nothing_there_yet(tmp_path: Path) -> None:
    lines = bad(in_folder(tmp_path / "none"))
    assert len(lines) == 3
    assert not (tmp_path / "none").exists()


def test_jobs_that_failed(seeded: Seeded) -> None:
    seeded.settings.keys.chmod(0o700)
    with seeded.store.database.writing() as session:
        queue.put(session, "fax", "one", None, "system", {}).state = "failed"
        queue.put(session, "fax", "two", None, "system", {})
    [line] = bad(environment(seeded.settings))
    assert "1 job has failed" in line
    assert "1 job is waiting" in run(seeded.settings, "doctor").stdout


def test_missing_programs_are_warnings(seeded: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    seeded.settings.keys.chmod(0o700)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    said = ok(seeded.settings, "doctor")
    assert "LibreOffice is not installed" in said
    assert "fc-list" in said


def test_an_old_python(seeded: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_doctor, "OLDEST_PYTHON", (99, 0))
    assert any("too old" in line for line in bad(environment(seeded.settings)))


def test_an_open_address(seeded: Seeded) -> None:
    seeded.settings.keys.chmod(0o700)
    open_ = {**environment(seeded.settings), "SRF_BASE_URL": "http://policy.example.org"}
    [line] = bad(open_)
    assert "https" in line
    assert bad({**open_, "SRF_BASE_URL": "https://policy.example.org"}) == []


def test_a_demo_in_public(demo: Path) -> None:
    [line] = bad({**in_folder(demo), "SRF_BASE_URL": "https://policy.example.org"})
    assert "password of the demo" in line


def test_keys_in_the_data_folder_are_named(demo: Path) -> None:
    said = ok(in_folder(demo), "doctor")
    assert "SRF_KEY_DIR" in said
    assert "SRF_SIGNING_KEY" in said
    assert "SRF_HEADS_TO" in said


def test_nobody_does_the_jobs(seeded: Seeded) -> None:
    seeded.settings.keys.chmod(0o700)
    with seeded.store.database.writing() as session:
        job = queue.put(session, "mail", "one", None, "system", {})
        job.run_after = clock.real_now() - timedelta(hours=1)
    [line] = bad(environment(seeded.settings))
    assert "srf-policy worker" in line


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_a_role_that_could_alter_the_history(seeded: Seeded) -> None:
    assert "db grant" in ok(seeded.settings, "doctor")
