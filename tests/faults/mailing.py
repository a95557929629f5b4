"""The mail server is away, then the worker is killed again and again while it sends: each message
arrives, and however often it was sent, its Message-ID says that it is one."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from typing import Any

from sqlalchemy import select

from srf_policy.domain import Job
from srf_policy.operations import perform
from tests.faults import checks, ground, killing
from tests.faults.clients import free_port
from tests.faults.figures import Figures
from tests.faults.ground import FRO, TO, Place
from tests.faults.program import processes

AWAY = 3.0
"""Seconds without a mail server: some attempts fail."""


class Post:
    """A real SMTP server's memory. It is slow to answer, so that a kill may fall in between."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.coming = threading.Event()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        import asyncio

        self.got.append(str(message_from_bytes(envelope.content)["Message-ID"]))
        self.coming.set()
        await asyncio.sleep(0.08)
        return "250 OK"


def run(
    folder: Path, count: int, *, seed: int = 1, plant: str = "", within: float = 1e9
) -> Figures:
    """Kill the worker `count` times while it sends."""
    port = free_port()
    place = Place(folder, smtp=f"smtp://127.0.0.1:{port}")
    ground.build(place, 1)
    moves = 6 + 2 * count
    _move(place, moves)
    figures = Figures("mail server away, then worker killed", 0)
    until, chance = time.monotonic() + within, random.Random(seed)
    with processes(place.environment, folder / "program.log", plant=plant) as programs:
        worker = programs.start("worker")
        time.sleep(AWAY)
        with _server(port) as post:
            for _ in range(count):
                # Not at each message: a job that kills six workers rightly stands as failed.
                for _ in range(chance.randint(1, 4)):
                    _await_message(post)
                time.sleep(chance.uniform(0, 0.12))
                programs.kill(worker)
                worker = programs.start("worker")
                figures.tried += 1
                if time.monotonic() > until:
                    break
            killing.let_finish(place)
    _look(place, post, moves, figures)
    return figures


def _await_message(post: Post) -> None:
    post.coming.clear()
    post.coming.wait(20)


@contextmanager
def _server(port: int) -> Iterator[Post]:
    from aiosmtpd.controller import Controller

    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


def _move(place: Place, moves: int) -> None:
    store, [code] = place.store(), ground.codes(1)
    expert = ground.viewer(store, ground.expert(code))
    for number in range(moves):
        perform(store, "make_move", actor=expert, engagement=code, move=(TO, FRO)[number % 2],
                reason=f"move {number}")  # fmt: skip
    store.database.dispose()


def _look(place: Place, post: Post, moves: int, figures: Figures) -> None:
    [code] = ground.codes(1)
    made = [f"move {number}" for number in range(moves)]
    figures.wrong += checks.after(place, {code: made}, {code: made})
    store = place.store()
    with store.database.reading() as session:
        mails = len(session.scalars(select(Job.id).where(Job.kind == "mail")).all())
    store.database.dispose()
    figures.counted |= {
        "mails": mails, "messages that arrived": len(post.got),
        "distinct Message-IDs": len(set(post.got)),
    }  # fmt: skip
    if len(set(post.got)) != mails:
        figures.wrong.append(f"{mails} mails, but {len(set(post.got))} Message-IDs")
