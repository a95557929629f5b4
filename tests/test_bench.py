"""The benchmarks' own tools count right."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import text

from bench import __main__ as command
from bench import bench_check, bench_export, bench_moves, bench_verify
from bench.long_draft import most_memory, ours, theirs
from bench.measure import Row, compare, medians, percentile
from bench.scene import fresh_store
from srf_policy import clock
from srf_policy.engine.loading import check
from srf_policy.operations import Store
from srf_policy.word.xmlnames import w


def test_sides_take_turns() -> None:
    calls: list[str] = []
    medians(lambda: calls.append("a"), lambda: calls.append("b"), rounds=3)
    assert calls == ["a", "b"] * 4


def test_the_ratio_is_ours_divided_by_theirs() -> None:
    row = compare("sum", lambda: sum(range(200_000)), "a tenth of it", lambda: sum(range(20_000)))
    assert 3 < row.ratio < 40
    assert row.unit == "ms"


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 3), (0.95, 5), (1.0, 5)])
def test_percentiles_are_values_that_were_taken(share: float, value: float) -> None:
    assert percentile([5, 3, 1, 2, 4], share) == value


def test_the_table_is_printed_and_written_only_where_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = Row("export", 12.5, "ms", "a bare zip", 2.0)
    monkeypatch.setattr(command, "benchmarks", lambda: {"export": lambda: [row]})
    monkeypatch.chdir(tmp_path)
    assert command.main([]) == 0
    assert list(tmp_path.iterdir()) == []
    assert "| export | 12.5 ms | a bare zip | 2.000 |" in capsys.readouterr().out
    assert command.main(["export", "--write", "benchmarks.md"]) == 0
    assert "| export |" in (tmp_path / "benchmarks.md").read_text()


def test_an_unknown_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["no-such-thing"])
    assert "no benchmark is called no-such-thing" in capsys.readouterr().err


def test_a_history_is_verified_in_memory_and_from_the_database(small_store: Store) -> None:
    found = bench_verify.rows(small_store, 50)
    assert [row.unit for row in found] == ["events/s"] * 2
    assert all(row.median > 0 for row in found)
    with small_store.database.writing() as session:
        for sign in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER frozen_history_event_{sign}"))
        session.execute(text("UPDATE history_event SET role = 'x' WHERE seq = 7"))
    with pytest.raises(AssertionError):
        bench_verify.rows(small_store, 50)


def test_a_large_workflow_is_checked(tmp_path: Path) -> None:
    row = bench_check.row(tmp_path, 10, 30)
    assert row.ratio > 1
    assert len(check(tmp_path / "large.yaml").moves) == 30


def test_moves_are_measured_beside_the_bare_driver_and_a_long_history() -> None:
    found = list(itertools.islice(bench_moves.rows(2, 300, 100), 3))
    assert [row.unit for row in found] == ["moves/s"] * 3
    assert all(row.ratio > 0 for row in found)


def test_docxtpl_says_the_same_as_our_draft_and_memory_is_taken_apart() -> None:
    own, peer = (_words(side(100)()) for side in (ours, theirs))
    assert own == peer
    assert len(own) > 150
    assert 0 < most_memory("ours", 1_000) < bench_export.GOAL_MB


def _words(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        tree = etree.fromstring(package.read("word/document.xml"))
    found = ("".join(t.text or "" for t in p.iter(w("t"))) for p in tree.iter(w("p")))
    return [words for words in found if words]


@pytest.fixture
def small_store(tmp_path: Path) -> Iterator[Store]:
    _, store = fresh_store(tmp_path)
    yield store
    store.database.dispose()


@pytest.fixture(autouse=True)
def _clock_as_it_was() -> Iterator[None]:
    before = clock.offset()
    yield
    clock.shift(before)
