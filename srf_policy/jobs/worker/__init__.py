"""The worker: takes one job at a time and does it, until it is told to stop.

A job is leased in a short transaction, done outside of any, and finished in another one under its
fence: who was away too long cannot write a result any more. On SQLite `run` looks for jobs by
itself; on PostgreSQL Procrastinate calls `run_job` (`postgres.py`, docs/adr/0008).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from srf_policy.domain import Job
from srf_policy.domain.chain import canonical_json
from srf_policy.domain.errors import Busy, Problem, Refused, refused
from srf_policy.jobs import queue
from srf_policy.languages.messages import msg
from srf_policy.languages.rendering import say
from srf_policy.languages.stored import stored
from srf_policy.mail.sending import MailRefused
from srf_policy.operations import Store
from srf_policy.settings import Settings

from . import mailing
from .handlers import HANDLERS
from .leased import Cancelled, Leased, leased

__all__ = ["HANDLERS", "PAUSE", "Leased", "run", "run_job", "run_once"]

PAUSE = 1.0
"""Seconds between two looks at an empty queue."""

Kinds = Collection[str] | None

log = structlog.get_logger()


def run(
    store: Store, settings: Settings, stop: threading.Event, pause: float = PAUSE,
    kinds: Kinds = None,
) -> None:  # fmt: skip
    """Work until `stop` is set; the job at hand is brought to its end."""
    while not stop.is_set():
        try:
            busy = run_once(store, settings, kinds)
        except Exception as error:
            # The database is away or full: the job stays leased and comes back by itself.
            log.error("worker", problem=_sentence(error))
            busy = False
        if not busy:
            stop.wait(pause)


def run_once(store: Store, settings: Settings, kinds: Kinds = None) -> bool:
    """Do the next job that is due. False when there is none."""
    job = _take(store, lambda session: queue.lease(session, kinds))
    if job is None:
        return False
    _work(store, settings, job)
    return True


def run_job(store: Store, settings: Settings, job_id: int) -> datetime | None:
    """Do one job where it is due; gives the moment at which to try again, None where it is over."""
    job = _take(store, lambda session: queue.lease_one(session, job_id))
    if job is not None:
        return _work(store, settings, job)
    with store.database.reading() as session:
        return queue.next_time(session, job_id)


def _take(store: Store, lease: Callable[[Session], Job | None]) -> Leased | None:
    with store.database.writing() as session:
        job = lease(session)
        return leased(job) if job is not None else None


def _work(store: Store, settings: Settings, job: Leased) -> datetime | None:
    try:
        result = _do(store, settings, job)
    except Cancelled:
        log.info("job cancelled", job=job.id, kind=job.kind)
        return None
    except Exception as error:
        log.warning("job failed", job=job.id, kind=job.kind, attempt=job.attempts)
        return _failed(store, job, error)
    with store.database.writing() as session:
        kept = queue.finish(session, job.id, job.fence, result)
    log.info("job done" if kept else "job was taken over", job=job.id, kind=job.kind)
    return None


def _do(store: Store, settings: Settings, job: Leased) -> dict[str, Any]:
    handler = HANDLERS.get(job.kind)
    if handler is None:
        raise refused("job.unknown_kind", kind=job.kind)
    return handler(store, settings, job)


def _failed(store: Store, job: Leased, error: Exception) -> datetime | None:
    """Note why. What a mail server refused for good is not tried again."""
    result = {**job.known, "why": _why(error)}
    # A file that does not fit together stays so: whoever waits for it is told at once.
    final = job.kind == "export" and isinstance(error, Refused) and not isinstance(error, Busy)
    if isinstance(error, MailRefused):
        final = error.for_good
        result["refused"] = {"code": error.code, "words": error.words, "for_good": final}
    waits = mailing.WAITS if job.kind == "mail" else ()
    wait = waits[min(job.attempts, len(waits)) - 1] if waits else None
    with store.database.writing() as session:
        return queue.fail(
            session, job.id, job.fence, _sentence(error), result=result, wait=wait, final=final
        )


def _problems(error: Exception) -> tuple[Problem, ...]:
    """What staff read beside a failed job; no names, because libraries put addresses into errors."""
    if isinstance(error, Refused):
        return error.problems
    return (Problem(msg("job.broke", kind=type(error).__name__)),)


def _sentence(error: Exception) -> str:
    return " ".join(say(problem.message, "en") for problem in _problems(error))


def _why(error: Exception) -> list[dict[str, Any]]:
    """The same as plain values, to be said in the reader's language."""
    said = [stored(problem.message) for problem in _problems(error)]
    plain: list[dict[str, Any]] = json.loads(canonical_json(said))
    return plain
