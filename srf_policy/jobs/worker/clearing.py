"""Files that people asked for go after some days: they can be made anew. No event tells of it.

Packages of an end lie in a folder of their own and stay for good.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import structlog

from srf_policy import clock
from srf_policy.settings import Settings

log = structlog.get_logger()


def clear(settings: Settings) -> int:
    """Delete what was made more than `SRF_KEEP_EXPORTS_DAYS` ago; says how many files that were.

    A file is written anew whenever a job makes it (`keeping`), so that one that several jobs share
    is as old as the youngest of them.
    """
    before = (clock.real_now() - timedelta(days=settings.keep_exports_days)).timestamp()
    gone = sum(_delete(path, before) for path in list(_older(settings.exports, before)))
    if gone:
        log.info("exports cleared", files=gone)
    return gone


def _older(folder: Path, before: float) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < before:
            yield path


def _delete(path: Path, before: float) -> bool:
    """Aside first: a worker may be writing the same file anew this very moment."""
    aside = path.with_name(f"{path.name}.old")
    try:
        path.rename(aside)
        if aside.stat().st_mtime >= before:
            aside.rename(path)
            return False
        aside.unlink()
    except OSError as error:
        # Somebody else cleared it, or may not: the next round tries again.
        log.warning("export not cleared", problem=type(error).__name__)
        return False
    return True
