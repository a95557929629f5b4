"""Redlines by words: nothing is lost, and they can be read."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from srf_policy.domain.diff import Piece, diff

WORDS = st.lists(
    st.sampled_from(
        ["the", "Ministry", " ", "  ", "\n", ",", "2019", "الوزارة", "می\u200cشود", "a"]
    )
)
TEXTS = st.one_of(st.text(max_size=40), WORDS.map("".join))


def without(kind: str, pieces: list[Piece]) -> str:
    return "".join(piece.words for piece in pieces if piece.kind != kind)


@given(TEXTS, TEXTS)
def test_dropping_one_side_gives_the_other(old: str, new: str) -> None:
    pieces = diff(old, new)
    assert without("added", pieces) == old
    assert without("removed", pieces) == new


@given(TEXTS, TEXTS)
def test_pieces_say_something_and_never_repeat_their_kind(old: str, new: str) -> None:
    pieces = diff(old, new)
    assert all(piece.words for piece in pieces)
    assert all(a.kind != b.kind for a, b in pairwise(pieces))


@given(TEXTS)
def test_equal_texts_have_no_change(text: str) -> None:
    assert diff(text, text) == ((Piece("same", text),) if text else ())


def test_one_word_is_changed_alone() -> None:
    assert diff("The Ministry keeps a register.", "The Ministry keeps a list.") == (
        Piece("same", "The Ministry keeps a "),
        Piece("removed", "register"),
        Piece("added", "list"),
        Piece("same", "."),
    )


def test_small_islands_between_changes_are_swallowed() -> None:
    pieces = diff("keep a public register", "draw up a open list")
    assert [piece.kind for piece in pieces] == ["removed", "added"]


def test_a_long_stretch_between_changes_stays() -> None:
    pieces = diff("one institutions two", "three institutions four")
    assert Piece("same", " institutions ") in pieces


def test_what_is_removed_stands_before_what_is_added() -> None:
    kinds = [piece.kind for piece in diff("within ninety days of it", "in sixty weeks of it")]
    assert kinds == ["removed", "added", "same"]
