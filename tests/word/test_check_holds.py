"""What the check lets pass can be filled: random edits of a template never fail later."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from srf_policy.word import template as checking
from srf_policy.word.derive import derive
from srf_policy.word.findings import Finding
from srf_policy.word.model import Cell, Group, Item, Ref, Words
from srf_policy.word.package import parse_xml, read_package
from srf_policy.word.writing import write_word
from tests.word.edits import edited
from tests.word.rows import (
    HEAD,
    PATTERN,
    SampleWriting,
    cell,
    know_samples,
    row,
    table,
    with_tables,
)
from tests.word.samples import plain_file
from tests.word.templates import run

SEEDS = range(30)


@pytest.fixture(autouse=True)
def sample_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    know_samples(monkeypatch)


def template() -> bytes:
    foot = row(cell(run("Sum")), cell(run("{{ revision.number }}")))
    views = table(HEAD, row(cell(run("{{ view.number }}")), cell(run("{{ view.words }}"))))
    return with_tables(table(HEAD, PATTERN, foot), "<w:p/>", views)


def items(count: int) -> list[Item]:
    words = Words(("سند ", Ref("m0", "measure 1"), " & <x>"), "ar")
    full = Cell(words, bold=True, fill="FFF4D6", choices=("a", "b"))
    return [{"number": Cell(Words((str(n),), "en")), "words": full} for n in range(count)]


def fails_later(seed: int) -> str | None:
    """Why an edited template could not be filled though nothing was said against it; "refused" if
    something was, None if all went well."""
    data = edited(template(), seed)
    groups = {"comment": [Group("One", items(3)), Group("", items(2))], "view": [Group("", ())]}
    more = {"paper": "letter", "watermark": "Draft"} if seed % 8 == 0 else {}
    file = plain_file("en", "text", groups=groups, **more)
    try:
        if any(one.level == "error" for one in checking.check(data, "sample", "en")):
            return "refused"
        made = read_package(write_word(data, file, SampleWriting))
        for name, content in made.items():
            if name.endswith((".xml", ".rels")):
                parse_xml(content, name)
        if seed % 8 == 1:
            derive(data, "ar")
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def test_what_passes_the_check_can_be_filled() -> None:
    results = [fails_later(seed) for seed in SEEDS]
    assert {r for r in results if r not in (None, "refused")} == set()
    assert results.count(None) > len(SEEDS) // 4
    assert results.count("refused") > len(SEEDS) // 20


def test_a_check_that_overlooks_something_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def blind(known: object) -> Iterator[Finding]:
        yield from ()

    monkeypatch.setattr(checking, "check_styles", blind)
    results = (fails_later(seed) for seed in range(2_000))
    assert next(result for result in results if result not in (None, "refused"))
