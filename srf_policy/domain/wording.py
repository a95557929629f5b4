"""Provision words: their hash, their mark in Word files, and references inside them."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator

REFERENCE = re.compile(r"\{ref:\s*([a-z0-9-]+)\s*\}")
_SENTENCE = re.compile(r"(?<=[.!?؟۔।…;؛])[\"'»”’)\]]*\s+|\n+")
PROVISION_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def text_hash(words: str) -> str:
    """SHA-256 of the words in UTF-8, hexadecimal. Lone surrogates cannot be hashed: refuse them first."""
    return hashlib.sha256(words.encode()).hexdigest()


def mark(code: str, provision: str) -> str:
    """The mark of a provision in Word files: 10 bytes of SHA-256 in lower-case base32, 16 letters."""
    digest = hashlib.sha256(f"{code}/{provision}".encode()).digest()[:10]
    return base64.b32encode(digest).decode().lower()


def references(words: str) -> Iterator[str]:
    """The ids of the provisions that these words refer to, in order."""
    return (match[1] for match in REFERENCE.finditer(words))


def sentences(words: str) -> list[str]:
    """The words cut after each sentence; joined by a space they read as before."""
    cuts, start = [], 0
    for match in _SENTENCE.finditer(words):
        cuts.append(words[start : match.end()].strip())
        start = match.end()
    return [cut for cut in (*cuts, words[start:].strip()) if cut]


def with_references(words: str, label: Callable[[str], str]) -> str:
    """The words with each `{ref: id}` replaced by `label(id)`."""
    return REFERENCE.sub(lambda match: label(match[1]), words)
