"""Running the command line: in this process for speed, as a real process where that matters."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from srf_policy.cli import main
from srf_policy.settings import Settings
from tests.sources import ROOT

PROGRAM = (sys.executable, "-c", "from srf_policy.cli import main; main()")


def environment(settings: Settings) -> dict[str, str]:
    return {
        "SRF_DATA_DIR": str(settings.data_dir),
        "SRF_KEY_DIR": str(settings.keys),
        "SRF_DATABASE_URL": settings.database_url,
        "SRF_SECRET_KEY": settings.secret_key,
    }


def run(environ: Mapping[str, str] | Settings, *words: str, input: str = "") -> Result:
    """One command in this process."""
    wanted = environment(environ) if isinstance(environ, Settings) else environ
    return CliRunner().invoke(main, list(words), env=dict(wanted), input=input)


def ok(environ: Mapping[str, str] | Settings, *words: str) -> str:
    """The output of a command that must succeed."""
    result = run(environ, *words)
    assert result.exit_code == 0, result.output
    return str(result.stdout)


def refusal(environ: Mapping[str, str] | Settings, *words: str) -> list[str]:
    """The sentences of a command that must be refused: on standard error, never a traceback."""
    result = run(environ, *words)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    lines = str(result.stderr).splitlines()
    assert lines
    assert all(line.endswith((".", ":")) for line in lines), lines
    return lines


def process(environ: Mapping[str, str], *words: str) -> subprocess.Popen[str]:
    """A real process of the program, its output in pipes."""
    return subprocess.Popen(
        [*PROGRAM, *words], env={**os.environ, **environ}, cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def in_folder(folder: Path) -> dict[str, str]:
    return {"SRF_DATA_DIR": str(folder)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
