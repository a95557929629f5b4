"""The worker: takes one job at a time and does it, until it is told to stop.

A job is leased in a short transaction, done outside of any, and finished in another one under its
fence: who was away too long cannot write a result any more. Handlers may run twice for one job.

`mail`    {notice, person, params}: tell one person; the Message-ID comes from the job's key.
`export`  {document: "draft", revision, language}: make a Word file, kept under its own hash.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select

from srf_policy import clock
from srf_policy.documents import draft
from srf_policy.domain import Engagement, Person
from srf_policy.domain.errors import NotFound, Refused, refused
from srf_policy.languages.messages import msg
from srf_policy.languages.rendering import say
from srf_policy.mail import sending
from srf_policy.mail.messages import Notice
from srf_policy.operations import Store, pictures
from srf_policy.settings import Settings
from srf_policy.store import people
from srf_policy.store.queries import mailing

from . import queue

PAUSE = 1.0
"""Seconds between two looks at an empty queue."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Leased:
    """A job as plain values, so that nothing of the database is held while it is done."""

    id: int
    kind: str
    key: str
    fence: int
    attempts: int
    engagement_id: int | None
    requested_by: str
    created_at: datetime
    arguments: Mapping[str, Any]


def run(store: Store, settings: Settings, stop: threading.Event, pause: float = PAUSE) -> None:
    """Work until `stop` is set; the job at hand is brought to its end."""
    while not stop.is_set():
        try:
            busy = run_once(store, settings)
        except Exception as error:
            # The database is away or full: the job stays leased and comes back by itself.
            log.error("worker", problem=_sentence(error))
            busy = False
        if not busy:
            stop.wait(pause)


def run_once(store: Store, settings: Settings) -> bool:
    """Do the next job that is due. False when there is none."""
    job = _lease(store)
    if job is None:
        return False
    try:
        result = _do(store, settings, job)
    except Exception as error:
        log.warning("job failed", job=job.id, kind=job.kind, attempt=job.attempts)
        with store.database.writing() as session:
            queue.fail(session, job.id, job.fence, _sentence(error))
        return True
    with store.database.writing() as session:
        kept = queue.finish(session, job.id, job.fence, result)
    log.info("job done" if kept else "job was taken over", job=job.id, kind=job.kind)
    return True


def _lease(store: Store) -> Leased | None:
    with store.database.writing() as session:
        job = queue.lease(session)
        if job is None:
            return None
        return Leased(
            job.id, job.kind, job.key, job.fence, job.attempts, job.engagement_id,
            job.requested_by, job.created_at, dict(job.arguments),
        )  # fmt: skip


def _do(store: Store, settings: Settings, job: Leased) -> dict[str, Any]:
    handler = HANDLERS.get(job.kind)
    if handler is None:
        raise refused("job.unknown_kind", kind=job.kind)
    if job.attempts > queue.ATTEMPTS:
        # A job that kills its worker never reaches `fail`: it must not come back for ever.
        raise refused("job.given_up", attempts=queue.ATTEMPTS)
    return handler(store, settings, job)


def _sentence(error: Exception) -> str:
    """What staff read beside a failed job; no names, because libraries put addresses into errors."""
    if isinstance(error, Refused):
        return " ".join(say(problem.message, "en") for problem in error.problems)
    return say(msg("job.broke", kind=type(error).__name__), "en")


def _mail(store: Store, settings: Settings, job: Leased) -> dict[str, Any]:
    """Who has left the engagement or was erased is told nothing."""
    arguments = job.arguments
    with store.database.reading() as session:
        found = mailing.recipient(session, store.keys, job.engagement_id, arguments["person"])
    if found is None or not found.address:
        return {"sent": False}
    notice = Notice(
        arguments["notice"], job.key, found.code, found.title, found.language, found.number,
        found.role, found.institution, job.created_at, arguments.get("params") or {},
    )  # fmt: skip
    return {"sent": True, **sending.send(notice, found.address, settings)}


def _export(store: Store, settings: Settings, job: Leased) -> dict[str, Any]:
    """Made with the eyes of who asked for it, as they stand now."""
    arguments = job.arguments
    if arguments.get("document", "draft") != "draft":
        raise refused("job.unknown_document", document=arguments["document"])
    with store.database.reading() as session:
        person = session.scalar(select(Person).where(Person.number == job.requested_by))
        engagement = session.get(Engagement, job.engagement_id)
        if person is None or engagement is None:
            raise NotFound
        viewer = people.viewer(session, person, clock.today())
        made = draft.draft_file(
            session, viewer, engagement.code, sign=store.keys.token,
            revision=arguments.get("revision"), language=arguments.get("language"),
            picture=pictures.kept(settings),
        )  # fmt: skip
    return _kept(made, settings.data_dir / "exports")


def _kept(made: draft.NamedFile, folder: Path) -> dict[str, Any]:
    """Write the file whole or not at all; made twice, it is the same file."""
    sha256 = hashlib.sha256(made.content).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{sha256}.docx"
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(made.content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).rename(path)
    return {"path": str(path), "sha256": sha256, "size": len(made.content), "name": made.name}


Handler = Callable[[Store, Settings, Leased], dict[str, Any]]

HANDLERS: dict[str, Handler] = {"mail": _mail, "export": _export}
