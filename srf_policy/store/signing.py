"""Signatures (Ed25519) by the installation: its key, and the keys it signed with before.

The key comes from `SRF_SIGNING_KEY`; where that is not set, one is made once and kept in the key
folder. Neither is in the database, so whoever changes the database cannot sign what they made of
it. Every key registers itself in the table `signing_key` and vouches there, by its signature, for
those before it: starting from the key in use, old signatures stay verifiable after a rotation, and
a row that somebody added is not believed.

What is signed begins with its purpose: a signature of a head is none of a package.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import SigningKey
from srf_policy.domain.chain import canonical_json
from srf_policy.domain.errors import refused

HEAD, SEAL, PACKAGE, KEY = "head", "seal", "package", "key"
"""Purposes."""

FILE = "signing"
"""The key's file in the key folder."""

_SEED = 32


def new_key() -> str:
    """A fresh key, as `SRF_SIGNING_KEY` takes it: 32 random bytes in base64 for addresses."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_SEED)).decode()


def key_id(public: str) -> str:
    """Short name of a public key: the first 8 bytes of its SHA-256, in hexadecimal."""
    return hashlib.sha256(base64.b64decode(public)).hexdigest()[:16]


class Signer:
    """Signs with one key. `public` is the public key in base64, `id` its short name."""

    def __init__(self, key: str) -> None:
        """Raises Refused where it is not a key as `new_key` makes them."""
        try:
            seed = base64.urlsafe_b64decode(key.strip().encode("ascii"))
            self._key = Ed25519PrivateKey.from_private_bytes(seed)
        except (ValueError, binascii.Error):
            raise refused("signing.bad_key") from None
        self.public = base64.b64encode(self._key.public_key().public_bytes_raw()).decode()
        self.id = key_id(self.public)

    def sign(self, purpose: str, content: bytes) -> str:
        """The signature in base64; the same content always gives the same one."""
        return base64.b64encode(self._key.sign(_prefixed(purpose, content))).decode()

    def card(self, since: datetime, former: Mapping[str, str]) -> str:
        """The signature by which this key vouches for itself and those before it."""
        return self.sign(KEY, _card(self.id, self.public, since, former))


def genuine(public: str, purpose: str, content: bytes, signature: str) -> bool:
    """Whether the owner of the public key signed this content for this purpose."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(base64.b64decode(signature, validate=True), _prefixed(purpose, content))
    except (InvalidSignature, ValueError):
        return False
    return True


def load(folder: Path, key: str) -> Signer:
    """The signer of this key, or without one of the key in the folder, which is made once."""
    if key:
        return Signer(key)
    path = folder / FILE
    if not path.exists():
        _make(path)
    return Signer(path.read_text())


def _make(path: Path) -> None:
    """Complete or not at all; of two processes the first one's counts."""
    coming = path.with_name(f"{FILE}-{secrets.token_hex(8)}")
    descriptor = os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(new_key())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(coming)
    finally:
        coming.unlink()


def trusted(session: Session, signer: Signer) -> dict[str, str]:
    """Public keys by their short names: the one in use, and those that it vouches for."""
    own = session.get(SigningKey, signer.id)
    former = {} if own is None or own.public_key != signer.public else vouched(session, own)
    return former | {signer.id: signer.public}


def vouched(session: Session, row: SigningKey) -> dict[str, str]:
    """The keys before it for which a registered key vouches; none where its signature is wrong."""
    found = session.scalars(select(SigningKey).where(SigningKey.id.in_(row.former)))
    former = {other.id: other.public_key for other in found}
    card = _card(row.id, row.public_key, row.since, former)
    return former if genuine(row.public_key, KEY, card, row.signature) else {}


def registered(session: Session, signer: Signer) -> bool:
    """Whether this key has registered itself."""
    return session.get(SigningKey, signer.id) is not None


def _card(name: str, public: str, since: datetime, former: Mapping[str, str]) -> bytes:
    return canonical_json({"key": name, "public": public, "since": since, "former": dict(former)})


def _prefixed(purpose: str, content: bytes) -> bytes:
    return f"srf-policy {purpose}\n".encode() + content
