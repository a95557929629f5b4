"""Words of provisions: hashes, marks in Word files, references."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srf_policy.domain import texts
from srf_policy.domain.wording import PROVISION_ID, mark, references, text_hash, with_references

IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,39}", fullmatch=True)


@given(IDS)
def test_a_mark_is_sixteen_letters_of_base32(provision: str) -> None:
    assert re.fullmatch("[a-z2-7]{16}", mark("IRQ-PEI", provision))


def test_a_mark_never_changes() -> None:
    assert mark("IRQ-PEI", "il-o1-m2") == mark("IRQ-PEI", "il-o1-m2")
    assert mark("IRQ-PEI", "il-o1-m2") != mark("AFG-CMP", "il-o1-m2")
    assert mark("IRQ-PEI", "pre-p1") == "birdcodnpbpsb74l"


def test_bookmarks_fit_into_the_forty_characters_of_word() -> None:
    longest = max(["heading", *texts.ACTION_FIELDS], key=len)
    assert len(f"p_{mark('IRQ-PEI', 'x')}_{longest}") <= 40


def test_marks_of_all_seeds_differ() -> None:
    seeds = [f for f in files("srf_policy.seeds").iterdir() if f.name.endswith(".yaml")]
    for seed in seeds:
        ids = set(re.findall(r"\bid: ([a-z0-9-]+)", seed.read_text("utf-8")))
        assert len({mark(seed.name, one) for one in ids}) == len(ids)


@pytest.mark.parametrize("name", ["", "-a", "A", "a_b", "a" * 41, "a b", "é", "٣"])
def test_not_an_id(name: str) -> None:
    assert not PROVISION_ID.fullmatch(name)


def test_references_in_order() -> None:
    words = "See {ref: gp-1}, {ref:gp-4} and {ref:  gp-1}; not {ref: Gp} or {reference: x}."
    assert list(references(words)) == ["gp-1", "gp-4", "gp-1"]
    assert with_references("See {ref: gp-1}.", lambda one: f"<{one}>") == "See <gp-1>."


def test_the_hash_is_of_the_words_in_utf8() -> None:
    assert text_hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert text_hash("سیاست") != text_hash("سياست")
    with pytest.raises(UnicodeEncodeError):
        text_hash("\ud800")
