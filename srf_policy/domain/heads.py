"""Signed heads: where a history stood at a moment, as one line that is kept outside the database.

A chain cannot see that its end was cut off, or that all of it was written anew. A head says how
many events there were and the hash of the last one; nobody without the signing key can make one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from .chain import canonical_json
from .errors import Refused, refused

VERSION = 1
LIMIT = 1_000_000
"""Bytes of a file of heads; thousands fit."""

_HASH = re.compile(r"[0-9a-f]{64}|")
_NAMES = ("chain", "event_count", "head", "key", "moment")


@dataclass(frozen=True)
class Head:
    """What is signed: the chain, its number of events, the last one's hash, when, and the key."""

    chain: str
    event_count: int
    head: str
    moment: datetime
    key: str

    def content(self) -> bytes:
        """The bytes that are signed."""
        values = {name: getattr(self, name) for name in _NAMES}
        return canonical_json({"version": VERSION, **values})


@dataclass(frozen=True)
class SignedHead:
    """A head and its signature in base64."""

    said: Head
    signature: str

    def line(self) -> str:
        """One line of JSON, which `read` understands."""
        return canonical_json(
            {**json.loads(self.said.content()), "signature": self.signature}
        ).decode()


class Signing(Protocol):
    """What signs in this installation: `store.signing.Signer`."""

    id: str

    def sign(self, purpose: str, content: bytes) -> str:
        """The signature of the content for a purpose, in base64."""


def sign(signer: Signing, chain: str, event_count: int, head: str, moment: datetime) -> SignedHead:
    """The signed head of a chain after that many events; the same always gives the same."""
    said = Head(chain, event_count, head, moment, signer.id)
    return SignedHead(said, signer.sign("head", said.content()))


def file_of(heads: Iterable[SignedHead], explanation: str) -> bytes:
    """A text file of heads; lines of explanation begin with `#`."""
    lines = [f"# {line}" if line else "#" for line in explanation.splitlines()]
    return "\n".join([*lines, *(head.line() for head in heads), ""]).encode()


def read(content: bytes) -> list[SignedHead]:
    """The heads in a file; other lines are passed over. Refused where there is none, or one is broken."""
    if len(content) > LIMIT:
        raise refused("head.too_large", limit=LIMIT // 1_000_000)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refused("head.wrong_encoding") from None
    found = list(_read(text))
    if not found:
        raise refused("head.none", brace="{")
    return found


def _read(text: str) -> Iterator[SignedHead]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("{"):
            yield _one(line.strip(), number)


def _one(line: str, number: int) -> SignedHead:
    broken = refused("head.broken", line=number)
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        raise broken from None
    version = values.get("version") if isinstance(values, dict) else None
    if type(version) is not int:
        raise broken
    if version > VERSION:
        raise refused("head.later_version", line=number)
    return _head(values, broken)


def _head(values: dict[str, Any], broken: Refused) -> SignedHead:
    try:
        moment = datetime.fromisoformat(values["moment"])
        said = Head(values["chain"], values["event_count"], values["head"], moment, values["key"])
        signature = values["signature"]
    except (KeyError, TypeError, ValueError):
        raise broken from None
    plain = (said.chain, said.key, said.head, signature)
    if (
        not all(isinstance(text, str) for text in plain)
        or type(said.event_count) is not int
        or said.event_count < 0
        or moment.tzinfo is None
        or not _HASH.fullmatch(said.head)
    ):
        raise broken
    return SignedHead(said, signature)
