"""The comment matrix: whole, in order, of nobody else's comments, and nothing of a text is lost."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select, true

from bench.bench_matrix import fill
from srf_policy.documents.sheets import LONGEST
from srf_policy.domain import Comment, Text
from srf_policy.domain.errors import Refused
from srf_policy.domain.exports import may_have
from srf_policy.domain.wording import text_hash
from srf_policy.languages.rendering import say
from srf_policy.store import scope
from srf_policy.store.queries import matrix as screen
from srf_policy.store.queries import texts
from srf_policy.store.queries.whole_matrix import whole_matrix
from tests.documents.opening import made, rows, said, sheet, tables
from tests.makers import LEAD, MOFA_CONSULAR, MOFA_FOCAL, MOI_FOCAL, OBSERVER, STAFF, Seeded
from tests.store.test_facts import counted
from tests.word.samples import paragraphs

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
LAST = date(2019, 12, 20)
SAID = {"round": 3, "answer": "remark", "provision": "il-o1-m2"}


@SQLITE
def test_both_files_hold_every_comment_of_a_round_in_the_order_of_the_text(seeded: Seeded) -> None:
    word = made(seeded, LEAD, kind="matrix", round=2)
    book = made(seeded, LEAD, kind="matrix", round=2, ending="xlsx")
    assert (word.name, book.name) == ("IRQ-PEI-matrix-round-2-en.docx",
                                      "IRQ-PEI-matrix-round-2-en.xlsx")  # fmt: skip
    found = tables(word.content)
    comments, counts = found["Comment matrix"], dict(found["Comments by disposition"])
    with seeded.reading() as session:
        viewer, engagement = seeded.viewer(LEAD), seeded.engagement()
        counted_there = screen.counts(session, viewer, engagement, 2)
        draft = texts.of_revision(session, texts.revision(session, engagement.id, 2))
        places = [node.provision_id for node in (*draft.nodes, *draft.plan)]
        lines = list(whole_matrix(session, viewer, engagement, 2).lines)
    assert len(comments) == counted_there.comments == int(counts["All comments"])
    assert int(counts["Open"]) == counted_there.open
    order = [int(row[0]) for row in comments]
    ranked = sorted(lines, key=lambda line: (places.index(line.provision), line.number))
    assert order == [line.number for line in ranked]
    held = rows(sheet(book.content))
    assert [row[0] for row in held] == order
    assert [row[14] for row in held] == [row[6] for row in comments]
    total = rows(sheet(book.content, 1))[-1]
    assert total[-1] == len(comments) == sum(total[1:-1])


@SQLITE
def test_the_workbook_filters_reads_from_right_to_left_and_has_days(seeded: Seeded) -> None:
    found = sheet(made(seeded, LEAD, kind="matrix", language="ar", ending="xlsx").content)
    assert found.sheet_view.rightToLeft and found.auto_filter.ref.startswith("A")
    first = rows(found)[0]
    assert isinstance(first[8], datetime) and first[8].year == 2019
    fills = {row[14].fill.fgColor.rgb for row in found.iter_rows() if row[14].font.b}
    assert {"FFE3F1E8", "FFF8E6E3", "FFFFF4D6"} <= fills


@SQLITE
@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_the_same_comments_make_the_same_bytes(seeded: Seeded, ending: str) -> None:
    one, two = (made(seeded, LEAD, kind="matrix", ending=ending).content for _ in range(2))
    assert one == two


def layers(seeded: Seeded) -> dict[str, set[str]]:
    """A canary in every layer of two ministries, and who may read it."""
    seeded.act(LEAD, "open_round", closes_on=LAST, invited=["MoFA", "MoI"])
    number = seeded.act(MOI_FOCAL, "save_comment", text="canary-moi-sent", **SAID).values["comment"]
    seeded.act(MOI_FOCAL, "send_submission", round=3)
    answer = {"disposition": "noted", "response": "canary-moi-response", "language": "en"}
    seeded.act(LEAD, "answer_comment", comment=number, **answer)
    seeded.act(MOFA_FOCAL, "save_comment", text="canary-mofa-institution", **SAID)
    seeded.act(MOFA_CONSULAR, "save_comment", text="canary-mofa-department", **SAID)
    sent = {MOI_FOCAL, LEAD, STAFF}
    return {
        "canary-moi-sent": sent,
        "canary-moi-response": sent,
        "canary-mofa-institution": {MOFA_FOCAL, MOFA_CONSULAR},
        "canary-mofa-department": {MOFA_FOCAL, MOFA_CONSULAR},
    }


def leaks(seeded: Seeded, canaries: dict[str, set[str]], by: str) -> list[str]:
    found = []
    for ending in ("docx", "xlsx"):
        text = said(made(seeded, by, kind="matrix", ending=ending).content)
        found += [f"{by} {ending} {c}" for c, ok in canaries.items() if (c in text) != (by in ok)]
    return found


@SQLITE
def test_nobody_gets_what_is_not_theirs(seeded: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    canaries = layers(seeded)
    for by in (MOFA_FOCAL, MOFA_CONSULAR, MOI_FOCAL, LEAD, STAFF, OBSERVER):
        assert leaks(seeded, canaries, by) == []
    # The planted bug: a query without the scope must not pass here.
    monkeypatch.setattr(scope, "_layers", lambda viewer, engagement_id: true())
    assert len(leaks(seeded, canaries, MOFA_FOCAL)) == 4


@SQLITE
def test_who_was_not_invited_learns_nothing_of_a_round(seeded: Seeded) -> None:
    seeded.act(LEAD, "open_round", closes_on=LAST, invited=["MoI"])
    for by, number, known in ((MOFA_FOCAL, 3, "rounds 1 and 2"), (MOFA_FOCAL, 9, "rounds 1 and 2"),
                              (LEAD, 9, "rounds 1, 2 and 3")):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            made(seeded, by, kind="matrix", round=number)
        told = say(refusal.value.problems[0].message, "en")
        assert told == f"There is no round {number}. There are {known}."
    for number in (3, 9):
        with pytest.raises(Refused) as refusal:
            made(seeded, OBSERVER, kind="matrix", round=number)
        told = say(refusal.value.problems[0].message, "en")
        assert told == "There is no consultation round yet that you may see."
    control = dict(tables(made(seeded, MOFA_FOCAL, kind="matrix").content)["Document control"])
    assert control["Consultation round"] == "1, 2"
    assert dict(
        tables(made(seeded, OBSERVER, kind="matrix").content)["Document control"]
    )["Consultation round"] == "not recorded"  # fmt: skip


@SQLITE
def test_a_language_that_the_engagement_is_not_written_in(seeded: Seeded) -> None:
    with pytest.raises(Refused):
        made(seeded, LEAD, kind="matrix", language="fa-AF")


EVIL = [
    "=1+1",
    "{{ engagement.title }}",
    "<w:p/>&amp;",
    "a\ufffeb",
    "{ref: il-o1-m2}",
    "عربي (EU) 12",
]
LONG = "Every word of it counts. " * 4_000


@SQLITE
def test_nothing_of_a_text_is_lost_or_carried_out(seeded: Seeded) -> None:
    words = "\n".join(EVIL) + LONG
    rewrite(seeded, 27, words)
    shown = words.replace("\ufffe", "\ufffd").replace("{ref: il-o1-m2}", "measure 1.1.2")
    row = next(
        row for row in tables(made(seeded, LEAD, kind="matrix", round=2).content)["Comment matrix"]
        if row[0] == "27"
    )  # fmt: skip
    assert row[4] == shown
    book = sheet(made(seeded, LEAD, kind="matrix", round=2, ending="xlsx").content)
    parts = [row for row in rows(book) if row[0] == 27]
    assert len(parts) == 4
    assert {row[14] for row in parts} == {"Accepted"}, "no filter parts a text from its rest"
    assert all(len(row[11]) <= LONGEST for row in parts)
    assert (
        "".join(row[11].removesuffix("\n[The text goes on in the row below.]") for row in parts)
        == shown
    )
    assert all(cell.data_type != "f" for row in book.iter_rows() for cell in row)


def rewrite(seeded: Seeded, number: int, words: str) -> None:
    with seeded.store.database.writing() as session:
        comment = session.scalar(select(Comment).where(Comment.number == number))
        assert comment is not None
        sha = text_hash(words)
        session.add(Text(engagement_id=comment.engagement_id, sha256=sha, words=words))
        comment.words = sha


def test_statements_do_not_grow_with_comments(seeded: Seeded) -> None:
    used, found = [], []
    for _ in range(2):
        with seeded.reading() as session:
            viewer, engagement = seeded.viewer(LEAD), seeded.engagement()
            with counted(seeded) as statements:
                found.append(whole_matrix(session, viewer, engagement))
        used.append(len(statements))
        if len(found) == 1:
            with seeded.store.database.writing() as session:
                fill(session, 500)
    assert used[0] == used[1] <= 6
    assert [len(list(matrix.lines)) for matrix in found] == [44, 500]


@SQLITE
def test_long_tables_are_cut_with_their_head_again(seeded: Seeded) -> None:
    with seeded.store.database.writing() as session:
        fill(session, 900)
    file = made(seeded, LEAD, kind="matrix")
    assert len(tables(file.content)["Comment matrix"]) == 900
    assert paragraphs(file.content).count("Shown in revision") > 9, "nine parts, one above 200 rows"


@SQLITE
def test_who_may_ask_for_it(seeded: Seeded) -> None:
    """Whom it would tell something; the report is for who sees what others said."""
    number = seeded.engagement().id
    asked = {by: seeded.viewer(by) for by in (LEAD, MOFA_FOCAL, OBSERVER)}
    assert [may_have(viewer, "matrix", number) for viewer in asked.values()] == [True, True, False]
    assert [may_have(viewer, "report", number) for viewer in asked.values()] == [True, False, False]
