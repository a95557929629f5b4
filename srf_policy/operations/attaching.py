"""Files that belong to records: kept on the disk first, then named by the verb that records them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select

from srf_policy.domain import StoredFile
from srf_policy.domain.errors import refused
from srf_policy.domain.wording import text_hash
from srf_policy.settings import Settings
from srf_policy.store import files

from .work import Work

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,80}/[a-z0-9][a-z0-9.+-]{0,80}")
_LONGEST_NAME = 200

Attachment = Mapping[str, Any]
"""What verbs take: sha256, size, name and media_type of a file that is on the disk already."""


def receive(
    settings: Settings, stream: IO[bytes], name: str, media_type: str, field: str = "file"
) -> Attachment:
    """Keep a file that was sent; it belongs to nothing until a verb names it."""
    try:
        kept = files.keep(folder(settings), stream)
    except files.FileTooLarge:
        raise refused("refused.file_too_large", field, limit=files.LIMIT >> 20) from None
    if kept.size == 0:
        raise refused("refused.file_empty", field, file=_clean(name))
    return {
        "sha256": kept.sha256, "size": kept.size, "name": _clean(name),
        "media_type": _plain_type(media_type),
    }  # fmt: skip


def location(settings: Settings, sha256: str) -> Path:
    """Where the bytes of a stored file lie; refused where they are lost."""
    found = files.path(folder(settings), sha256)
    if not found.is_file():
        raise refused("refused.file_missing")
    return found


def folder(settings: Settings) -> Path:
    """Where files as they came are kept."""
    return settings.data_dir / "files"


def _clean(name: str) -> str:
    """The last part of the name, without signs that steer or hide; the ending stays."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")
                    or c in "\u200c\u200d").strip(" .")  # fmt: skip
    stem, dot, ending = shown.rpartition(".")
    if len(shown) > _LONGEST_NAME:
        ending = ending[:20]
        shown = (
            f"{stem[: _LONGEST_NAME - len(ending)]}{dot}{ending}" if dot else shown[:_LONGEST_NAME]
        )
    return shown or "file"


def _plain_type(media_type: str) -> str:
    said = media_type.partition(";")[0].strip().lower()
    return said if _MEDIA_TYPE.fullmatch(said) else "application/octet-stream"


def attach(work: Work, attachment: Attachment | None, *, restricted: bool) -> StoredFile | None:
    """The row of a file, made when it comes first. Once restricted, a file stays restricted."""
    if attachment is None:
        return None
    row = work.session.scalar(
        select(StoredFile).where(
            StoredFile.engagement_id == work.engagement.id,
            StoredFile.sha256 == attachment["sha256"],
        )
    )
    if row is None:
        row = StoredFile(
            engagement_id=work.engagement.id, sha256=attachment["sha256"],
            name=attachment["name"], media_type=attachment["media_type"],
            size=attachment["size"], restricted=restricted, occurred_on=work.occurred_on,
            seq=work.next_seq, illustrative=work.illustrative,
        )  # fmt: skip
        work.session.add(row)
    row.restricted = row.restricted or restricted
    work.session.flush()
    return row


def attach_or_keep(
    work: Work, attachment: Attachment | None, earlier: int | None, *, restricted: bool
) -> StoredFile | None:
    """The new file, or that of the record which is corrected."""
    row = attach(work, attachment, restricted=restricted)
    if row is None and earlier is not None:
        row = work.session.get_one(StoredFile, earlier)
        row.restricted = row.restricted or restricted
    return row


def told(row: StoredFile | None) -> dict[str, Any] | None:
    """A file as events hold it: its name may name a person, so only as a hash."""
    if row is None:
        return None
    return {
        "sha256": row.sha256, "size": row.size, "media_type": row.media_type,
        "restricted": row.restricted, "name_sha256": text_hash(row.name),
    }  # fmt: skip
