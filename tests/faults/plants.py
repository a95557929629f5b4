"""Bugs that are planted into the program: the faults' checks must find each of them."""

from __future__ import annotations

import os
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy.orm import Session

LATE = 0.15
"""Seconds by which a commit follows the answer that says it is done."""


def plant(name: str) -> None:
    """Plant the bug of this name; none for an empty one."""
    if name:
        PLANTS[name]()


def acknowledged_before_commit() -> None:
    """The answer goes out, the commit follows a little later."""
    from srf_policy.store.database import Database

    @contextmanager
    def writing(self: Database) -> Iterator[Session]:
        stack = ExitStack()
        stack.enter_context(self.gate())
        session = stack.enter_context(self._writer.begin())
        try:
            yield session
            session.flush()
        except BaseException:
            if not stack.__exit__(*sys.exc_info()):
                raise
        else:
            threading.Timer(LATE, stack.close).start()

    Database.writing = writing  # type: ignore[method-assign]


def key_forgotten() -> None:
    """Nothing remembers that a form was sent: sent again, it is done again where that is possible.

    Answers come late, so that a kill often falls between the commit and the answer.
    """
    from srf_policy.operations import runner
    from srf_policy.operations.work import Work
    from srf_policy.web import forms

    runner._remember = lambda *_: None
    Work.expect = lambda *_: None  # type: ignore[method-assign, assignment]
    honest = forms.perform

    def late(*args: Any, **more: Any) -> Any:
        answer = honest(*args, **more)
        time.sleep(LATE)
        return answer

    forms.perform = late


def done_before_effect() -> None:
    """A job is written down as done before it is."""
    from srf_policy.jobs import queue, worker

    honest = worker._do

    def too_early(store: Any, settings: Any, job: Any) -> dict[str, Any]:
        with store.database.writing() as session:
            queue.finish(session, job.id, job.fence, {})
        return honest(store, settings, job)

    worker._do = too_early
    worker.mailing.begin = lambda *_: threading.Event().wait(0.05)  # type: ignore[assignment]


def counter_not_compared() -> None:
    """Who presses a form is not asked which version it showed, nor whether the move is possible."""
    from srf_policy.operations import moves
    from srf_policy.operations.work import Work

    Work.expect = lambda *_: None  # type: ignore[method-assign, assignment]
    moves._refuse_unless_allowed = lambda *_: None


def deferred_writers() -> None:
    """Writers begin as readers and turn into writers, without a gate before them."""
    from contextlib import nullcontext

    from srf_policy.store import database

    database._begin_sqlite = lambda connection: connection.exec_driver_sql("BEGIN")
    database.Database.gate = lambda _self: nullcontext()  # type: ignore[method-assign, assignment]


def random_message_ids() -> None:
    """Each attempt makes another Message-ID."""
    from srf_policy.jobs.worker import mailing
    from srf_policy.mail import messages

    def another(_key: str, _base: str) -> str:
        return f"<{secrets.token_hex(20)}@srf-policy.invalid>"

    messages.message_id = another
    mailing.message_id = another


def not_synchronous() -> None:
    """SQLite hands commits to the disk's cache and says that they are done."""
    from srf_policy.store import database

    honest = database._configure_sqlite

    def configure(connection: Any, record: Any) -> None:
        honest(connection, record)
        connection.execute("PRAGMA synchronous=NORMAL")

    database._configure_sqlite = configure


def keys_without_their_folder() -> None:
    """The journal of the keys may come back after a power cut, and takes the newest key away."""
    from srf_policy.store.keys import KeyRing

    honest = KeyRing._open

    @contextmanager
    def opened(self: KeyRing) -> Iterator[Any]:
        with honest(self) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            yield connection

    KeyRing._open = opened  # type: ignore[method-assign]


def files_not_synchronised() -> None:
    """Files are named without having been brought to the disk."""
    os.fsync = lambda _descriptor: None


def failed_writes_pass() -> None:
    """A commit that failed is passed over, and the answer says that it is done."""
    from sqlalchemy.exc import OperationalError

    from srf_policy.store.database import Database

    @contextmanager
    def writing(self: Database) -> Iterator[Session]:
        with self.gate():
            session = self._writer()
            try:
                yield session
                session.commit()
            except OperationalError:
                session.rollback()
            finally:
                session.close()

    Database.writing = writing  # type: ignore[method-assign]


PLANTS: dict[str, Callable[[], None]] = {
    "acknowledged_before_commit": acknowledged_before_commit,
    "key_forgotten": key_forgotten,
    "done_before_effect": done_before_effect,
    "counter_not_compared": counter_not_compared,
    "deferred_writers": deferred_writers,
    "random_message_ids": random_message_ids,
    "not_synchronous": not_synchronous,
    "keys_without_their_folder": keys_without_their_folder,
    "files_not_synchronised": files_not_synchronised,
    "failed_writes_pass": failed_writes_pass,
}
