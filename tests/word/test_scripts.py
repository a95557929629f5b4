"""Texts split by script."""

from __future__ import annotations

import pytest

from srf_policy.word.scripts import runs_of, split_runs

MIXED = "ادارهٔ (TVET) و MoRR, ICMPD. و #4f1c 92ab 07de 1234، متن ۱.۲ (MoU 2017)."


def pieces(text: str, language: str, own: str | None = None) -> list[tuple[str, bool]]:
    return [(run.text, "<w:rtl/>" in run.properties) for run in split_runs(text, language, own)]


def test_latin_in_a_right_to_left_text_takes_its_brackets_and_leaves_the_full_stop() -> None:
    assert [text for text, turned in pieces(MIXED, "fa-AF") if not turned] == [
        "(TVET)", "MoRR, ICMPD", "#4f1c 92ab 07de 1234", "(MoU 2017)",
    ]  # fmt: skip


def test_arabic_in_an_english_text_keeps_its_inner_signs() -> None:
    assert pieces("In عراق (١٢) بغداد. End", "en") == [
        ("In ", False), ("عراق (١٢) بغداد", True), (". End", False),
    ]  # fmt: skip


def test_bengali_is_complex_but_not_turned() -> None:
    first, second = split_runs("বাংলা ICMPD", "bn")
    assert str(first.properties) == '<w:cs/><w:lang w:bidi="bn-BD"/>'
    assert second.text == " ICMPD"


def test_codes_stay_in_one_run() -> None:
    assert [run.text for run in runs_of("4f1c 1234", "ar", latin=True)] == ["4f1c 1234"]


@pytest.mark.parametrize("language", ["en", "ar", "bn"])
@pytest.mark.parametrize("unit", ["1", "a", "ا", "1 ", "a 1-", "(a", "ا 1", "\n"])
def test_nothing_of_a_long_text_is_lost(unit: str, language: str) -> None:
    text = unit * (100_000 // len(unit))
    runs = split_runs(text, language)
    assert "".join(run.text for run in runs) == text
