"""Digits there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srf_policy.languages.digits import say_number, to_ascii, to_native
from srf_policy.languages.tags import LANGUAGES


@given(st.text(alphabet="0123456789.,/- "), st.sampled_from(sorted(LANGUAGES)))
def test_native_digits_read_back(text: str, language: str) -> None:
    assert to_ascii(to_native(text, language)) == text


@given(st.text())
def test_only_digits_change(text: str) -> None:
    assert len(to_ascii(text)) == len(text)
    assert to_ascii(to_ascii(text)) == to_ascii(text)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fa-AF", "۲.۱"), ("prs", "۲.۱"), ("ps", "۲.۱"), ("ar", "٢.١"), ("bn", "২.১"), ("ur", "2.1")],
)
def test_digits_by_language(language: str, expected: str) -> None:
    assert to_native("2.1", language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "120,000"), ("ar", "١٢٠٬٠٠٠"), ("fa-AF", "۱۲۰٬۰۰۰"), ("ur", "120,000")],
)
def test_large_numbers_are_grouped(language: str, expected: str) -> None:
    assert say_number(120_000, language) == expected


def test_years_are_not() -> None:
    assert say_number(1398, "fa-AF") == "۱۳۹۸"
