"""What is said to a person: a code and its parameters, put into words only where it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Union

LocalText = Mapping[str, str]
"""One text in several languages: BCP 47 tag -> words."""

Value = Union[str, int, date, datetime, "Message", LocalText, Sequence["Value"], None]


class Numeral(str):
    """Digits that are written in the reader's own, such as the number of a provision: `2.1.3`."""

    __slots__ = ()

    def in_language(self, language: str) -> str:
        """What a language writes instead, letters and all; "" where its digits are enough."""
        return ""


def numeral(text: str) -> Numeral:
    """The text as one; what is one already keeps what it knows of languages."""
    return text if isinstance(text, Numeral) else Numeral(text)


@dataclass(frozen=True)
class Message:
    """A sentence yet to be rendered.

    `code` is a msgid of the catalogues (`missing.comments_disposed`). A parameter called `count`
    chooses the plural form. Parameters may be text, whole numbers, dates, names in several
    languages, other messages, and lists of these; each is written in the reader's digits,
    calendar and separators when the message is rendered.
    """

    code: str
    params: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted((k, repr(v)) for k, v in self.params.items()))))


def msg(code: str, /, **params: Value) -> Message:
    """Shorthand for `Message(code, params)`."""
    return Message(code, params)
