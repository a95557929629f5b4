"""The numbering schemes by name, and how each language writes letters, digits and the word before.

A scheme is data. Its meaning never changes once it has numbered a revision: a new one gets a new name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from srf_policy.languages.digits import own_digits, to_native
from srf_policy.languages.tags import normalise

Letters = Literal["latin", "own"]

LETTERS: tuple[Letters, ...] = ("latin", "own")
DIGITS = ("latin", "native")


@dataclass(frozen=True)
class Rule:
    """How the provisions of one kind are counted, and what stands around their number.

    `counts`: `run` through the whole text; `chain` under the nearest heading that is chained, its
    number in front; `area` the same, and through the text where no such heading stands above;
    `parent` anew under each parent. Kinds of one `series` are counted together.
    """

    counts: Literal["run", "chain", "area", "parent"]
    series: str = ""
    word: str = ""
    lettered: bool = False
    point: bool = False


@dataclass(frozen=True)
class Scheme:
    """A kind without a rule carries no number. `letters`: how items are lettered by themselves."""

    name: str
    rules: Mapping[str, Rule]
    letters: Letters


_CHAIN, _ITEM = Rule("chain"), Rule("parent", lettered=True)
_ARTICLE = Rule("run", series="article", word="article")
_DECIMAL: Mapping[str, Rule] = {
    "area": _CHAIN, "objective": _CHAIN, "measure": _CHAIN,
    "paragraph": Rule("run", point=True),
    "item": _ITEM, "definition": _ITEM,
    "action": Rule("run"), "table": Rule("run"), "figure": Rule("run"), "footnote": Rule("run"),
}  # fmt: skip

SCHEMES: Mapping[str, Scheme] = {
    scheme.name: scheme
    for scheme in (
        Scheme("decimal", _DECIMAL, "latin"),
        Scheme("articles", {**_DECIMAL, "paragraph": _ARTICLE, "measure": _ARTICLE}, "own"),
        Scheme("by_area", {**_DECIMAL, "paragraph": Rule("area", point=True)}, "own"),
    )
}

# `{}` is the number. Turkic languages of Central Asia name the article after it.
WORDS: Mapping[str, Mapping[str, str]] = {
    "article": {
        "en": "Article {}", "ar": "المادة {}", "fa-AF": "مادهٔ {}", "fa": "مادهٔ {}", "ps": "ماده {}",
        "ckb": "ماددەی {}", "ur": "دفعہ {}", "bn": "অনুচ্ছেদ {}", "ru": "Статья {}", "kk": "{}-бап",
        "ky": "{}-берене", "tg": "Моддаи {}", "uz": "{}-modda", "tk": "{}-madda",
    },
}  # fmt: skip

# Lists in Arabic letters follow the abjad, not the dictionary; the Arabic heh is drawn out so that
# nobody reads it as a five. Russian lists leave out the letters that cannot stand alone.
_ARABIC = "أ ب ج د هـ و ز ح ط ي ك ل م ن س ع ف ص ق ر ش ت ث خ ذ ض ظ غ".split()
_PERSIAN = "الف ب ج د ه و ز ح ط ی ک ل م ن س ع ف ص ق ر ش ت ث خ ذ ض ظ غ".split()
_URDU = "الف ب ج د ہ و ز ح ط ی ک ل م ن س ع ف ص ق ر ش ت ث خ ذ ض ظ غ".split()
_CYRILLIC = list("абвгдежзиклмнопрстуфхцчшщэюя")
_BENGALI = list("কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ")
OWN_LETTERS: Mapping[str, list[str]] = {
    "ar": _ARABIC, "ckb": _ARABIC, "fa-AF": _PERSIAN, "fa": _PERSIAN, "ps": _PERSIAN, "ur": _URDU,
    "ru": _CYRILLIC, "kk": _CYRILLIC, "ky": _CYRILLIC, "tg": _CYRILLIC, "bn": _BENGALI,
}  # fmt: skip
_LATIN = list("abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True)
class Style:
    """What one language does otherwise than by itself; "" for nothing."""

    letters: str = ""
    digits: str = ""


@dataclass(frozen=True)
class Numbering:
    """What was chosen for an engagement: the scheme, and what some languages do otherwise."""

    scheme: Scheme = SCHEMES["decimal"]
    styles: Mapping[str, Style] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As rows and events hold it: nothing for what is so by itself."""
        styles = {
            tag: {k: v for k, v in (("letters", s.letters), ("digits", s.digits)) if v}
            for tag, s in sorted(self.styles.items())
        }
        held = {"scheme": self.scheme.name, "languages": {t: s for t, s in styles.items() if s}}
        return {} if held == {"scheme": "decimal", "languages": {}} else held

    def rule(self, kind: str) -> Rule | None:
        """How provisions of this kind are numbered; None for kinds without number."""
        return self.scheme.rules.get(kind)

    def quoted(self, kind: str, number: str, language: str) -> str:
        """A logical number as it stands within a sentence of a language: `17`, `(أ)`, `Article 5`."""
        rule, tag = self.rule(kind), normalise(language) or "en"
        if not number or rule is None:
            return number
        style = self.styles.get(tag, Style())
        if rule.lettered:
            own = (style.letters or self.scheme.letters) == "own"
            letters = OWN_LETTERS.get(tag, _LATIN) if own else _LATIN
            return f"({lettered(count_of(number), letters)})"
        digits = _digits(number, tag, style.digits)
        return WORDS[rule.word].get(tag, "{}").format(digits) if rule.word else digits


def article_pattern() -> str:
    """A regular expression for a word and number in front of a text, in any language: `Article 5`."""
    words = {
        re.escape(said).replace(r"\{\}", r"\d+") for by in WORDS.values() for said in by.values()
    }
    return rf"^(?:{'|'.join(sorted(words, key=len, reverse=True))})[.:]?\s+"


def numbering_of(kept: Mapping[str, Any] | None) -> Numbering:
    """What `Numbering.kept` gave. A scheme that is not known any more raises KeyError."""
    if not kept:
        return DEFAULT
    styles = {tag: Style(**told) for tag, told in kept["languages"].items()}
    return Numbering(SCHEMES[kept["scheme"]], styles)


DEFAULT = Numbering()


def _digits(number: str, language: str, chosen: str) -> str:
    if chosen == "latin":
        return number
    return own_digits(number, language) if chosen == "native" else to_native(number, language)


def lettered(count: int, letters: list[str] = _LATIN) -> str:
    """1 is a, 26 is z, 27 is aa; the same with the letters of another script."""
    word = ""
    while count:
        count, rest = divmod(count - 1, len(letters))
        word = letters[rest] + word
    return word


def count_of(letters: str) -> int:
    """The place of a logical (Latin) letter: a is 1, aa is 27."""
    count = 0
    for sign in letters:
        count = count * 26 + ord(sign) - ord("a") + 1
    return count
