"""Messages put into words for one reader.

The formatter knows `{name}` and the literals `{{` and `}}`, nothing else: no attribute, no index,
no format. A parameter that the sentence names and the message lacks is shown as `[name]`, so that
a reader never meets a traceback; a test compares every call in the source with the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Literal, NamedTuple

from babel.lists import format_list

from .calendars import say_date, say_moment
from .catalogues import sentence
from .digits import say_number, to_native
from .messages import Message, Numeral, Value, msg
from .tags import choose, locale, separator

_SIGNS = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]*)\}")
# Stand-ins for the items while Babel joins a list; private-use characters meet no pattern.
_FIRST_STAND_IN = 0xE000

Hook = Callable[[str], str]


class Part(NamedTuple):
    """A piece of a rendered message, in reading order.

    `words` are ours (the sentence, numbers, dates, separators). A `value` is text from elsewhere:
    isolate it (`<bdi>`), and give it its `language` where that is not the reader's.
    """

    kind: Literal["words", "value"]
    text: str
    language: str


def say(
    message: Message,
    language: str,
    *,
    country: str | None = None,
    wrap: Hook | None = None,
    escape: Hook | None = None,
) -> str:
    """The message in the reader's words, digits, calendar and separators.

    `wrap` is applied to every piece of text from elsewhere, `escape` to every piece of ours:
    with both, HTML can be built safely. Who needs each piece's language takes `say_parts`.
    """
    hooks = {"value": wrap or str, "words": escape or str}
    return "".join(hooks[part.kind](part.text) for part in say_parts(message, language, country))


def say_parts(message: Message, language: str, country: str | None = None) -> Iterator[Part]:
    """The pieces of the message. What English stands in for is English throughout."""
    count = message.params.get("count")
    words, spoken = sentence(message.code, language, count if isinstance(count, int) else None)
    for text, name in split(words):
        if name is None:
            yield Part("words", text, spoken)
        elif name in message.params:
            yield from _say_value(message.params[name], spoken, country)
        else:
            yield Part("words", f"[{name}]", spoken)


@lru_cache(maxsize=4096)
def split(words: str) -> tuple[tuple[str, str | None], ...]:
    """A sentence as (literal, None) and ("", name) in order."""
    pieces: list[tuple[str, str | None]] = []
    end = 0
    for sign in _SIGNS.finditer(words):
        pieces.append((words[end : sign.start()], None))
        pieces.append(("", sign[1]) if sign[1] else (sign[0][0], None))
        end = sign.end()
    pieces.append((words[end:], None))
    return tuple(piece for piece in pieces if piece[0] or piece[1])


def _say_value(value: Value, language: str, country: str | None) -> Iterator[Part]:
    if value is None:
        value = msg("common.not_recorded")
    if isinstance(value, Message):
        yield from say_parts(value, language, country)
    elif isinstance(value, Numeral):
        shown = value.in_language(language) or to_native(value, language)
        yield Part("value", shown, language)
    elif isinstance(value, str):
        yield Part("value", value, language)
    elif isinstance(value, Mapping):
        words, spoken = choose(value, language)
        yield from [Part("value", words, spoken)] if words else _say_value(None, language, country)
    elif isinstance(value, (int, datetime, date)):
        yield Part("words", _say_plain(value, language, country), language)
    else:
        yield from _say_list(list(value), language, country)


def _say_plain(value: int | date, language: str, country: str | None) -> str:
    if isinstance(value, datetime):
        return say_moment(value, language, country=country)
    if isinstance(value, date):
        return say_date(value, language, country=country)
    return say_number(value, language)


def _say_list(items: list[Value], language: str, country: str | None) -> Iterator[Part]:
    if not items:
        yield from _say_value(None, language, country)
    stand_ins = [chr(_FIRST_STAND_IN + place) for place in range(len(items))]
    for sign in format_list(stand_ins, locale=locale(language)):
        place = ord(sign) - _FIRST_STAND_IN
        if 0 <= place < len(items):
            yield from _say_value(items[place], language, country)
        else:
            # CLDR has no Sorani comma.
            yield Part("words", sign.replace(",", separator(language)[0]), language)
