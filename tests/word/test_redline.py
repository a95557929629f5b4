"""Redlines: accepting gives the newer text, rejecting the older one, whatever was changed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from markupsafe import Markup

from srf_policy.domain.diff import Piece, diff
from srf_policy.word import tracking
from srf_policy.word.draft import DraftWriting
from srf_policy.word.model import NoteRef, Provision, Ref, TableCell, WordFile, Words
from srf_policy.word.redline import RedlineFile, write_redline
from srf_policy.word.tracking import Pen
from srf_policy.word.writing import write_word
from srf_policy.word.xmlnames import w
from tests.word import accepting
from tests.word.accepting import Shown, shown
from tests.word.pairs import Maker, compared, read_as
from tests.word.redlines import template
from tests.word.samples import LABELS, origin, part
from tests.word.schema import out_of_order

CHANGES = ("ins", "del", "moveFrom", "moveTo", "pPrChange")


class Plain(DraftWriting):
    """The draft by itself, in the template of the redline."""

    kind = "redline"


def check(file: RedlineFile, data: bytes) -> None:
    old, new = (
        shown(accepting.as_it_is(write_word(template(file.language), one, Plain)))
        for one in read_as(file)
    )
    same(shown(accepting.accept(data)), new)
    same(shown(accepting.reject(data)), old, bookmarks=False)


def same(found: Shown, wanted: Shown, *, bookmarks: bool = True) -> None:
    assert found.body == wanted.body
    assert found.notes == wanted.notes
    if bookmarks:
        assert found.bookmarks == wanted.bookmarks


def pair(seed: int, language: str) -> RedlineFile:
    random = Random(seed)
    maker = Maker(random, language)
    old, new = maker.draft(), maker.draft()
    return compared(old, new, frozenset(p.mark for p in new.provisions if random.random() < 0.15))


@pytest.mark.parametrize("language", ["en", "ar"])
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_both_texts_come_back(language: str, seed: int) -> None:
    file = pair(seed, language)
    data = write_redline(template(language), file)
    check(file, data)
    sound(data)


def sound(data: bytes) -> None:
    """What the standard wants of the marks themselves."""
    tree = part(data)
    assert list(out_of_order(tree)) == []
    changes = [e.get(w("id")) for e in tree.iter(*map(w, CHANGES)) if e.get(w("author"))]
    assert len(changes) == len(set(changes))
    names = [e.get(w("name")) for e in tree.iter(w("bookmarkStart"))]
    assert len(names) == len(set(names))
    starts, ends = (
        [e.get(w("id")) for e in tree.iter(w(f"bookmark{x}"))] for x in ("Start", "End")
    )
    assert sorted(starts) == sorted(ends) and len(starts) == len(set(starts))
    moves = [[e.get(w("name")) for e in tree.iter(w(f"{x}RangeStart"))] for x in CHANGES[2:4]]
    assert sorted(moves[0]) == sorted(moves[1]) and len(moves[0]) == len(set(moves[0]))
    assert not [e for e in tree.iter(w("del")) for _ in e.iter(w("t"))]
    assert not [
        e for e in tree.iter(w("delText")) if not any(a.tag == w("del") for a in e.iterancestors())
    ]
    for table in tree.iter(w("tbl")):
        assert table.getnext().tag != w("tbl")


LOST: dict[str, Callable[[Pen, str], Markup]] = {
    "the mark of a paragraph": lambda pen, tag: Markup(),
    "the kind of a mark": lambda pen, tag: Markup("<w:rPr>{}</w:rPr>").format(pen.empty("ins")),
}


@pytest.mark.parametrize("lost", LOST)
def test_a_lost_mark_is_found(lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pen, "mark", LOST[lost])
    assert wrong("en")


def test_a_row_without_its_mark_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = Pen.empty
    mark = Pen.mark
    monkeypatch.setattr(Pen, "mark", lambda pen, tag: mark(Kept(pen, empty), tag))
    monkeypatch.setattr(Pen, "empty", lambda pen, tag: Markup())
    assert wrong("en")


class Kept:
    """A pen whose paragraphs keep their marks."""

    def __init__(self, pen: Pen, empty: Callable[[Pen, str], Markup]) -> None:
        self.pen, self.write = pen, empty

    def empty(self, tag: str) -> Markup:
        return self.write(self.pen, tag)


def test_an_island_that_belongs_to_one_text_only_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def swallowed(old: str, new: str) -> list[Piece]:
        return [p for p in diff(old, new) if p.kind != "same" or len(p.words) > 3]

    monkeypatch.setattr(tracking, "diff", swallowed)
    assert wrong("en")


def wrong(language: str) -> bool:
    """Whether one of a few pairs is not read as it should be."""
    for seed in range(25):
        file = pair(seed, language)
        try:
            check(file, write_redline(template(language), file))
        except AssertionError:
            return True
    return False


def said(mark: str, text: str, number: str = "1.", **more: Any) -> Provision:
    return Provision(f"id-{mark}", mark, "paragraph", 0, number, words=Words((text,), "en"), **more)


def plain(*provisions: Provision, language: str = "en") -> WordFile:
    return WordFile(language, origin(), LABELS[language], {}, provisions)


def written(old: WordFile, new: WordFile, moved: frozenset[str] = frozenset()) -> etree._Element:
    file = compared(old, new, moved)
    data = write_redline(template(new.language), file)
    check(file, data)
    return part(data)


def texts(tree: etree._Element, tag: str, inner: str) -> list[str]:
    """The words of each change of runs."""
    changes = (e for e in tree.iter(w(tag)) if e.getparent().tag in (w("p"), w("hyperlink")))
    return ["".join(t.text or "" for t in one.iter(w(inner))) for one in changes]


def test_small_islands_are_swallowed_and_the_author_is_told() -> None:
    tree = written(
        plain(said("a", "The ministry reports twice a year on figures.")),
        plain(said("a", "The ministry reports every quarter on figures.")),
    )
    assert texts(tree, "del", "delText") == ["twice a year"]
    assert texts(tree, "ins", "t") == ["every quarter"]
    change = next(tree.iter(w("ins")))
    assert change.get(w("author")) == "Silk Routes Facility"
    assert change.get(w("date")) == "2018-03-01T00:00:00Z"


def test_what_stays_has_its_newer_number_and_what_goes_the_one_it_had() -> None:
    old = plain(said("a", "One."), said("b", "Two.", "2."), said("c", "Three.", "3."))
    tree = written(old, plain(said("b", "Two.", "1."), said("c", "Three, changed.", "2.")))
    assert texts(tree, "del", "delText") == ["1.", "One."]
    assert texts(tree, "ins", "t") == [", changed"]
    marks = {e.get(w("name")) for e in tree.iter(w("bookmarkStart"))}
    assert {"p_a", "p_b", "p_c"} <= marks


def test_what_moved_is_a_move_and_what_was_changed_on_the_way_is_not() -> None:
    old = plain(said("a", "One."), said("b", "Two.", "2."), said("c", "Three.", "3."))
    new = plain(said("b", "Two.", "1."), said("c", "Three.", "2."), said("a", "One.", "3."))
    tree = written(old, new, frozenset("a"))
    assert texts(tree, "moveFrom", "t") == ["1.One."]
    assert texts(tree, "moveTo", "t") == ["3.", "One."]
    new = plain(said("b", "Two.", "1."), said("c", "Three.", "2."), said("a", "First.", "3."))
    tree = written(old, new, frozenset("a"))
    assert texts(tree, "moveTo", "t") == []
    assert texts(tree, "del", "delText") == ["1.One."]


def test_runs_from_right_to_left_stay_so() -> None:
    old, new = (
        WordFile("ar", origin(), LABELS["ar"], {}, [
            Provision("a", "a", "paragraph", 0, "1.", words=Words((text,), "ar"))])
        for text in ("تنشر الوزارة أرقام TVET كل سنة.", "تنشر الوزارة بيانات SCC كل سنة.")
    )  # fmt: skip
    tree = written(old, new)
    turned = [r.find(f"{w('rPr')}/{w('rtl')}") is not None for r in tree.iter(w("r"))
              if any(a.tag in (w("ins"), w("del")) for a in r.iterancestors())]  # fmt: skip
    assert turned == [True, False, True, False] and texts(tree, "del", "delText") == ["أرقام TVET"]


def table(code: str, *rows: str) -> Provision:
    """Each row a word for its name and one for each cell."""
    cells = [
        [TableCell(f"{code}{r}{c}", f"{code}{r}{c}", Words((text,), "en"))
         for c, text in enumerate(texts)]
        for r, *texts in (row.split() for row in rows)
    ]  # fmt: skip
    return Provision(code, code, "table", 0, caption="Table 1", rows=cells)


def rows(tree: etree._Element) -> list[str]:
    """ "+", "-" or "=" for each row of the table of the text."""
    made = next(t for t in tree.iter(w("tbl")) if "Year" in "".join(t.itertext()))
    signs = {w("ins"): "+", w("del"): "-"}
    properties = (row.find(w("trPr")) for row in made.iter(w("tr")))
    return [next((signs[p.tag] for p in one if p.tag in signs), "=") for one in properties]


def test_rows_come_and_go_by_themselves_and_columns_with_their_table() -> None:
    old = plain(table("t", "h Year Number", "a 2018 10", "b 2019 20"))
    tree = written(old, plain(table("t", "h Year Number", "c 2017 5", "b 2019 21")))
    assert rows(tree) == ["=", "-", "+", "="]
    assert texts(tree, "ins", "t")[-1] == "21"
    tree = written(old, plain(table("t", "h Year Number Sex", "a 2018 10 f", "b 2019 20 m")))
    assert rows(tree) == ["-", "-", "-"]
    assert sum("Year" in "".join(t.itertext()) for t in tree.iter(w("tbl"))) == 2


def test_footnotes_are_tracked_in_their_own_part() -> None:
    def noted(words: str, *kept: NoteRef) -> WordFile:
        note = Provision("n", "n", "footnote", 1, words=Words((words,), "en"))
        return plain(said("a", "A text.", notes=kept), *([note] if kept else []))

    there = noted("Law 20 of 2010.", NoteRef("n"))
    for old, new, expected in (
        (there, noted("Law 21 of 2010.", NoteRef("n")), {"del": ["20"], "ins": ["21"]}),
        (there, noted(""), {"del": ["Law 20 of 2010."], "ins": []}),
        (noted(""), there, {"del": [], "ins": ["Law 20 of 2010."]}),
    ):
        file = compared(old, new)
        data = write_redline(template("en"), file)
        check(file, data)
        notes = part(data, "word/footnotes.xml")
        assert {tag: texts(notes, tag, inner) for tag, inner in (("del", "delText"), ("ins", "t"))} \
            == expected  # fmt: skip


def test_a_reference_to_what_was_renumbered_is_no_change() -> None:
    def referring(text: str) -> WordFile:
        words = Words(("See ", Ref("b", "paragraph 2"), f" {text}."), "en")
        return plain(Provision("a", "a", "paragraph", 0, "1.", words=words), said("b", "Two."))

    tree = written(referring("now"), referring("then"))
    assert texts(tree, "del", "delText") == ["now"]
    gone = plain(said("a", "See nothing."), said("b", "Two."))
    link = next(e for e in written(referring("now"), gone).iter(w("hyperlink")))
    assert [child.tag for child in link] == [w("del")]


def test_another_style_is_told_as_a_change_of_the_paragraph() -> None:
    old = plain(Provision("a", "a", "item", 0, "(a)", words=Words(("Text.",), "en")))
    change = next(written(old, plain(said("a", "Text."))).iter(w("pPrChange")))
    assert change.find(f"{w('pPr')}/{w('pStyle')}").get(w("val")) == "SRFItem"


def test_the_same_input_gives_the_same_bytes_and_no_change_no_marks() -> None:
    file = pair(7, "en")
    assert write_redline(template("en"), file) == write_redline(template("en"), file)
    one = plain(said("a", "A text."))
    tree = written(one, one)
    assert list(tree.iter(*map(w, CHANGES))) == []
