"""Plain paragraphs and headings are written at once: to the byte as the long way writes them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srf_policy.word.draft import DraftWriting
from srf_policy.word.model import NoteRef, Provision, Ref, WordFile, Words
from srf_policy.word.printing import printed_paragraphs
from srf_policy.word.template import open_template
from tests.word.samples import LABELS, SHIPPED, origin

_TEXTS = st.text(st.sampled_from("ab1 .<>&\"'\t\n\x00\x7f\u00a0\u200céاবЖ"), max_size=8)
_PARTS = st.one_of(
    st.tuples(_TEXTS), st.just((Ref("m2", "2."),)), st.tuples(_TEXTS, st.just(NoteRef("m3", "")))
)
_WORDS = st.builds(
    Words, _PARTS, st.sampled_from(["en", "en", "ar", "ru"]), st.sampled_from(["", "", "[old]"])
)
_PROVISIONS = st.builds(
    Provision, st.just("p-1"), st.just("m1"),
    st.sampled_from(["paragraph", "measure", "item", "definition", "area", "section", "table"]),
    st.sampled_from([0, 1]), st.one_of(st.just("1."), _TEXTS), st.one_of(st.none(), st.none(), _WORDS),
    st.one_of(st.none(), _WORDS, _WORDS), notes=st.sampled_from([(), (), (NoteRef("m3", ""),)]),
)  # fmt: skip

_FILE = WordFile("en", origin(), LABELS["en"], {})
_ABOVE = Provision("p-0", "m0", "area", 0, "1.", Words(("Above",), "en"))

Made = tuple[bytes, object, object]
"""The paragraph, its bookmarks and its lines in the contents."""


def _both(*provisions: Provision) -> tuple[Made | None, Made]:
    """What is written of the last one, where the others stand above it."""
    short, long = (
        DraftWriting(open_template(SHIPPED.read_bytes(), "draft", "en"), _FILE) for _ in range(2)
    )
    for provision in provisions:
        line = short.body.line(provision)
        made = printed_paragraphs(list(long.body.paragraphs(provision)))
    slow = made, _bookmarks(long), long.body.entries
    return None if line is None else (line.encode(), _bookmarks(short), short.body.entries), slow


def _bookmarks(writing: DraftWriting) -> list[list[str]]:
    return [writing.anchors.names, writing.anchors.owners, writing.anchors.printed]


@settings(max_examples=80, deadline=None)
@given(_PROVISIONS)
def test_both_ways_are_the_same(provision: Provision) -> None:
    line, made = _both(_ABOVE, provision)
    assert line in (None, made)


@pytest.mark.parametrize("column", ["heading", "words"])
@pytest.mark.parametrize("kind", ["part", "objective", "section"])
def test_plain_headings_are_taken(kind: str, column: str) -> None:
    title = {column: Words(("Data & figures",), "en")}
    line, made = _both(_ABOVE, Provision("p-1", "m1", kind, 1, "1.1", **title))
    assert line == made
    both = Provision("p-1", "m1", kind, 1, "1.1", *[Words(("Data",), "en")] * 2)
    assert _both(_ABOVE, both)[0] is None


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("A < B & \"C\" > 'D'.", True),
        ("Café – “Ж”", True),
        ("Café کابل", False),
        ("ঢাকা", False),
        ("a\u0000é", False),
        ("a\tb", False),
        ("a\x7f", False),
        ("", False),
    ],
)
def test_only_plain_words_are_taken(text: str, taken: bool) -> None:
    provision = Provision("p", "m", "paragraph", 0, "1.", None, Words((text,), "en"))
    line, made = _both(provision)
    assert (line == made) is taken
    assert (line is None) is not taken
