"""Words on pages: messages, dates, numbers, texts of the policy; all of it safe to print.

Text from elsewhere is isolated with `<bdi>`, and every change of language carries `lang` and
`dir`, because fonts and line heights follow from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from srf_policy import clock
from srf_policy.domain import screens
from srf_policy.domain.telling import acted
from srf_policy.languages import calendars, digits, rendering, tags
from srf_policy.languages.catalogues import UnknownCode
from srf_policy.languages.messages import LocalText, Message, Numeral, Value, msg

from . import context

_ISOLATE, _END = "\u2068", "\u2069"


def say(message: Message) -> Markup:
    """A message in the reader's language. A code that no catalogue holds is shown as it is."""
    if not message.params:
        return _fixed(message.code, context.language())
    return _said(message, context.language(), context.country())


@lru_cache(maxsize=8192)
def _fixed(code: str, language: str) -> Markup:
    """A sentence without parameters, the same on every page of a language."""
    return _said(Message(code), language, None)


def _said(message: Message, language: str, country: str | None) -> Markup:
    try:
        parts = list(rendering.say_parts(message, language, country))
    except UnknownCode as error:
        return Markup(f"<bdi>{escape(error.args[0])}</bdi>")
    if all(part.language == language for part in parts):
        return Markup("".join([_part(part) for part in parts]))
    runs = groupby(parts, lambda part: part.language)
    return Markup("".join(_run(list(pieces), tag, language) for tag, pieces in runs))


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


def _run(parts: list[rendering.Part], tag: str, language: str) -> str:
    """Pieces of one language: what stands in from another is one whole, in its own direction."""
    if tag == language:
        return "".join(_part(part) for part in parts)
    if len(parts) == 1 and parts[0].kind == "value":
        return f"<bdi{lang_attrs(tag)}>{escape(parts[0].text)}</bdi>"
    inside = "".join(_part(part) for part in parts)
    return f"<span{lang_attrs(tag)}>{inside}</span>"


def _part(part: rendering.Part) -> str:
    """As HTML. Markup's own `format` and `join` cost five times as much as a plain string's."""
    text = escape(part.text)
    return f"<bdi>{text}</bdi>" if part.kind == "value" else text


@lru_cache(maxsize=256)
def lang_attrs(tag: str) -> Markup:
    """` lang="…" dir="…"`, with the space in front."""
    return Markup(f' lang="{escape(tag)}" dir="{tags.direction(tag)}"')


def lang(tag: str) -> Markup:
    """`lang` and `dir` where the tag is not the page's language, else nothing."""
    return Markup("") if tag == context.language() else lang_attrs(tag)


def local(text: LocalText) -> Markup:
    """A name or title in the reader's language; what stands in is marked as its own language."""
    words, tag = tags.choose(text, context.language())
    if not words:
        return t("common.not_recorded")
    return Markup(f"<bdi{lang(tag)}>{escape(words)}</bdi>")


def local_plain(text: LocalText) -> str:
    """The same without tags, for titles and attributes."""
    return tags.choose(text, context.language())[0]


def outside(words: object) -> Markup:
    """A name, place or other short text that somebody typed."""
    return Markup(f'<bdi dir="auto">{escape(words)}</bdi>')


def code(words: object) -> Markup:
    """A code or number that reads from left to right everywhere."""
    return Markup(f'<bdi class="code" lang="en" dir="ltr">{escape(words)}</bdi>')


def text_block(words: str, tag: str | None = None) -> Markup:
    """What somebody wrote, in paragraphs; with its language where that is known."""
    begin = "<p>" if tag else '<p dir="auto">'
    lines = "".join(f"{begin}{escape(line)}</p>" for line in words.split("\n") if line.strip())
    return Markup(f'<div class="txt"{lang_attrs(tag) if tag else ""}>{lines}</div>')


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
    return Markup(f'<time datetime="{value}">{escape(words)}</time>')


def ago(value: date) -> Markup:
    """How far a day is from the working day."""
    return say(calendars.ago(value, clock.today()))


def num(value: int) -> str:
    """A whole number in the reader's digits."""
    return digits.say_number(value, context.language())


def native(text: str) -> str:
    """Text with its ASCII digits in the reader's: a percentage, a code of digits; the number of a
    provision as the reader's language prints it."""
    shown = text.in_language(context.language()) if isinstance(text, Numeral) else ""
    return shown or digits.to_native(text, context.language())


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
        "listed": listed, "path": path, "country_name": country, "acted": acted,
    }  # fmt: skip
