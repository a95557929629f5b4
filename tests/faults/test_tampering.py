"""Whatever is tampered with is found; a check that is taken away is missed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from srf_policy.documents import verifier
from srf_policy.store import verifying
from tests.faults import harm, package_harm, tampering
from tests.faults.sample import Sample, findings


def test_an_untouched_copy_is_sound(sample: Sample, tmp_path: Path) -> None:
    tampering._copy(sample, tmp_path / "copy")
    assert findings(sample, tmp_path / "copy", with_heads=True) == []
    assert verifier.check(verifier.unpacked(sample.package), sample.signer.id)


def test_tampered_copies_are_all_detected(sample: Sample, tmp_path: Path) -> None:
    """A short sample; `python -m tests.faults.tampering --count 1000` does the whole."""
    outcome = tampering.run(sample, tmp_path, 44, seed=7)
    assert outcome.missed == []
    assert len(outcome.tried) == 22


@pytest.mark.parametrize("column", harm.COLUMNS)
def test_every_column_of_an_event_counts(sample: Sample, tmp_path: Path, column: str) -> None:
    found = tampering.detect(sample, tmp_path, "a value of an event", _Always(column))
    assert found in {
        "cli.history.fault_column", "cli.history.fault_gap", "cli.history.fault_tail",
        "verify.unreadable",
    }, found  # fmt: skip


class _Always(random.Random):
    """Chooses one column, and among rows as chance has it."""

    def __init__(self, column: str) -> None:
        super().__init__(3)
        self.column = column

    def choice(self, seq):  # type: ignore[no-untyped-def]
        return self.column if self.column in seq else super().choice(seq)


@pytest.mark.parametrize("kind", harm.CONSISTENT)
def test_without_a_head_a_consistent_lie_may_stand(
    sample: Sample, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shows that it is the head that tells: the chain alone does not."""
    monkeypatch.setattr(verifying, "_tables", lambda *_: None)
    assert tampering.detect(sample, tmp_path, kind, random.Random(5)) in tampering.BY_HEAD
    assert not {c for c in findings(sample, tmp_path / "copy", with_heads=False) if "fault" in c}


@pytest.mark.parametrize(
    ("taken", "kind"),
    [
        ("_broken_link", "a value of an event"), ("_tables", "a value of a table"),
        ("_files", "a stored file altered"),
    ],
)  # fmt: skip
def test_a_check_that_is_taken_away_is_missed(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: str, kind: str
) -> None:
    monkeypatch.setattr(verifying, taken, lambda *_: None)
    found = [tampering.detect(sample, tmp_path, kind, random.Random(n)) for n in range(6)]
    assert "" in found


@pytest.mark.parametrize(
    ("taken", "kind"),
    [
        ("contents", "package: a file added"), ("signed", "package: signed with another key"),
        ("history", "package: an event altered, signed with another key"),
    ],
)  # fmt: skip
def test_a_verifier_with_a_gap_is_caught(
    sample: Sample, monkeypatch: pytest.MonkeyPatch, taken: str, kind: str
) -> None:
    """The planted gap: the check says that all is well, whatever it is given."""
    whole = verifier.Package(verifier.unpacked(sample.package))
    verifier.history(whole)

    def blind(package: verifier.Package, *_: object) -> str:
        if taken == "history":
            package.events, package.hashes = whole.events, whole.hashes
        return "fine"

    monkeypatch.setattr(verifier, taken, blind)
    assert package_harm.package_finding(sample, kind, random.Random(1)) == ""
