"""The database recipe: one engine, a reader and a writer, one gate on SQLite.

Rules and traps: docs/adr/0003. A deferred SQLite writer that turns from reader to writer fails
at once under load, so writers begin with BEGIN IMMEDIATE and wait at a gate of our own.
"""

from __future__ import annotations

import errno
import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from srf_policy.domain.chain import read_json, stored_json
from srf_policy.domain.errors import Busy
from srf_policy.settings import Settings

from .prepared import driven

GATE_SECONDS = 20.0
"""How long a writer waits for its turn before it is told to try again."""


class Database:
    """An open database. `reading` and `writing` give sessions; writing is one at a time on SQLite."""

    def __init__(self, engine: Engine, lock_file: Path) -> None:
        self.engine = engine
        self._lock_file = lock_file
        self._thread_lock = threading.Lock()
        self._reader = sessionmaker(engine, expire_on_commit=False, autoflush=False)
        writing = engine.execution_options(srf_write=True)
        self._writer = sessionmaker(writing, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        """SQLite (True) or PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session whose changes are never committed."""
        session = self._reader()
        try:
            yield session
        finally:
            # Closing rolls back and leaves what was read usable; a rollback would expire it.
            try:
                session.close()
            except OperationalError:
                # The connection was lost after the reading: what was read holds all the same.
                session.invalidate()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One writing transaction: committed at the end of the block, rolled back on any error.

        Raises Busy when the gate, the database or the disk does not let it through in time.
        Never open a second one inside: on SQLite it would wait for itself.
        """
        with self.gate():
            try:
                with self._writer.begin() as session:
                    yield session
            except OperationalError as error:
                raise refusal(error) from error

    @contextmanager
    def gate(self) -> Iterator[None]:
        """Let one writer at a time through on SQLite, of all threads and processes; else everybody."""
        if not self.is_sqlite:
            yield
            return
        if not self._thread_lock.acquire(timeout=GATE_SECONDS):
            raise Busy
        try:
            with _file_lock(self._lock_file):
                yield
        finally:
            self._thread_lock.release()

    def refusal(self, error: OperationalError) -> Exception:
        """What people are told of an error while reading, as `writing` raises it by itself."""
        return refusal(error)

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_database(settings: Settings) -> Database:
    """The database of these settings, not yet migrated. Makes the data folder where it is lacking.

    Raises OSError where the folder cannot be made or written.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    url = _driver_url(settings.database)
    engine = create_engine(url, json_serializer=stored_json, **_options(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return Database(engine, settings.lock_file.resolve())


def _driver_url(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _options(url: str) -> dict[str, Any]:
    if not url.startswith("postgresql"):
        return {"json_deserializer": read_json}
    # A server may have gone away since; a file is there, or the statement itself says that it is not.
    # And PostgreSQL would let a writer wait for ever behind another one's row.
    options = f"-c lock_timeout={int(GATE_SECONDS * 1000)}"
    return {"pool_pre_ping": True, "connect_args": {"options": options}}


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        # NORMAL lost acknowledged moves in simulated power cuts; FULL lost none.
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "busy_timeout=20000",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    write = connection.get_execution_options().get("srf_write")
    driven(connection, "BEGIN IMMEDIATE" if write else "BEGIN")


_AWAY = (
    "connection", "terminating", "shutting down", "starting up", "recovery mode",
    "unable to open database file",
)  # fmt: skip


def refusal(error: OperationalError) -> Exception:
    """What people are told where the database, its machine or its disk fails; else the error itself."""
    text = str(error.orig).lower()
    if "full" in text or "no space" in text:
        return Busy("refused.disk_full")
    if "readonly" in text or "read-only" in text:
        return Busy("refused.read_only")
    if any(word in text for word in ("locked", "busy", "timeout", "deadlock")):
        return Busy()
    if "disk i/o error" in text or "could not extend" in text or "could not write" in text:
        return Busy("refused.disk_error")
    if error.connection_invalidated or any(words in text for words in _AWAY):
        return Busy("refused.database_away")
    return error


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    """Server and worker are two processes: the lock of a file in the data folder is their gate."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise Busy("refused.disk_full" if full else "refused.read_only") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _wait_for(descriptor)
    try:
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int) -> None:
    """Stand in the system's own queue: who asks again and again is overtaken by who comes later.

    A waiting call cannot be called off, so it waits in a thread; one that was given up closes the
    lock as soon as it has it. Raises Busy after `GATE_SECONDS`.
    """
    deciding, held, given_up = threading.Lock(), threading.Event(), threading.Event()

    def wait() -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with deciding:
            held.set()
            if given_up.is_set():
                os.close(descriptor)

    threading.Thread(target=wait, name="gate", daemon=True).start()
    if held.wait(GATE_SECONDS):
        return
    with deciding:
        if held.is_set():
            return
        given_up.set()
    raise Busy
