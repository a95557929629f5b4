"""The secret of the installation and the key of each person.

Keys of persons lie in `SRF_KEY_DIR/keys.db`, each wrapped by a key derived from the secret. A key
is committed there before the row that needs it, and never goes into an ordinary backup: erasing
the key erases the name everywhere.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from srf_policy.domain.errors import refused
from srf_policy.settings import Settings

from . import signing

FILE, SECRET = "keys.db", "secret"
NONCE = 12
SHORTEST = 32
"""Letters of a secret that is not too easily guessed."""


def ensure_secret(settings: Settings) -> str:
    """`SRF_SECRET_KEY`; where it is not set, one made once and kept in the key folder, mode 0600."""
    if settings.secret_key:
        return settings.secret_key
    settings.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = settings.keys / SECRET
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


def derive(secret: str, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, from the secret of the installation."""
    return HKDF(SHA256(), 32, salt=None, info=f"srf-policy {purpose}".encode()).derive(
        secret.encode()
    )


def token_id(key: bytes) -> str:
    """Short name of the key that signs Word files: 8 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(key).hexdigest()[:8]


def _token(key: bytes, content: str) -> str:
    made = hmac.new(key, content.encode(), hashlib.sha256).hexdigest()
    return f"v1.{token_id(key)}.{made}"


class KeyRing:
    """Seals and opens what is known of persons by name; holds the key that signs heads and seals."""

    def __init__(self, folder: Path, secret: str, signing_key: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder, self._signing_key = folder, signing_key
        self._path = folder / FILE
        self._wrap = AESGCM(derive(secret, "wrap"))
        self._lookup = derive(secret, "lookup")
        self._token = derive(secret, "token")
        self.links = derive(secret, "links")
        """Signs the links in mail."""
        self._known: dict[str, AESGCM] = {}
        self._as_of = 0
        with self._open() as connection:
            for table, name in (("key", "number"), ("token_key", "id")):
                connection.execute(
                    f"CREATE TABLE IF NOT EXISTS {table} "
                    f"({name} TEXT PRIMARY KEY, wrapped BLOB NOT NULL)"
                )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=20)) as connection:
            # With FULL a power cut may bring the journal back, which takes the key away again.
            connection.execute("PRAGMA synchronous=EXTRA")
            with connection:
                yield connection

    def lookup(self, address: str) -> str:
        """The keyed hash under which an address is found; case and outer space do not matter."""
        folded = address.strip().casefold().encode()
        return hmac.new(self._lookup, folded, hashlib.sha256).hexdigest()

    def token(self, content: str) -> str:
        """`v1.<key id>.<HMAC-SHA256>` of what a Word file says about itself."""
        return _token(self._token, content)

    def recognises(self, token: str, content: str) -> bool:
        """Whether a Word file is ours, also where it was made under an earlier secret."""
        name = token.split(".")[1] if token.count(".") == 2 else ""
        key = self._token if name == token_id(self._token) else self._former_token(name)
        return key is not None and hmac.compare_digest(
            token.encode(), _token(key, content).encode()
        )

    def _former_token(self, name: str) -> bytes | None:
        with self._open() as connection:
            row = connection.execute(
                "SELECT wrapped FROM token_key WHERE id = ?", (name,)
            ).fetchone()
        if row is None:
            return None
        return self._wrap.decrypt(row[0][:NONCE], row[0][NONCE:], name.encode())

    @cached_property
    def signer(self) -> signing.Signer:
        """What signs in this installation. Refused where `SRF_SIGNING_KEY` is not a key."""
        return signing.load(self._folder, self._signing_key)

    def make(self, number: str) -> None:
        """A new key for this person, committed at once."""
        nonce, key = os.urandom(NONCE), AESGCM.generate_key(256)
        wrapped = nonce + self._wrap.encrypt(nonce, key, number.encode())
        with self._open() as connection:
            connection.execute("INSERT INTO key VALUES (?, ?)", (number, wrapped))

    def seal(self, number: str, plain: dict[str, Any]) -> bytes:
        """Encrypt plain values under this person's key."""
        nonce = os.urandom(NONCE)
        content = json.dumps(plain, ensure_ascii=False).encode()
        return nonce + self._key(number).encrypt(nonce, content, number.encode())

    def open(self, number: str, sealed: bytes) -> dict[str, Any] | None:
        """The plain values; None where the key was erased. Refused where the secret is another."""
        try:
            key = self._key(number)
        except KeyError:
            return None
        try:
            plain = key.decrypt(sealed[:NONCE], sealed[NONCE:], number.encode())
        except InvalidTag:
            raise refused("refused.wrong_secret") from None
        value: dict[str, Any] = json.loads(plain)
        return value

    def _key(self, number: str) -> AESGCM:
        # A key that another process erases must not live on in this one's memory.
        changed = self._path.stat().st_mtime_ns
        if changed != self._as_of:
            self._known, self._as_of = {}, changed
        if number not in self._known:
            self._known[number] = AESGCM(self._unwrap(number))
        return self._known[number]

    def _unwrap(self, number: str) -> bytes:
        with self._open() as connection:
            row = connection.execute(
                "SELECT wrapped FROM key WHERE number = ?", (number,)
            ).fetchone()
        if row is None:
            raise KeyError(number)
        try:
            return self._wrap.decrypt(row[0][:NONCE], row[0][NONCE:], number.encode())
        except InvalidTag:
            raise refused("refused.wrong_secret") from None
