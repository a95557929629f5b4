"""Files as they came, in the data folder under their SHA-256: written once, never changed."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import IO

LIMIT = 20 * 1024 * 1024
"""Bytes of one file."""

_CHUNK = 1 << 20
SHA256 = re.compile(r"[0-9a-f]{64}")


class FileTooLarge(Exception):
    """More than `LIMIT` bytes; nothing was kept."""


@dataclass(frozen=True)
class Kept:
    sha256: str
    size: int


def keep(folder: Path, stream: IO[bytes]) -> Kept:
    """Write the bytes to the disk, whole or not at all, under their hash; there already is well."""
    folder.mkdir(parents=True, exist_ok=True)
    coming = folder / f"coming-{secrets.token_hex(8)}"
    try:
        kept = _write(coming, stream)
        target = path(folder, kept.sha256)
        target.parent.mkdir(exist_ok=True)
        coming.replace(target)
    finally:
        coming.unlink(missing_ok=True)
    sync_folders(target.parent, folder, folder.parent)
    return kept


def path(folder: Path, sha256: str) -> Path:
    """Where the file with this hash lies."""
    if not SHA256.fullmatch(sha256):
        raise ValueError(sha256)
    return folder / sha256[:2] / sha256


def _write(target: Path, stream: IO[bytes]) -> Kept:
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > LIMIT:
                raise FileTooLarge
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Kept(digest.hexdigest(), size)


def sync_folders(*folders: Path) -> None:
    """A file's name is on the disk only when its folder is; so is a folder's own name."""
    for folder in folders:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
