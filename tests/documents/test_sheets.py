"""Workbooks: figures as figures, text never taken for a formula, nothing silently dropped."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from srf_policy.documents.participation import participation_file
from srf_policy.documents.sheets import LONGEST, Cell, Table, whole, workbook
from srf_policy.languages.messages import msg
from srf_policy.store.queries.participation import participation
from tests.makers import AS_OF, EXPERT, LEAD, OBSERVER, STAFF, Seeded
from tests.operations.test_corrections import MEETING
from tests.operations.test_participation import ROWS

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def table(*rows: list[Cell]) -> bytes:
    name, column = msg("participation.sheet.rows"), msg("participation.column.place")
    return workbook([Table(name, [], [column, column], [10, 10], rows)], "en")


def cells(data: bytes) -> list[tuple[object, ...]]:
    return list(opened(data).worksheets[0].iter_rows(min_row=2, values_only=True))


def test_text_is_never_a_formula_or_a_link() -> None:
    evil = [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "@SUM(1)",
        "-1",
        "https://example.org",
        "{=A1}",
        "\u0001x",
    ]
    data = table(*[[words, 1] for words in evil])
    assert [row[0] for row in cells(data)][:6] == evil[:6]
    for row in opened(data).worksheets[0].iter_rows(min_row=2):
        assert row[0].data_type == "s"
        assert row[0].hyperlink is None


@pytest.mark.parametrize("sign", ["x", "س", "\U0001f600"])
def test_text_that_is_too_long_goes_on_in_the_row_below(sign: str) -> None:
    words = sign * (LONGEST * 2 + 5)
    found = list(whole([words, 7], "en"))
    assert found[0][1] == 7 and found[1][1] is None
    texts = [str(row[0]) for row in found]
    assert all(len(t.encode("utf-16-le")) // 2 <= LONGEST for t in texts)
    assert "".join(t.partition("\n[")[0] for t in texts) == words
    assert all("[" in t for t in texts[:-1]) and "[" not in texts[-1]
    assert cells(table([words, 7]))[0][1] == 7


def test_text_that_just_fits_stays_whole() -> None:
    assert len(list(whole(["x" * LONGEST], "en"))) == 1
    assert len(list(whole(["x" * (LONGEST + 1)], "en"))) == 2


@SQLITE
@pytest.mark.parametrize("language", ["en", "ar", "fa-AF", "ur"])
def test_the_workbook_says_what_the_screen_says(seeded: Seeded, language: str) -> None:
    title = {"en": "x" * 40_000}
    seeded.act(EXPERT, "record_meeting", **MEETING | {"title": title}, attending=ROWS)
    with seeded.reading() as session:
        found = participation(session, seeded.viewer(OBSERVER))
        book = opened(participation_file(found, language, AS_OF))
        total = found.total()
    assert len(book.sheetnames) == 6
    assert {bool(s.sheet_view.rightToLeft) for s in book.worksheets} == {language != "en"}
    head = next(n for n in range(1, 9) if book.worksheets[0].cell(n, 3).value)
    row = [c.value for c in book.worksheets[0][head + 1]]
    assert row[0] == "IRQ-PEI"
    assert row[2:] == [total.meetings, total.people, total.women, total.men, total.not_stated]
    last = book.worksheets[4]
    figures = [[c.value or 0 for c in row[-3:]] for row in last.iter_rows(min_row=head + 1)]
    assert [sum(column) for column in zip(*figures, strict=True)] == row[4:]


@SQLITE
def test_the_workbook_says_which_rounds_got_more_time(seeded: Seeded) -> None:
    seeded.act(LEAD, "open_round", closes_on=date(2019, 12, 4), invited=["MoFA", "MoI"])
    more = {"round": 3, "closes_on": date(2019, 12, 9), "reason": "=Eid"}
    seeded.act(LEAD, "extend_round", **more, institution="MoFA")
    seeded.act(LEAD, "extend_round", **more | {"closes_on": date(2019, 12, 6)})
    for address, names in ((STAFF, ["MoFA", None]), (OBSERVER, [None])):
        with seeded.reading() as session:
            found = participation(session, seeded.viewer(address))
            book = opened(participation_file(found, "en", AS_OF))
        codes = [e.institution and e.institution.code for _, e in found.extensions]
        assert codes == names, address
        last = [[c.value for c in row] for row in book.worksheets[5].iter_rows()][-1]
        assert last[:2] == ["IRQ-PEI", 3] and last[5:] == ["2019-12-06", "=Eid"]


@SQLITE
def test_an_empty_workbook_opens(seeded: Seeded) -> None:
    with seeded.reading() as session:
        found = participation(session, seeded.viewer(STAFF), "NO-SUCH")
        assert found.engagements == []
        opened(participation_file(found, "en", AS_OF))
