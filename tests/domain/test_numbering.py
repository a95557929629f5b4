"""Numbers of provisions, as people quote them."""

from __future__ import annotations

import re
import time

import pytest

from srf_policy.domain.numbering import Number, label, name, number, printed
from srf_policy.domain.schemes import (
    DEFAULT,
    OWN_LETTERS,
    SCHEMES,
    Numbering,
    Style,
    article_pattern,
    count_of,
    numbering_of,
)
from srf_policy.domain.schemes import lettered as letters
from srf_policy.languages.messages import msg
from srf_policy.languages.rendering import say

TREE = [
    ("intro", "section", None),
    ("p1", "paragraph", "intro"),
    ("a", "area", None),
    ("ao1", "objective", "a"),
    ("m1", "measure", "ao1"),
    ("m2", "measure", "ao1"),
    ("i1", "item", "m2"),
    ("i2", "item", "m2"),
    ("ao2", "objective", "a"),
    ("m3", "measure", "ao2"),
    ("i3", "item", "m3"),
    ("p2", "paragraph", "ao2"),
    ("part", "part", None),
    ("b", "area", "part"),
    ("bm", "measure", "b"),
    ("bo", "objective", "b"),
    ("glossary", "annex", None),
    ("d1", "definition", "glossary"),
    ("l1", "action", None),
    ("l2", "action", None),
]


def test_every_kind_is_numbered_by_its_own_rule() -> None:
    numbers = number(TREE)
    assert {key: value for key, value in numbers.items() if not value} == {
        "intro": "", "part": "", "glossary": "",
    }  # fmt: skip
    assert [numbers[key] for key in ("a", "ao1", "m1", "m2", "ao2", "m3")] == [
        "1", "1.1", "1.1.1", "1.1.2", "1.2", "1.2.1",
    ]  # fmt: skip
    assert [numbers[key] for key in ("p1", "p2", "l1", "l2")] == ["1", "2", "1", "2"]
    assert [numbers[key] for key in ("i1", "i2", "i3", "d1")] == ["a", "b", "a", "a"]


def test_areas_run_through_parts_and_no_two_siblings_share_a_number() -> None:
    numbers = number(TREE)
    assert [numbers[key] for key in ("b", "bm", "bo")] == ["2", "2.1", "2.2"]


def test_only_the_order_of_siblings_matters() -> None:
    breadth_first = sorted(TREE, key=lambda row: row[2] is not None)
    assert number(breadth_first) == number(TREE)


def test_a_parent_that_is_not_there_counts_as_the_top() -> None:
    assert number([("m", "measure", "gone")]) == {"m": "1"}


def test_letters_go_on_after_z() -> None:
    assert [letters(n) for n in (1, 26, 27, 52, 703)] == ["a", "z", "aa", "az", "aaa"]


def test_numbers_are_printed_and_named() -> None:
    assert printed("paragraph", "3", "en") == "3."
    assert printed("item", "b", "en") == "(b)"
    assert printed("measure", "1.1.1", "en") == "1.1.1"
    assert printed("annex", "", "en") == ""
    assert label("measure", "2.1.3") == msg("provision.measure", number="2.1.3")
    assert label("item", "a") == msg("provision.item", number="(a)")
    assert label("annex", "") == msg("provision.annex_unnumbered")


def test_ten_thousand_provisions_in_well_under_a_second() -> None:
    rows: list[tuple[str, str, str | None]] = [("area", "area", None)]
    rows += [(f"m{n}", "measure", "area") for n in range(10_000)]
    started = time.process_time()
    assert number(rows)["m9999"] == "1.10000"
    assert time.process_time() - started < 0.5


ARTICLES, BY_AREA = Numbering(SCHEMES["articles"]), Numbering(SCHEMES["by_area"])


def test_articles_run_through_paragraphs_and_measures() -> None:
    numbers = number(TREE, ARTICLES)
    assert [numbers[key] for key in ("p1", "m1", "m2", "m3", "p2", "bm")] == list("123456")
    assert [numbers[key] for key in ("a", "ao1", "i2")] == ["1", "1.1", "b"]


def test_paragraphs_begin_anew_in_each_area() -> None:
    tree = [
        ("lead", "paragraph", None), ("a", "area", None), ("s", "section", "a"),
        ("a1", "paragraph", "s"), ("a2", "paragraph", "s"), ("o", "objective", "a"),
        ("o1", "paragraph", "o"), ("b", "area", None), ("b1", "paragraph", "b"),
    ]  # fmt: skip
    numbers = number(tree, BY_AREA)
    assert [numbers[key] for key in ("lead", "a1", "a2", "o", "o1", "b1")] == [
        "1", "1.1", "1.2", "1.3", "1.3.1", "2.1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "article", "items"),
    [
        ("en", "Article 12", "(a) (b) (c) (d) (e)"),
        ("ar", "المادة ١٢", "(أ) (ب) (ج) (د) (هـ)"),
        ("fa-AF", "مادهٔ ۱۲", "(الف) (ب) (ج) (د) (ه)"),
        ("ps", "ماده ۱۲", "(الف) (ب) (ج) (د) (ه)"),
        ("ur", "دفعہ 12", "(الف) (ب) (ج) (د) (ہ)"),
        ("bn", "অনুচ্ছেদ ১২", "(ক) (খ) (গ) (ঘ) (ঙ)"),
        ("ru", "Статья 12", "(а) (б) (в) (г) (д)"),
        ("kk", "12-бап", "(а) (б) (в) (г) (д)"),
        ("uz", "12-modda", "(a) (b) (c) (d) (e)"),
    ],
)
def test_each_language_prints_its_own(language: str, article: str, items: str) -> None:
    def shown(kind: str, logical: str) -> str:
        return printed(kind, Number.of(kind, logical, ARTICLES), language)

    assert shown("paragraph", "12") == shown("measure", "12") == article
    assert " ".join(shown("item", letter) for letter in "abcde") == items
    assert re.sub(article_pattern(), "", f"{article} Everybody may.") == "Everybody may."


def test_what_a_language_does_otherwise() -> None:
    styles = {"ar": Style("latin", "latin"), "ur": Style(digits="native")}
    chosen = Numbering(SCHEMES["articles"], styles)
    assert [chosen.quoted("item", "c", tag) for tag in ("ar", "ur")] == ["(c)", "(ج)"]
    assert [chosen.quoted("action", "12", tag) for tag in ("ar", "ur", "fa-AF")] == [
        "12", "۱۲", "۱۲",
    ]  # fmt: skip
    assert numbering_of(chosen.kept()) == chosen
    assert (numbering_of({}), DEFAULT.kept()) == (DEFAULT, {})


def test_letters_go_on_in_every_script() -> None:
    for letters_ in OWN_LETTERS.values():
        assert len(set(letters_)) == len(letters_)
        assert letters(len(letters_) + 1, letters_) == letters_[0] * 2
    assert [count_of(letters(n)) for n in (1, 26, 27, 703)] == [1, 26, 27, 703]


def test_what_was_printed_goes_before_what_the_scheme_says() -> None:
    kept = Number.of("item", "b", DEFAULT, {"ar": "(ب)"})
    assert (printed("item", kept, "ar"), printed("item", kept, "en")) == ("(ب)", "(b)")
    assert kept == "b"
    above = Number.of("paragraph", "5", DEFAULT)
    inside = Number.of("item", "a", DEFAULT, above=("paragraph", above))
    assert name("item", inside, "en") == say(label("item", inside), "en") == "paragraph 5 (a)"
    article = Number.of("paragraph", "5", ARTICLES)
    assert [name("paragraph", article, tag) for tag in ("en", "ru", "ar")] == [
        "Article 5", "Статья 5", "المادة ٥",
    ]  # fmt: skip
