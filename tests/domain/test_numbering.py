"""Numbers of provisions, as people quote them."""

from __future__ import annotations

import time

from srf_policy.domain.numbering import label, number, printed
from srf_policy.domain.schemes import lettered as letters
from srf_policy.languages.messages import msg

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
    started = time.perf_counter()
    assert number(rows)["m9999"] == "1.10000"
    assert time.perf_counter() - started < 0.5
