"""`sample`: a sealed engagement and what proves it, made once. `strace`: the real program."""

from __future__ import annotations

import pytest

from tests.faults import recording
from tests.faults.sample import Sample, make
from tests.real_parts import find_program


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return make(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def strace() -> str:
    found = find_program("strace", "strace")
    if not recording.may_trace():
        pytest.skip("strace may not trace a process here: ptrace is not permitted")
    return found
