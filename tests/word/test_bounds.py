"""The check of a template takes a time that its size bounds, and says what is too much."""

from __future__ import annotations

import time

import pytest

from srf_policy.documents.templates import findings, shipped
from srf_policy.languages.rendering import say
from srf_policy.word import bounds
from srf_policy.word.findings import MOST, Finding
from srf_policy.word.package import read_package, write_package
from srf_policy.word.template import check

PART = "word/document.xml"
TEXT = '<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>'
NAME, WORDS = TEXT.format("{{ engagement.code }}"), TEXT.format("The council decides.")


def with_body(inside: str) -> bytes:
    """The shipped template of a draft with more in its body."""
    parts = read_package(shipped("draft", "en"))
    head, mark, tail = parts[PART].decode().rpartition("<w:sectPr")
    return write_package({**parts, PART: (head + inside + mark + tail).encode()})


def told(found: list[Finding]) -> list[str]:
    return [one.message.code.rpartition(".")[2] for one in found if one.level == "error"]


def nested(depth: int, inside: str) -> str:
    cell = "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>"
    return cell * depth + inside + "<w:p/></w:tc></w:tr></w:tbl>" * depth


def boxes(depth: int, inside: str) -> str:
    return "<w:p><w:r><w:pict>" * depth + inside + "</w:pict></w:r></w:p>" * depth


@pytest.mark.parametrize(
    "piece",
    ["<w:p/>", nested(40, NAME), boxes(60, NAME) + WORDS * 40],
    ids=["empty", "tables in tables", "boxes in boxes"],
)
def test_twice_as_much_takes_twice_the_time(piece: str) -> None:
    def seconds(size: int) -> float:
        content = with_body(piece * (size // len(piece)))
        taken = []
        for _ in range(2):
            before = time.process_time()
            assert told(findings(content, "draft", "en")) == []
            taken.append(time.process_time() - before)
        return min(taken)

    small, large = seconds(20_000), seconds(80_000)
    # The plain template takes its own time; a check that looks at each pair would take 16 times.
    assert large < 8 * small


def test_what_is_too_large_is_refused_with_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    many = check(with_body("<w:p/>" * (bounds.MAX_TAGS + 1)), "draft", "en")
    assert told(many) == ["too_many_tags"]
    assert f"{bounds.MAX_TAGS:,}" in say(many[0].message, "en")
    names = check(with_body(NAME * (bounds.MAX_NAMES + 1)), "draft", "en")
    assert told(names) == ["too_many_names"]
    monkeypatch.setattr(bounds, "MAX_WORDS", 30_000)
    assert told(check(with_body(WORDS * 1_000), "draft", "en")) == ["too_large"]
    monkeypatch.setattr(bounds, "MAX_TEMPLATE", 3_000)
    assert told(check(shipped("draft", "en"), "draft", "en")) == ["too_large"]


def test_a_thousand_faults_are_not_all_told() -> None:
    found = check(with_body(TEXT.format("{{ no.name") * 1_000), "draft", "en")
    assert told(found) == ["broken_braces"] * MOST + ["more"]
    long = "{{ " + "a" * 5_000 + " }}"
    [unknown] = [
        f for f in check(with_body(TEXT.format(long)), "draft", "en") if f.level == "error"
    ]
    assert len(say(unknown.message, "en")) < 200
