"""Words on pages: messages, dates, numbers, texts of the policy; all of it safe to print.

Text from elsewhere is isolated with `<bdi>`, and every change of language carries `lang` and
`dir`, because fonts and line heights follow from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from srf_policy import clock
from srf_policy.domain import screens
from srf_policy.languages import calendars, digits, rendering, tags
from srf_policy.languages.catalogues import UnknownCode
from srf_policy.languages.messages import LocalText, Message, Value, msg

from . import context

_ISOLATE, _END = "\u2068", "\u2069"


def say(message: Message) -> Markup:
    """A message in the reader's language. A code that no catalogue holds is shown as it is."""
    language = context.language()
    try:
        parts = list(rendering.say_parts(message, language, context.country()))
    except UnknownCode as error:
        return Markup("<bdi>{}</bdi>").format(error.args[0])
    runs = groupby(parts, lambda part: part.language)
    return Markup("").join(_run(list(pieces), tag, language) for tag, pieces in runs)


def t(code: str, /, **params: Value) -> Markup:
    """Shorthand for `say(msg(code, …))`."""
    return say(msg(code, **params))


def plain(message: Message | str) -> str:
    """A message without tags, for titles and attributes; outside text between isolates."""
    if isinstance(message, str):
        return message
    try:
        return rendering.say(
            message,
            context.language(),
            country=context.country(),
            wrap=lambda text: f"{_ISOLATE}{text}{_END}",
        )
    except UnknownCode as error:
        return str(error.args[0])


def _run(parts: list[rendering.Part], tag: str, language: str) -> Markup:
    """Pieces of one language: what stands in from another is one whole, in its own direction."""
    if tag == language:
        return Markup("").join(_part(part) for part in parts)
    if len(parts) == 1 and parts[0].kind == "value":
        return Markup("<bdi{}>{}</bdi>").format(lang_attrs(tag), parts[0].text)
    inside = Markup("").join(_part(part) for part in parts)
    return Markup("<span{}>{}</span>").format(lang_attrs(tag), inside)


def _part(part: rendering.Part) -> Markup:
    if part.kind == "value":
        return Markup("<bdi>{}</bdi>").format(part.text)
    return escape(part.text)


def lang_attrs(tag: str) -> Markup:
    """` lang="…" dir="…"`, with the space in front."""
    return Markup(' lang="{}" dir="{}"').format(tag, tags.direction(tag))


def lang(tag: str) -> Markup:
    """`lang` and `dir` where the tag is not the page's language, else nothing."""
    return Markup("") if tag == context.language() else lang_attrs(tag)


def local(text: LocalText) -> Markup:
    """A name or title in the reader's language; what stands in is marked as its own language."""
    words, tag = tags.choose(text, context.language())
    if not words:
        return t("common.not_recorded")
    return Markup("<bdi{}>{}</bdi>").format(lang(tag), words)


def local_plain(text: LocalText) -> str:
    """The same without tags, for titles and attributes."""
    return tags.choose(text, context.language())[0]


def outside(words: object) -> Markup:
    """A name, place or other short text that somebody typed."""
    return Markup('<bdi dir="auto">{}</bdi>').format(words)


def code(words: object) -> Markup:
    """A code or number that reads from left to right everywhere."""
    return Markup('<bdi class="code" lang="en" dir="ltr">{}</bdi>').format(words)


def text_block(words: str, tag: str | None = None) -> Markup:
    """What somebody wrote, in paragraphs; with its language where that is known."""
    paragraph = Markup("<p>{}</p>") if tag else Markup('<p dir="auto">{}</p>')
    lines = (paragraph.format(line) for line in words.split("\n") if line.strip())
    return Markup('<div class="txt"{}>{}</div>').format(
        lang_attrs(tag) if tag else "", Markup("").join(lines)
    )


def day(value: date, style: calendars.Style = "short", *, weekday: bool = False) -> Markup:
    """A date as `<time>`."""
    return _time(value.isoformat(), plain_day(value, style, weekday=weekday))


def plain_day(value: date, style: calendars.Style = "short", *, weekday: bool = False) -> str:
    """A date in the reader's words."""
    return calendars.say_date(
        value, context.language(), country=context.country(), style=style, weekday=weekday
    )


def moment(value: datetime, style: calendars.Style = "short") -> Markup:
    """A moment as `<time>`, in the hours of the page's country."""
    words = calendars.say_moment(value, context.language(), country=context.country(), style=style)
    return _time(value.isoformat(timespec="seconds"), words)


def weekday(number: int) -> str:
    """The name of a day of the week, Monday = 0."""
    return calendars.weekday_name(date(2024, 1, 1 + number), context.language())


def _time(value: str, words: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(value, words)


def ago(value: date) -> Markup:
    """How far a day is from the working day."""
    return say(calendars.ago(value, clock.today()))


def num(value: int) -> str:
    """A whole number in the reader's digits."""
    return digits.say_number(value, context.language())


def native(text: str) -> str:
    """Text with its ASCII digits in the reader's: `2.1.3`, a percentage, a code of digits."""
    return digits.to_native(text, context.language())


def language_name(tag: str) -> str:
    """What the reader calls a language."""
    return tags.language_name(tag, context.language())


def country(code: str) -> str:
    """What the reader calls a country (ISO 3166, two letters)."""
    return tags.country_name(code, context.language())


def listed(items: Iterable[Markup | str]) -> Markup:
    """Items with the reader's separator between them."""
    return escape(tags.separator(context.language())).join(items)


def path(screen: str, **parts: object) -> str:
    """The path of a screen in the reader's language; `round` is written `CODE-number`."""
    return f"/{context.language()}{screens.path(screen, **parts)}"


def globals_() -> Mapping[str, Any]:
    """All of it under the names that pages use."""
    return {
        "t": t, "say": say, "plain": plain, "msg": msg, "lang": lang, "lang_attrs": lang_attrs,
        "local": local, "local_plain": local_plain, "outside": outside, "code": code,
        "text_block": text_block, "date": day, "plain_date": plain_day, "moment": moment,
        "ago": ago, "num": num, "native": native, "language_name": language_name,
        "listed": listed, "path": path, "country_name": country,
    }  # fmt: skip
