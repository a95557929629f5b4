"""Tags, names and the choice of a language."""

from __future__ import annotations

import pytest

from srf_policy.languages import tags


@pytest.mark.parametrize("tag", ["prs", "prs-AF", "fa_af", "FA-AF", "fa-Arab-AF", "prs_Arab_AF"])
def test_dari_under_all_its_tags(tag: str) -> None:
    expected = "fa-AF" if tag != "fa-Arab-AF" else "fa"
    assert tags.normalise(tag) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("fa-IR", "fa"), ("ar_IQ", "ar"), ("EN-gb", "en"), ("ku-Arab-IQ", "ckb"), ("xx", None)],
)
def test_regions_and_scripts_are_dropped(tag: str, expected: str | None) -> None:
    assert tags.normalise(tag) == expected


def test_every_language_is_known_to_babel_and_has_a_direction() -> None:
    for tag, language in tags.LANGUAGES.items():
        assert tags.normalise(tag) == tag
        assert tags.locale(tag).text_direction == language.direction


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("prs, en;q=0.5", "fa-AF"),
        ("fa;q=0.9, ps", "fa-AF"),
        ("de, ar-IQ;q=0.3, en;q=0.8", "en"),
        ("ar;q=0, en", "en"),
        ("de", "en"),
        ("", "en"),
        (None, "en"),
        ("*;;q=,,", "en"),
    ],
)
def test_negotiation(header: str | None, expected: str) -> None:
    assert tags.negotiate(header, ("en", "ar", "fa-AF")) == expected


def test_the_words_come_with_the_language_they_are_in() -> None:
    title = {"ar": "سياسة", "en": "Policy"}
    assert tags.choose(title, "ar") == ("سياسة", "ar")
    assert tags.choose(title, "ckb") == ("Policy", "en")
    assert tags.choose({"ps": "پالیسي"}, "ar") == ("پالیسي", "ps")
    assert tags.choose({"en": ""}, "ar") == ("", "ar")


def test_names_of_languages() -> None:
    assert tags.language_name("fa-AF", "en") == "Dari"
    assert tags.language_name("prs", "fa-AF") == "دری"
    assert tags.language_name("ckb", "en") == "Kurdish (Sorani)"
    assert tags.language_name("ar", "ar") == "العربية"
    assert tags.autonym("ps") == "پښتو"


def test_separators() -> None:
    assert tags.separator("ur") == "، "
    assert tags.separator("tg") == ", "
