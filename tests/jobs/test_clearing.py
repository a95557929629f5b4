"""Files that people asked for are kept some days: not longer, and none that is still young goes."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from srf_policy import clock
from srf_policy.documents.files import WORD, NamedFile
from srf_policy.domain import Job
from srf_policy.jobs.worker import clearing, keeping, run_once
from srf_policy.settings import Settings
from tests.makers import LEAD, Seeded


def later(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    moment: datetime = clock.real_now() + timedelta(days=days)
    monkeypatch.setattr(clock, "real_now", lambda: moment)


def test_what_is_old_goes_and_a_package_of_an_end_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path, keep_exports_days=3)
    assert clearing.clear(settings) == 0, "there is no folder yet"
    made = NamedFile("a.docx", WORD, b"PK")
    file = Path(keeping.kept(made, settings.exports)["path"])
    package = Path(keeping.kept(made, tmp_path / "packages", "X-1.zip")["path"])
    later(monkeypatch, 2.9)
    assert clearing.clear(settings) == 0
    later(monkeypatch, 0.2)
    assert clearing.clear(settings) == 1
    assert (file.exists(), package.exists()) == (False, True)
    assert list(settings.exports.iterdir()) == []


def test_a_file_that_is_written_anew_at_that_moment_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path)
    made = NamedFile("a.docx", WORD, b"PK")
    file = Path(keeping.kept(made, settings.exports)["path"])
    monkeypatch.setattr(clearing, "_older", lambda *_: [file])
    assert clearing.clear(settings) == 0
    assert file.read_bytes() == b"PK"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_one_file_of_two_jobs_lives_as_long_as_the_younger(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask() -> Path:
        number = seeded.act(LEAD, "request_export").values["job"]
        while run_once(seeded.store, seeded.settings):
            pass
        with seeded.reading() as session:
            return Path(str((session.get_one(Job, number).result or {})["path"]))

    file = ask()
    four_weeks_ago = (clock.real_now() - timedelta(days=28)).timestamp()
    os.utime(file, (four_weeks_ago, four_weeks_ago))
    assert ask() == file, "the same draft is the same file"
    later(monkeypatch, 3)
    assert clearing.clear(seeded.settings) == 0 and file.exists()
    os.utime(file, (four_weeks_ago, four_weeks_ago))
    assert clearing.clear(seeded.settings) == 1, "without the second one it would have gone"
