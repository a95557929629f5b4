"""What an engagement was pinned to stays readable: the bytes of every released version."""

from __future__ import annotations

from pathlib import Path

import pytest

from srf_policy.engine.canonical import canonical, digest
from srf_policy.engine.loading import from_canonical, shipped, shipped_names
from srf_policy.engine.locking import is_locked, shipped_lock

FOLDER = Path(__file__).parent / "released"
LOCKED = shipped_lock()


def test_what_is_shipped_is_released() -> None:
    assert [name for name in shipped_names() if not is_locked(shipped(name), LOCKED)] == []


@pytest.mark.parametrize(("name", "version"), sorted(LOCKED))
def test_its_bytes_are_still_read_as_they_were(name: str, version: int) -> None:
    data = (FOLDER / f"{name}-{version}.json").read_bytes()
    assert digest(data) == LOCKED[name, version]
    found = from_canonical(data)
    assert (found.workflow, found.version) == (name, version)
    assert canonical(found) == data
