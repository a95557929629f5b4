"""The keys of persons under another secret: the one write to the key file that touches all of it.

Safe to repeat after any interruption: a key that is wrapped under the new secret already stays.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from srf_policy.domain.errors import refused

from .keys import FILE, NONCE, derive, token_id

_TABLES = (
    ("SELECT number, wrapped FROM key", "INSERT OR REPLACE INTO key VALUES (?, ?)"),
    ("SELECT id, wrapped FROM token_key", "INSERT OR REPLACE INTO token_key VALUES (?, ?)"),
)
"""Of the keys of persons and of the former token keys: how they are read and put."""


def rewrap(folder: Path, old: str, new: str) -> int:
    """Wrap every key under the new secret and keep the old token key; gives the number of keys.

    Raises Refused, and changes nothing, where the old secret is not the one they are under.
    """
    before, after = _wrap(old), _wrap(new)
    former = derive(old, "token")
    with closing(sqlite3.connect(folder / FILE, timeout=20)) as connection:
        connection.execute("PRAGMA synchronous=EXTRA")
        with connection:
            for held, put in _TABLES:
                for name, wrapped in connection.execute(held).fetchall():
                    plain = _open(name, wrapped, after, before)
                    connection.execute(put, (name, _closed(after, name, plain)))
            name = token_id(former)
            connection.execute(_TABLES[1][1], (name, _closed(after, name, former)))
            return int(connection.execute("SELECT count(*) FROM key").fetchone()[0])


def _wrap(secret: str) -> AESGCM:
    return AESGCM(derive(secret, "wrap"))


def _open(name: str, wrapped: bytes, *wraps: AESGCM) -> bytes:
    for wrap in wraps:
        try:
            return wrap.decrypt(wrapped[:NONCE], wrapped[NONCE:], name.encode())
        except InvalidTag:
            continue
    raise refused("refused.wrong_secret")


def _closed(wrap: AESGCM, name: str, plain: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + wrap.encrypt(nonce, plain, name.encode())
