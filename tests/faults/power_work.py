"""What is done while strace records: `python -m tests.faults.power_work FOLDER MOVES ACKS`.

Moves, papers with files, new people, and the worker's mail; after each move that was acknowledged a
line is written to the file ACKS, so that the record shows what was promised by when.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from srf_policy.jobs import worker
from srf_policy.operations import Store, attaching, perform
from srf_policy.operations.people import SYSTEM
from tests.faults import ground, plants
from tests.faults.ground import FRO, TO, Place


def main(folder: str, moves: int, acks: str) -> None:
    plants.plant(os.environ.get("SRF_FAULT_PLANT", ""))
    place = Place(Path(folder))
    store, told = place.store(), os.open(acks, os.O_WRONLY | os.O_CREAT)
    [code] = ground.codes(1)
    for number in range(moves):
        expert = ground.viewer(store, ground.expert(code))
        reason = f"move {number + 1}"
        move = (TO, FRO)[number % 2]
        perform(store, "make_move", actor=expert, engagement=code, move=move, reason=reason)
        os.write(told, f"{reason}\n".encode())
        _other(store, place, code, number)
    store.database.dispose()


def _other(store: Store, place: Place, code: str, number: int) -> None:
    """Now and then a paper, a person, a mail; each is there whole, or not at all."""
    expert = ground.viewer(store, ground.expert(code))
    if number % 4 == 1:
        content = io.BytesIO(f"letter {number}\n".encode() * 300)
        file = attaching.receive(place.settings, content, "letter.txt", "text/plain")
        perform(store, "file_paper", actor=expert, engagement=code, kind="letter", sender="MoX",
                addressee="ICMPD", title={"en": "Letter"}, file=file)  # fmt: skip
    if number % 5 == 2:
        perform(store, "add_member", actor=SYSTEM, origin="system", engagement=code,
                institution="MoX", role="reviewer", name={"en": "Somebody"},
                address=f"reviewer.{number}@example.org")  # fmt: skip
    if number % 3 == 2:
        for _ in range(3):
            worker.run_once(store, place.settings)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
