"""Which characters may stand in text that people send, and in what is shown of text from elsewhere."""

from __future__ import annotations

import re
import unicodedata

from .messages import Message, msg

_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e"
# Controls but line ends and tabs, halves of surrogate pairs, and U+FFFE and U+FFFF, which are no
# characters: XML cannot hold them.
_FORBIDDEN = re.compile(f"[{_OVERRIDES}\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ISOLATES = frozenset("\u2066\u2067\u2068")
_END_OF_ISOLATE = "\u2069"


def clean(text: str) -> str:
    """The text as it is kept: NFC, `\\n` for every line end, no space around it."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str) -> str:
    """The text on one line, without signs that would steer a terminal or break a letter's head."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def refuse_reason(text: str) -> Message | None:
    """Why a cleaned text may not be kept, or None.

    Embeddings and overrides can make a text read as something else than it says; joiners and
    direction marks are ordinary spelling in Persian, Pashto and Urdu, and stay.
    """
    found = _FORBIDDEN.search(text)
    if found is not None:
        kind = "direction_override" if found[0] in _OVERRIDES else "control_character"
        return msg(f"text.{kind}", character=_name(found[0]))
    # An isolate ends with its paragraph, so each line is counted by itself.
    if not all(_is_balanced(line) for line in text.split("\n")):
        return msg("text.direction_unbalanced")
    return None


def _is_balanced(line: str) -> bool:
    depth = 0
    for sign in line:
        depth += (sign in _ISOLATES) - (sign == _END_OF_ISOLATE)
        if depth < 0:
            return False
    return depth == 0


def _name(sign: str) -> str:
    return f"U+{ord(sign):04X}"
