"""Texts split by script into runs: what Word needs to show mixed lines in the right order.

Rule: `word.md` section 4. Every function is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from markupsafe import Markup

from srf_policy.languages.tags import direction

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LATIN = "A-Za-z\u00aa\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u052f\u1e00-\u1fff"
# A token ends at white space, a right-to-left letter, a bracket or a quotation mark.
_TOKEN = rf"[^\s{_RTL}()\[\]{{}}«»\"“”\u200e\u200f]"
_NOT_LATIN = rf"[^\s{_RTL}{_LATIN}()\[\]{{}}«»\"“”\u200e\u200f]"
_WORD = rf"{_NOT_LATIN}*+[{_LATIN}]{_TOKEN}*+"
_LATIN_STRETCH = re.compile(rf"(?<!{_TOKEN}){_WORD}(?:[ \u00a0](?:{_WORD}|[0-9][0-9.,/–-]*+))*+")
_RTL_STRETCH = re.compile(rf"[{_RTL}]++(?:[^{_RTL}{_LATIN}\n\t]{{1,24}}+[{_RTL}]++)*+")
_BENGALI = "\u0980-\u09ff\u200c\u200d\u0964\u0965"
_BENGALI_STRETCH = re.compile(
    rf"[\u0980-\u09ff][{_BENGALI}]*+"
    rf"(?:[^{_BENGALI}{_RTL}{_LATIN}\n\t]{{1,24}}+[{_BENGALI}]++)*+"
)
_HAS_LATIN = re.compile(f"[{_LATIN}]")
_HAS_RTL = re.compile(f"[{_RTL}]")
_HAS_BENGALI = re.compile("[\u0980-\u09ff]")
_SENTENCE_END = ".,:;!?…-–"
_BRACKETS = {"(": ")", "[": "]"}

# XML 1.0 allows no other control characters, no lone surrogates, no U+FFFE and U+FFFF.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_PLAIN = re.compile(f"[\x00-\x1f\x7f{_RTL}\u0980-\u09ff\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"(\n|\t)")
_REPLACEMENT = "\ufffd"


_VISIBLE = bytes(code if 32 <= code < 127 else 32 for code in range(256))
_BARE = _VISIBLE.translate(bytes(32 if chr(code) in "&<>" else code for code in range(256)))


class Run(NamedTuple):
    """`properties` go into `w:rPr`; `text` is words, or a lone newline or tab."""

    properties: Markup
    text: str


def clean(text: str) -> str:
    """The text as XML can hold it: what it forbids is replaced by U+FFFD, never dropped."""
    if is_plain(text) or text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _FORBIDDEN.sub(_REPLACEMENT, text)


def is_plain(text: str) -> bool:
    """Whether it is written from left to right in one script, with nothing to be broken or replaced.

    Of ASCII a table over the bytes says so in a sixth of the time in which letters are looked up.
    """
    if not text.isascii():
        return _NOT_PLAIN.search(text) is None
    letters = text.encode()
    return letters.translate(_VISIBLE) == letters


def is_bare(text: str) -> bool:
    """Whether it is plain ASCII, and XML has nothing to escape in it either."""
    if not text.isascii():
        return False
    letters = text.encode()
    return letters.translate(_BARE) == letters


@cache
def is_right_to_left(language: str) -> bool:
    return direction(language) == "rtl"


class Hand(NamedTuple):
    """How the scripts of one text are written inside a file of one language."""

    latin: Markup
    rtl: Markup
    bengali: Markup
    base: str
    """The script that unmarked text and neutrals take: latin, rtl or bengali."""


# Office programs know regional names only; Dari's own tag is theirs too.
_OFFICE_TAGS = {
    "en": "en-GB", "ar": "ar-IQ", "ckb": "ku-Arab-IQ", "fa": "fa-IR", "ps": "ps-AF",
    "ur": "ur-PK", "bn": "bn-BD", "ru": "ru-RU", "kk": "kk-KZ", "ky": "ky-KG", "tg": "tg-Cyrl-TJ",
    "uz": "uz-Latn-UZ", "tk": "tk-TM",
}  # fmt: skip


def office_tag(language: str) -> str:
    return _OFFICE_TAGS.get(language, language)


@cache
def hand(file_language: str, language: str) -> Hand:
    """The run properties for a text in `language` within a file in `file_language`."""
    base = "rtl" if is_right_to_left(language) else "bengali" if language == "bn" else "latin"
    rtl_tag = office_tag(language) if base == "rtl" else "ar-SA"
    latin_tag = "en-GB" if base != "latin" else office_tag(language)
    plain = base == "latin" and language == file_language
    return Hand(
        Markup("" if plain else f'<w:lang w:val="{latin_tag}"/>'),
        Markup(f'<w:rtl/><w:lang w:bidi="{rtl_tag}"/>'),
        Markup('<w:cs/><w:lang w:bidi="bn-BD"/>'),
        base,
    )


def one_run(text: str, file_language: str, language: str) -> Markup | None:
    """The properties of a text that is plain, and so one run; None for any other."""
    how = hand(file_language, language)
    return how.latin if how.base == "latin" and is_plain(text) else None


def split_runs(text: str, file_language: str, language: str | None = None) -> list[Run]:
    """The text as runs of one script each, in logical order; characters are kept one by one."""
    how = hand(file_language, language or file_language)
    if how.base == "latin" and is_plain(text):
        return [Run(how.latin, text)] if text else []
    text = clean(text)
    runs = list(_by_script(text, how))
    if "\n" not in text and "\t" not in text:
        return runs
    return [
        Run(run.properties, piece)
        for run in runs
        for piece in _BREAKS.split(run.text)
        if piece
    ]  # fmt: skip


@cache
def tab(language: str) -> Run:
    """A tab between two texts in the file's language, as `split_runs` would make it within one."""
    return split_runs("\t", language)[0]


def _by_script(text: str, how: Hand) -> Iterator[Run]:
    """Stretches of guest scripts are taken out of the text one script after the other."""
    outside = how.rtl if how.base == "rtl" else how.latin
    runs = [Run(outside, text)] if text else []
    if how.base == "rtl" and _HAS_LATIN.search(text):
        runs = list(_alternate(text, _latin_spans(text), outside, how.latin))
    elif how.base != "rtl" and _HAS_RTL.search(text):
        runs = list(_alternate(text, _spans(_RTL_STRETCH, text), outside, how.rtl))
    if not _HAS_BENGALI.search(text):
        return iter(runs)
    return (
        piece
        for run in runs
        for piece in (
            _alternate(run.text, _spans(_BENGALI_STRETCH, run.text), outside, how.bengali)
            if run.properties == outside
            else (run,)
        )
    )


def _spans(stretch: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in stretch.finditer(text))


def _alternate(
    text: str, spans: Iterator[tuple[int, int]], outside: Markup, inside: Markup
) -> Iterator[Run]:
    done = 0
    for start, end in spans:
        if start > done:
            yield Run(outside, text[done:start])
        yield Run(inside, text[start:end])
        done = end
    if done < len(text):
        yield Run(outside, text[done:])


def _latin_spans(text: str) -> Iterator[tuple[int, int]]:
    for match in _LATIN_STRETCH.finditer(text):
        start = match.start()
        end = start + len(match.group().rstrip(_SENTENCE_END))
        # A bracket that holds only Latin goes with it, or it is torn off at the end of a line.
        if start > 0 and end < len(text) and _BRACKETS.get(text[start - 1]) == text[end]:
            start, end = start - 1, end + 1
        yield start, end


def runs_of(text: str, file_language: str, *, latin: bool = False) -> list[Run]:
    """As `split_runs`; codes and hashes (`latin`) stay one left-to-right run."""
    if latin and text:
        return [Run(hand(file_language, file_language).latin, clean(text))]
    return split_runs(text, file_language)
