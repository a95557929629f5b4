"""The languages spoken here: their tags, scripts and names, and which one a reader gets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from babel import Locale

from .messages import LocalText

Direction = Literal["ltr", "rtl"]


class Language(NamedTuple):
    """`babel` is the locale whose month names, lists and plurals are used."""

    autonym: str
    direction: Direction
    babel: str


# Arabic is written as in Iraq, the only Arab country served; English dates put the day first.
LANGUAGES: dict[str, Language] = {
    "en": Language("English", "ltr", "en_GB"),
    "fa-AF": Language("دری", "rtl", "fa_AF"),
    "ps": Language("پښتو", "rtl", "ps"),
    "fa": Language("فارسی", "rtl", "fa"),
    "ar": Language("العربية", "rtl", "ar_IQ"),
    "ckb": Language("کوردی", "rtl", "ckb"),
    "ur": Language("اردو", "rtl", "ur_PK"),
    "bn": Language("বাংলা", "ltr", "bn"),
    "ru": Language("Русский", "ltr", "ru"),
    "kk": Language("Қазақша", "ltr", "kk"),
    "ky": Language("Кыргызча", "ltr", "ky"),
    "tg": Language("Тоҷикӣ", "ltr", "tg"),
    "uz": Language("Oʻzbekcha", "ltr", "uz"),
    "tk": Language("Türkmençe", "ltr", "tk"),
}

INTERFACE: tuple[str, ...] = ("en", "ar", "fa-AF", "ur")
"""Languages whose catalogue is complete, so that the whole interface can be shown in them."""

# Babel and CLDR file Dari under Persian and know no `prs`; browsers send Sorani in three ways.
_ALIASES = {"prs": "fa-AF", "fa-af": "fa-AF", "ku-iq": "ckb", "ku-arab": "ckb"}
# Who reads one of these reads the other.
_NEIGHBOURS = {"fa": "fa-AF", "fa-AF": "fa"}
# CLDR's "Central Kurdish" is a linguist's word; ministries say Sorani.
_NAMES = {
    ("ckb", "en"): "Kurdish (Sorani)",
    ("ckb", "ar"): "الكردية (السورانية)",
    ("ckb", "fa-AF"): "کردی (سورانی)",
    ("ckb", "ur"): "کردی (سورانی)",
    ("ckb", "ckb"): "کوردی (سۆرانی)",
    ("ckb", "fa"): "کردی (سورانی)",
    ("ckb", "ps"): "کردي (سوراني)",
    ("ckb", "tg"): "курдӣ (соронӣ)",
    ("ckb", "ru"): "курдский (сорани)",
    ("ckb", "bn"): "কুর্দি (সোরানি)",
}


@lru_cache(maxsize=1024)
def normalise(tag: str) -> str | None:
    """The tag as written in `LANGUAGES`, whatever its case, separator, region or script; else None."""
    parts = tag.strip().lower().replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        shorter = "-".join(parts[:length])
        found = _ALIASES.get(shorter, shorter)
        if found in LANGUAGES:
            return found
    return None


def direction(tag: str) -> Direction:
    """`ltr` too for a tag that is not known."""
    return known(tag).direction


def autonym(tag: str) -> str:
    """The language's name in its own script."""
    return known(tag).autonym


def separator(tag: str) -> str:
    """What stands between the items of a plain list."""
    return "، " if direction(tag) == "rtl" else ", "


def known(tag: str) -> Language:
    """The language's row; that of English for a tag that is not known."""
    return LANGUAGES[normalise(tag) or "en"]


@cache
def locale(tag: str) -> Locale:
    """Babel's locale of a tag."""
    return Locale.parse(known(tag).babel)


def language_name(tag: str, in_language: str) -> str:
    """What speakers of `in_language` call the language; its autonym where Babel does not know."""
    key = normalise(tag) or tag
    own = _NAMES.get((key, normalise(in_language) or "en"))
    names = locale(in_language).languages
    return own or names.get(key.replace("-", "_")) or autonym(key)


def country_name(code: str, in_language: str) -> str:
    """What speakers of `in_language` call a country (ISO 3166, two letters); the code if unknown."""
    name: str = locale(in_language).territories.get(code, code)
    return name


def negotiate(accept_language: str | None, offered: Sequence[str]) -> str:
    """The offered tag that an Accept-Language header likes best; the first one when none fits."""
    wanted = [tag for tag in map(normalise, _by_quality(accept_language or "")) if tag]
    for tag in wanted:
        if tag in offered:
            return tag
    neighbours = (_NEIGHBOURS.get(tag, "") for tag in wanted)
    return next((tag for tag in neighbours if tag in offered), offered[0])


def _by_quality(header: str) -> list[str]:
    found = re.findall(r"([\w-]+)\s*(?:;\s*q=([01](?:\.\d*)?))?\s*(?:,|$)", header)
    ranked = [(tag, float(quality or 1)) for tag, quality in found]
    return [tag for tag, quality in sorted(ranked, key=lambda pair: -pair[1]) if quality > 0]


def choose(local_text: LocalText, language: str, fallback: str = "en") -> tuple[str, str]:
    """The words and the tag of the language they are really in; `("", language)` when there are none."""
    for tag in (language, fallback, *local_text):
        if words := local_text.get(tag):
            return words, tag
    return "", language


def territory_name(country: str, language: str) -> str:
    """What speakers of the language call the country (ISO 3166-1 alpha-2); its code if unknown."""
    return str(locale(language).territories.get(country, country))
