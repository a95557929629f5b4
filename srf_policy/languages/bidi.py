"""Which characters may stand in text that people send."""

from __future__ import annotations

import unicodedata

from .messages import Message, msg

_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
_ISOLATES = frozenset("\u2066\u2067\u2068")
_END_OF_ISOLATE = "\u2069"


def clean(text: str) -> str:
    """The text as it is kept: NFC, `\\n` for every line end, no space around it."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def refuse_reason(text: str) -> Message | None:
    """Why a cleaned text may not be kept, or None.

    Embeddings and overrides can make a text read as something else than it says; joiners and
    direction marks are ordinary spelling in Persian, Pashto and Urdu, and stay.
    """
    for sign in text:
        if sign in _OVERRIDES:
            return msg("text.direction_override", character=_name(sign))
        if _is_control(sign):
            return msg("text.control_character", character=_name(sign))
    # An isolate ends with its paragraph, so each line is counted by itself.
    if not all(_is_balanced(line) for line in text.split("\n")):
        return msg("text.direction_unbalanced")
    return None


def _is_control(sign: str) -> bool:
    # U+FFFE and U+FFFF are no characters, and XML cannot hold them.
    forbidden = unicodedata.category(sign) in ("Cc", "Cs") or sign in "\ufffe\uffff"
    return forbidden and sign not in "\n\t"


def _is_balanced(line: str) -> bool:
    depth = 0
    for sign in line:
        depth += (sign in _ISOLATES) - (sign == _END_OF_ISOLATE)
        if depth < 0:
            return False
    return depth == 0


def _name(sign: str) -> str:
    return f"U+{ord(sign):04X}"
