"""What may stand in a text that people send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srf_policy.languages.bidi import clean, refuse_reason


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("\u202eevil", "text.direction_override"),
        ("a\u202ab\u202c", "text.direction_override"),
        ("\u2067open", "text.direction_unbalanced"),
        ("closed\u2069", "text.direction_unbalanced"),
        ("\u2069\u2067", "text.direction_unbalanced"),
        ("\u2067over\ntwo lines\u2069", "text.direction_unbalanced"),
        ("bell\x07", "text.control_character"),
        ("\x00", "text.control_character"),
        ("\x85", "text.control_character"),
        ("\ud800", "text.control_character"),
        ("\uffff", "text.control_character"),
    ],
)
def test_refused(text: str, code: str) -> None:
    reason = refuse_reason(text)
    assert reason is not None
    assert reason.code == code


@pytest.mark.parametrize(
    "text",
    ["می‌شود", "a\u200d\u200e\u200f\u061c", "\u2067عربي \u2066in\u2069\u2069", "two\n\tlines", ""],
)
def test_allowed(text: str) -> None:
    assert refuse_reason(text) is None


def test_cleaning() -> None:
    assert clean("  one\r\ntwo\rthree \n") == "one\ntwo\nthree"
    assert clean("e\u0301") == "é"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
