"""The file of a backup: a .zip whose first entry, `manifest.json`, names every other one.

Nothing in the file is believed: names come from the manifest and only those of a fixed shape are
written anywhere, sizes and SHA-256 are checked while unpacking, and what is not named is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Final

from srf_policy.domain.errors import Refused, refused

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DATA, KEYS = "data", "keys"
"""What a backup holds: database, files and templates; or the keys, which are kept apart."""

_NAME = re.compile(
    r"database\.(sqlite|dump)|heads\.txt|files/[0-9a-f]{2}/[0-9a-f]{64}"
    r"|templates/[\w. -]{1,120}|keys\.db|secret|signing"
)
_LARGEST_MANIFEST = 64 * 1024 * 1024
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """`what`: DATA or KEYS; `schema`: of the database; `made_at`: ISO 8601 in UTC."""

    what: str
    program: str
    schema: str
    database: str
    made_at: str
    files: Mapping[str, tuple[int, str]]


def write(target: Path, about: Mapping[str, str], entries: Iterable[tuple[str, Path]]) -> Manifest:
    """Write the archive whole or not at all, and read it back before it takes its name.

    `about` holds the manifest's other fields. Raises OSError.
    """
    listed = dict(entries)
    manifest = Manifest(files={name: _measure(path) for name, path in listed.items()}, **about)
    coming = target.with_name(f".{target.name}-{secrets.token_hex(6)}")
    try:
        with coming.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                plain = {"srf_policy_backup": FORMAT, **asdict(manifest)}
                archive.writestr(MANIFEST, json.dumps(plain, indent=1))
                for name, path in listed.items():
                    archive.write(path, name)
            file.flush()
            os.fsync(file.fileno())
        with zipfile.ZipFile(coming) as archive:
            for name, measured in manifest.files.items():
                _copy(archive, name, measured, None)
        coming.replace(target)
    finally:
        coming.unlink(missing_ok=True)
    return manifest


def read_manifest(file: Path) -> Manifest:
    """What the archive says that it holds. Raises Refused for anything that is no such archive."""
    try:
        with zipfile.ZipFile(file) as archive:
            info = archive.getinfo(MANIFEST)
            if info.file_size > _LARGEST_MANIFEST:
                raise refused("backup.not_one", file=file.name)
            told = json.loads(archive.read(info))
            named = set(archive.namelist()) - {MANIFEST}
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, NotImplementedError) as error:
        raise refused("backup.not_one", file=file.name) from error
    return _understood(file, told, named)


def _understood(file: Path, told: Any, named: set[str]) -> Manifest:
    if not isinstance(told, dict) or not isinstance(told.get("srf_policy_backup"), int):
        raise refused("backup.not_one", file=file.name)
    if told["srf_policy_backup"] > FORMAT:
        raise refused("backup.later", file=file.name, program=str(told.get("program", "")))
    try:
        files = {str(name): (int(size), str(sha)) for name, (size, sha) in told["files"].items()}
        words = ("what", "program", "schema", "database", "made_at")
        manifest = Manifest(files=files, **{name: str(told[name]) for name in words})
    except (KeyError, TypeError, ValueError, AttributeError):
        raise refused("backup.not_one", file=file.name) from None
    if set(files) != named or not all(_NAME.fullmatch(name) for name in files):
        raise refused("backup.other_content", file=file.name)
    return manifest


def unpack(file: Path, manifest: Manifest, folder: Path) -> None:
    """Write every entry below `folder`, each checked against the manifest. Raises Refused."""
    needed = sum(size for size, _ in manifest.files.values())
    if shutil.disk_usage(folder).free < needed:
        raise refused("backup.no_space", megabytes=needed // 1_000_000 + 1)
    with zipfile.ZipFile(file) as archive:
        for name, measured in manifest.files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as out:
                _copy(archive, name, measured, out)


def _copy(
    archive: zipfile.ZipFile, name: str, measured: tuple[int, str], out: IO[bytes] | None
) -> None:
    """Read one entry to its end, and not further: a small file may unpack to a giant one."""
    size, sha256 = measured
    digest, read = hashlib.sha256(), 0
    try:
        with archive.open(name) as entry:
            while chunk := entry.read(_CHUNK):
                read += len(chunk)
                if read > size:
                    raise _damaged(name)
                digest.update(chunk)
                if out is not None:
                    out.write(chunk)
    except (zipfile.BadZipFile, EOFError, ValueError, KeyError, NotImplementedError) as error:
        raise _damaged(name) from error
    if (read, digest.hexdigest()) != (size, sha256):
        raise _damaged(name)


def _damaged(name: str) -> Refused:
    return refused("backup.damaged", name=name)


def _measure(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
