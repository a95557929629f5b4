"""The sentences, one `.po` file per language: msgid is the code, English is a catalogue too.

Files are parsed in memory when a language is first used; there are no `.mo` files. Plural forms
stand in the order of CLDR (zero, one, two, few, many, other), as far as the language has them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from babel.messages.pofile import read_po

from .tags import locale, normalise

_ORDER = ("zero", "one", "two", "few", "many", "other")


class UnknownCode(KeyError):
    """A message code that not even the English catalogue holds."""


class Catalogue(NamedTuple):
    """Code -> plural form -> sentence; a sentence without plurals stands under `other` alone."""

    sentences: Mapping[str, Mapping[str, str]]
    reviewed: bool


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; empty where there is none."""
    file = resources.files(__package__) / "catalogues" / f"{language}.po"
    if not file.is_file():
        return Catalogue({}, False)
    return parse(file.read_text("utf-8"), language)


def parse(po: str, language: str) -> Catalogue:
    """The text of a `.po` file as a catalogue; empty and fuzzy entries are left out."""
    found = read_po(io.StringIO(po), locale=locale(language), abort_invalid=True)
    forms = plural_forms(language)
    sentences: dict[str, dict[str, str]] = {}
    for entry in found:
        code = entry.id[0] if isinstance(entry.id, (tuple, list)) else entry.id
        if code and entry.string and not entry.fuzzy:
            sentences[code] = _by_form(entry.string, forms)
    return Catalogue(sentences, re.search(r'^"X-Reviewed: yes\\n"$', po, re.MULTILINE) is not None)


def _by_form(words: str | tuple[str, ...] | list[str], forms: tuple[str, ...]) -> dict[str, str]:
    if isinstance(words, str):
        return {"other": words}
    return {form: sentence for form, sentence in zip(forms, words, strict=True) if sentence}


def plural_forms(language: str) -> tuple[str, ...]:
    """The plural forms of a language, in the order of its `msgstr[n]`."""
    tags = locale(language).plural_form.tags | {"other"}
    return tuple(form for form in _ORDER if form in tags)


def sentence(code: str, language: str, count: int | None = None) -> tuple[str, str]:
    """The sentence with its `{names}` still open, and the tag of the language it is in.

    English stands in for what a language lacks. Raises UnknownCode where English lacks it too.
    """
    forms, tag = forms_of(code, language)
    form = "other" if count is None else _plural_form(tag, count)
    return forms.get(form) or forms["other"], tag


@lru_cache(maxsize=16384)
def forms_of(code: str, language: str) -> tuple[Mapping[str, str], str]:
    """All plural forms of a sentence, and the tag of the language they are in. Never changes."""
    for tag in (normalise(language) or "en", "en"):
        forms = catalogue(tag).sentences.get(code)
        if forms:
            return forms, tag
    raise UnknownCode(code)


@lru_cache(maxsize=4096)
def _plural_form(language: str, count: int) -> str:
    return locale(language).plural_form(count)


def reviewed(language: str) -> bool:
    """Whether a native speaker has checked the translation; screens and files say so if not."""
    return catalogue(normalise(language) or language).reviewed
