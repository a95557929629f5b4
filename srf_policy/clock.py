"""The only reader of the time.

`now` and `today` follow the *working* clock: in the demo it starts at the seed's date by an
offset that is stored at seeding, and the seed replay lets it stand still at each date. Sessions,
tokens and limits must use `real_now`, which nothing shifts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta

_offset = timedelta(0)
_started: date | None = None
_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


def real_now() -> datetime:
    """The machine's time, UTC, to the second's fraction; never shifted."""
    return datetime.now(UTC)


def now() -> datetime:
    """The working time, UTC: shifted in a demo, standing still in a replay."""
    standing = _standing.get()
    return standing if standing is not None else real_now() + _offset


def today() -> date:
    """The working day, UTC."""
    return now().date()


def shift(offset: timedelta, started: date | None = None) -> None:
    """Run the working clock `offset` away from the machine's, for this process.

    `started`: the day at which a demo's clock was set running.
    """
    global _offset, _started
    _offset, _started = offset, started


def offset() -> timedelta:
    """How far the working clock is from the machine's; zero outside a demo."""
    return _offset


def started() -> date | None:
    """The day at which the demo's clock was set running, where that is known."""
    return _started


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the working clock stand at `moment` (aware) within the block; used by replay and tests."""
    token = _standing.set(moment)
    try:
        yield
    finally:
        _standing.reset(token)
