"""Commands of this process set the working clock: each test begins with the machine's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from srf_policy import clock
from tests.cli.running import in_folder, ok
from tests.conftest import made_once


@pytest.fixture(autouse=True)
def own_clock() -> Iterator[None]:
    yield
    clock.shift(timedelta(0))


@pytest.fixture(scope="session")
def demo_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo, made once."""

    def make(folder: Path) -> None:
        ok(in_folder(folder / "data"), "demo", "--no-serve")
        clock.shift(timedelta(0))

    return made_once(tmp_path_factory, "program", make) / "data"


@pytest.fixture
def demo(demo_made: Path, tmp_path: Path) -> Path:
    """The folder of a demo of one's own."""
    return Path(shutil.copytree(demo_made, tmp_path / "data"))
