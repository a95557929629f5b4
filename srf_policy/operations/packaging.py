"""Asking for a sealed package: by a person at any time, by the program at every end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from srf_policy.domain import Engagement, Job
from srf_policy.settings import Settings

from .runner import verb
from .work import Work

KIND = "package"


@verb(dated=False)
def request_package(work: Work) -> dict[str, Any]:
    """Ask for a package with what one may see; gives the job that makes it."""
    key = f"{KIND}:{work.engagement.code}:{work.next_seq}"
    work.record("package", event_count=work.engagement.event_count)
    work.enqueue(KIND, key)
    work.hand_over()
    return {"job": work.session.scalar(select(Job.id).where(Job.key == key))}


def at_the_end(work: Work) -> None:
    """Ask for the package that is kept for good; called when all else of the end is recorded."""
    key = f"{KIND}:{work.engagement.code}:{work.engagement.event_count}:final"
    work.enqueue(KIND, key, final=True)


def folder(settings: Settings) -> Path:
    """Where the packages of ends are kept."""
    return settings.data_dir / "packages"


def kept(settings: Settings, engagement: Engagement) -> list[Path]:
    """The packages of an engagement's ends, newest first; their names end with the last event."""
    found = folder(settings).glob(f"{engagement.code}-*.zip")
    mine = [path for path in found if path.stem.rpartition("-")[2].isdecimal()]
    return sorted(mine, key=last_event, reverse=True)


def last_event(package: Path) -> int:
    """The place of the last event that a kept package holds."""
    return int(package.stem.rpartition("-")[2])
