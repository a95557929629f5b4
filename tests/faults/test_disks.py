"""Short runs of power cuts and failing disks; `make faults` does the long ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import failing, power

pytestmark = pytest.mark.usefixtures("strace")


def test_power_cuts(tmp_path: Path) -> None:
    figures = power.run(tmp_path, 20, moves=15)
    assert (figures.tried, figures.wrong) == (20, [])


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        ("not_synchronous", "acknowledged moves lost"),
        ("keys_without_their_folder", "people without a key"),
        ("files_not_synchronised", "data folder"),
    ],
)
def test_what_is_not_synchronised_is_found_lost(tmp_path: Path, plant: str, said: str) -> None:
    figures = power.run(tmp_path, 12, moves=8, plant=plant)
    assert any(said in wrong for wrong in figures.wrong), figures.wrong


def test_a_failing_disk_is_refused_clearly(tmp_path: Path) -> None:
    figures = failing.run(tmp_path, 4, moves=5)
    assert figures.wrong == []
    assert {"refused.disk_full", "refused.disk_error"} <= set(figures.counted)


def test_a_failure_that_is_passed_over_is_found(tmp_path: Path) -> None:
    figures = failing.run(tmp_path, 1, moves=3, plant="failed_writes_pass")
    assert any("acknowledged moves lost" in wrong for wrong in figures.wrong)
