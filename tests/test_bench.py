"""The benchmarks' own tools count right."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import __main__ as command
from bench.measure import Row, compare, medians, percentile


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
