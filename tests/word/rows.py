"""A kind of file with pattern rows, for tests only, and templates of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from srf_policy.word import names
from srf_policy.word.derive import derive_with
from srf_policy.word.model import Cell, Group, Item, Words
from srf_policy.word.writing import Writing, write_word
from srf_policy.word.xmlnames import w
from tests.word.samples import part, plain_file, text_of
from tests.word.templates import rewritten, run

COMMENT = "number provision words kind proposed by date revision answer"


class SampleWriting(Writing):
    kind = "sample"

    def blocks(self) -> Mapping[str, Callable[[], Iterable[bytes]]]:
        return {"contents": self.contents}


def know_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(names.BLOCKS, "sample", ("contents",))
    monkeypatch.setitem(names.REQUIRED_BLOCKS, "sample", ())
    monkeypatch.setitem(names.PATTERNS, "sample", {"comment": COMMENT, "view": "number words"})
    monkeypatch.setitem(names.REQUIRED_PATTERNS, "sample", ())


def cell(inner: str, properties: str = "") -> str:
    width = f'<w:tcPr><w:tcW w:w="1000" w:type="dxa"/>{properties}</w:tcPr>'
    return f'<w:tc>{width}<w:p><w:pPr><w:pStyle w:val="SRFTableText"/></w:pPr>{inner}</w:p></w:tc>'


def row(*cells: str, head: bool = False) -> str:
    return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if head else ''}{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    style = '<w:tblPr><w:tblStyle w:val="SRFTable"/><w:tblW w:w="2000" w:type="dxa"/></w:tblPr>'
    return f'<w:tbl>{style}<w:tblGrid><w:gridCol w:w="1000"/></w:tblGrid>{"".join(rows)}</w:tbl>'


HEAD = row(cell(run("No.")), cell(run("Comment")), head=True)
PATTERN = row(cell(run("{{ comment.number }}")), cell(run("{{ comment.words }}")))
SIMPLE = table(HEAD, PATTERN)


def with_tables(*tables: str, language: str = "en") -> bytes:
    """The shipped draft with the tables in the place of its body; none of its other blocks."""

    def change(xml: str) -> str:
        for name in ("action_plan", "acronyms"):
            xml = xml.replace(f"{{{{ {name} }}}}", name)
        block = "<w:p><w:r><w:t>{{ body }}</w:t></w:r></w:p>"
        assert block in xml
        return xml.replace(block, "".join(tables))

    made = rewritten(change)
    return made if language == "en" else derive_with(made, language, {})


def items(count: int, **more: Any) -> list[Item]:
    return [
        {"number": say(str(n)), "words": say(f"words {n}", **more)} for n in range(1, count + 1)
    ]


def say(text: str, language: str = "en", **more: Any) -> Cell:
    return Cell(Words((text,) if text else (), language), **more)


def write(template: bytes, *groups: Group, language: str = "en", **more: Any) -> bytes:
    return write_word(
        template, plain_file(language, **{"groups": {"comment": groups}, **more}), SampleWriting
    )


def tables_of(data: bytes) -> list[list[list[str]]]:
    found = [t for t in part(data).iter(w("tbl")) if "Engagement" not in text_of(t)]
    return [[[text_of(c) for c in r.iter(w("tc"))] for r in t.iter(w("tr"))] for t in found]
