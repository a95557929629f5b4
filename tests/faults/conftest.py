"""`sample`: a sealed engagement and what proves it, made once."""

from __future__ import annotations

import pytest

from tests.faults.sample import Sample, make


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return make(tmp_path_factory.mktemp("sample"))
