"""What changed between two texts, by words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel

from .wording import REFERENCE

_WORDS = re.compile(r"\s+|[\w\u200c\u200d]+|[^\w\s]")
_WORD = re.compile(r"[\w\u200c\u200d]+")
FIRST_SIGN = 0xF0000
"""References and the like are compared as single characters of a private plane."""
_ISLAND = 4
"""Unchanged stretches shorter than this many characters between two changes are swallowed."""


class Piece(NamedTuple):
    """`kind`: same, added or removed."""

    kind: str
    words: str


@lru_cache(maxsize=2048)
def diff(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces of a redline: dropping the added ones gives `old`, dropping the removed `new`.
    Between two unchanged stretches comes first all that was removed, then all that was added.

    Texts never change, so the answers for the pairs that were asked last are kept.
    """
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    codes = list(Indel.opcodes(a, b))
    pieces: list[Piece] = []
    removed = added = ""
    for place, code in enumerate(codes):
        here = "".join(a[code.src_start : code.src_end])
        if code.tag != "equal":
            removed += here
            added += "".join(b[code.dest_start : code.dest_end])
        elif 0 < place < len(codes) - 1 and len(here.strip()) < _ISLAND:
            # Small islands read badly: strike and repeat them with their neighbours.
            removed += here
            added += here
        else:
            pieces += [*_changed(removed, added), Piece("same", here)]
            removed = added = ""
    return (*pieces, *_changed(removed, added))


def _changed(removed: str, added: str) -> list[Piece]:
    pieces = [Piece("removed", removed), Piece("added", added)]
    return [piece for piece in pieces if piece.words]


def fold_references(old: str, new: str) -> tuple[str, str, dict[str, str]]:
    """Both texts with a sign for each reference, and the ids behind the signs: a reference is
    compared by what it leads to, whatever that is called."""
    ids = list(dict.fromkeys(m[1] for m in REFERENCE.finditer(old + "\n" + new)))
    if not ids:
        return old, new, {}
    signs = {provision: chr(FIRST_SIGN + place) for place, provision in enumerate(ids)}
    a, b = (REFERENCE.sub(lambda match: signs[match[1]], words) for words in (old, new))
    return a, b, {sign: provision for provision, sign in signs.items()}


def count_words(pieces: Iterable[Piece], kind: str) -> int:
    """How many words were `added` or `removed`."""
    return sum(len(_WORD.findall(piece.words)) for piece in pieces if piece.kind == kind)
