"""Plural forms, fallback, and the catalogues against each other."""

from __future__ import annotations

import re

import pytest

from srf_policy.languages import catalogues
from srf_policy.languages.catalogues import catalogue, parse, plural_forms, reviewed, sentence
from srf_policy.languages.rendering import split
from srf_policy.languages.tags import INTERFACE, LANGUAGES, locale

TRANSLATIONS = [tag for tag in INTERFACE if tag != "en"]


def _names(words: str) -> set[str]:
    return {name for _, name in split(words) if name}


@pytest.mark.parametrize(
    ("count", "form"),
    [(0, "zero"), (1, "one"), (2, "two"), (3, "few"), (11, "many"), (100, "other"), (103, "few")],
)
def test_arabic_has_six_plural_forms(count: int, form: str) -> None:
    assert plural_forms("ar") == ("zero", "one", "two", "few", "many", "other")
    assert locale("ar").plural_form(count) == form


def test_arabic_days() -> None:
    said = [sentence("date.in_days", "ar", count)[0] for count in (2, 3, 11, 100)]
    assert said == ["بعد يومين", "بعد {count} أيام", "بعد {count} يومًا", "بعد {count} يوم"]


def test_dari_says_none_as_it_says_one() -> None:
    assert plural_forms("fa-AF") == ("one", "other")
    assert locale("fa-AF").plural_form(0) == "one"


def test_english_stands_in_for_what_is_missing() -> None:
    assert sentence("date.today", "ckb") == ("today", "en")
    assert sentence("date.today", "prs")[1] == "fa-AF"


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(catalogues.UnknownCode):
        sentence("no.such_code", "ar")


def test_empty_and_fuzzy_entries_do_not_count() -> None:
    po = 'msgid "a.b"\nmsgstr ""\n\n#, fuzzy\nmsgid "c.d"\nmsgstr "x"\n\nmsgid "e.f"\nmsgstr "y"\n'
    assert parse(po, "ckb").sentences == {"e.f": {"other": "y"}}


def test_only_english_is_marked_as_checked() -> None:
    assert [tag for tag in LANGUAGES if reviewed(tag)] == ["en"]


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_sentence_is_translated(language: str) -> None:
    english, translated = catalogue("en").sentences, catalogue(language).sentences
    assert sorted(english.keys() - translated.keys()) == []
    assert sorted(translated.keys() - english.keys()) == []


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_plural_sentences_have_every_form(language: str) -> None:
    english, translated = catalogue("en").sentences, catalogue(language).sentences
    plural = {code for code, forms in english.items() if len(forms) > 1}
    lacking = {code for code in plural if set(translated[code]) != set(plural_forms(language))}
    assert lacking == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_name_the_same_parameters(language: str) -> None:
    for code, forms in catalogue(language).sentences.items():
        english = catalogue("en").sentences[code]
        assert _names(forms["other"]) == _names(english["other"]), code
        # "One day" and the Arabic dual say the number in the word itself.
        allowed = [_names(words) | {"count"} for words in english.values()]
        for words in forms.values():
            assert _names(words) | {"count"} in allowed, code


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_brace_is_left_over(language: str) -> None:
    for code, forms in catalogue(language).sentences.items():
        for words in forms.values():
            literal = "".join(text for text, name in split(words) if name is None)
            braces = len(re.findall(r"[{}]", words.replace("{{", "").replace("}}", "")))
            assert braces == 2 * sum(name is not None for _, name in split(words)), (code, literal)


@pytest.mark.parametrize("language", LANGUAGES)
def test_house_style(language: str) -> None:
    for code, forms in catalogue(language).sentences.items():
        for words in forms.values():
            assert "·" not in words, code
            assert words == words.strip(), code
