"""An installation from a folder of wheels, on a machine that reaches no package index."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources import ROOT


def run(*command: str | Path, folder: Path, **environ: str) -> str:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("SRF_", "PIP_", "PYTHON"))}
    done = subprocess.run(
        [str(c) for c in command], cwd=folder, env=env | environ, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    said = run("sh", ".ci/wheels", folder, folder=ROOT)
    assert "pip install --no-index --find-links" in said
    return folder


def test_the_program_runs_where_it_was_installed_from_the_folder_alone(
    wheels: Path, tmp_path: Path
) -> None:
    run(sys.executable, "-m", "venv", tmp_path / "env", folder=tmp_path)
    programs = tmp_path / "env" / "bin"
    run(
        programs / "pip", "install", "-q", "--no-index", "--find-links", wheels,
        "srf-policy[postgres]", folder=tmp_path,
    )  # fmt: skip
    own = {"SRF_DATA_DIR": str(tmp_path / "data")}
    run(programs / "srf-policy", "db", "upgrade", folder=tmp_path, **own)
    said = run(programs / "srf-policy", "workflow", "check", folder=tmp_path, **own)
    assert "national_policy" in said
    file = run(programs / "python", "-c", "import psycopg, procrastinate", folder=tmp_path)
    assert file == ""


def test_a_library_that_is_lacking_is_noticed(wheels: Path, tmp_path: Path) -> None:
    """The planted gap: without one wheel the folder is of no use."""
    part = tmp_path / "part"
    part.mkdir()
    for wheel in wheels.iterdir():
        if not wheel.name.startswith("alembic"):
            (part / wheel.name).symlink_to(wheel)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-index",
         "--find-links", str(part), "srf-policy[postgres]"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "alembic" in done.stderr
