"""What changed between two texts, by words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from .wording import REFERENCE

_WORDS = re.compile(r"\s+|[\w\u200c\u200d]+|[^\w\s]")
_WORD = re.compile(r"[\w\u200c\u200d]+")
FIRST_SIGN = 0xF0000
"""References and the like are compared as single characters of a private plane."""
_ISLAND = 4
"""Unchanged stretches shorter than this many characters between two changes are swallowed."""


@dataclass(frozen=True)
class Piece:
    """`kind`: same, added or removed."""

    kind: str
    words: str


@lru_cache(maxsize=2048)
def diff(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces of a redline: dropping the added ones gives `old`, dropping the removed `new`.

    Texts never change, so the answers for the pairs that were asked last are kept.
    """
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[Piece] = []
    for code in Indel.opcodes(a, b):
        if code.tag == "equal":
            pieces.append(Piece("same", "".join(a[code.src_start : code.src_end])))
        else:
            pieces += _changed(a[code.src_start : code.src_end], b[code.dest_start : code.dest_end])
    return tuple(_merged(_swallowed(pieces)))


def _changed(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    pieces = [Piece("removed", "".join(old)), Piece("added", "".join(new))]
    return [piece for piece in pieces if piece.words]


def _swallowed(pieces: list[Piece]) -> list[Piece]:
    """Small islands read badly: strike and repeat them with their neighbours."""
    result: list[Piece] = []
    for i, piece in enumerate(pieces):
        inner = 0 < i < len(pieces) - 1
        if piece.kind == "same" and inner and len(piece.words.strip()) < _ISLAND:
            result += [Piece("removed", piece.words), Piece("added", piece.words)]
        else:
            result.append(piece)
    return result


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Between two unchanged stretches: first all that was removed, then all that was added."""
    result: list[Piece] = []
    removed = added = ""
    for piece in [*pieces, Piece("same", "")]:
        if piece.kind == "removed":
            removed += piece.words
        elif piece.kind == "added":
            added += piece.words
        else:
            result += _changed([removed], [added]) + ([piece] if piece.words else [])
            removed = added = ""
    return _joined(result)


def _joined(pieces: list[Piece]) -> list[Piece]:
    result: list[Piece] = []
    for piece in pieces:
        if result and result[-1].kind == piece.kind:
            result[-1] = Piece(piece.kind, result[-1].words + piece.words)
        else:
            result.append(piece)
    return result


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
