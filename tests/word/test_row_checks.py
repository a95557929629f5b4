"""What the check finds in pattern rows."""

from __future__ import annotations

import pytest

from srf_policy.word import names
from srf_policy.word.template import check
from tests.word.rows import HEAD, PATTERN, SIMPLE, cell, know_samples, row, table, with_tables
from tests.word.templates import run


@pytest.fixture(autouse=True)
def sample_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    know_samples(monkeypatch)


MERGED = row(cell(run("{{ comment.number }}"), '<w:gridSpan w:val="2"/>'))
NESTED = cell(run("{{ comment.number }}")).replace("</w:tc>", f"{table(HEAD)}<w:p/></w:tc>")
WRONG = {
    "pattern_outside": f"<w:p>{run('{{ comment.number }}')}</w:p>",
    "pattern_two": table(row(cell(run("{{ comment.number }} {{ view.number }}")))),
    "pattern_twice": SIMPLE + "<w:p/>" + SIMPLE,
    "pattern_merged": table(HEAD, MERGED),
    "pattern_nested": table(row(NESTED)),
    "pattern_note": table(
        row(cell(run("x") + '<w:r><w:footnoteReference w:id="2"/></w:r>')), PATTERN
    ),
    "misspelt_name": table(row(cell(run("{{ comment.numbr }}")))),
    "unknown_name": table(row(cell(run("{{ comment.zzzzzz }}")))),
}  # fmt: skip


@pytest.mark.parametrize("code", WRONG)
def test_wrong_pattern_rows_are_found(code: str) -> None:
    assert codes(with_tables(WRONG[code], "<w:p/>")) == [code]


def codes(data: bytes) -> list[str]:
    found = (f.message.code for f in check(data, "sample", "en") if f.level == "error")
    return list(dict.fromkeys(code.removeprefix("word.template.") for code in found))


def test_pattern_rows_of_another_kind_and_those_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(names.PATTERNS, "other", {"ballot": "number"})
    assert codes(with_tables(table(row(cell(run("{{ ballot.number }}")))))) == ["pattern_unfit"]
    monkeypatch.setitem(names.REQUIRED_PATTERNS, "sample", ("comment",))
    assert codes(with_tables("<w:p/>")) == ["pattern_missing"]
    in_a_table = row(NESTED.replace("No.", "{{ comment.words }}"))
    assert "pattern_outside" in codes(with_tables(table(in_a_table)))


def test_a_prefix_is_no_group_of_placeholders() -> None:
    groups = {name.partition(".")[0] for name in names.PLACEHOLDERS}
    assert [p for held in names.PATTERNS.values() for p in held if p in groups] == []
