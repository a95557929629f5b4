"""Many processes that write at the same moment: `python -m tests.faults.crowd FOLDER URL N TIMES WHAT`.

WHAT is `papers` (each files papers) or `move` (all make the same move from the same version). Each
act is one line of JSON on standard output: what came of it, and how long it waited.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from srf_policy.domain.errors import Refused
from srf_policy.operations import Store, perform
from srf_policy.web.forms import status_of
from tests.faults import ground, plants
from tests.faults.ground import TO, Place


def main(folder: str, url: str, count: int, times: int, what: str) -> None:
    plants.plant(os.environ.get("SRF_FAULT_PLANT", ""))
    place, (start, go), (ready, here) = Place(Path(folder), url), os.pipe(), os.pipe()
    children = []
    for number in range(count):
        child = os.fork()
        if child == 0:
            os.close(go)
            _one(place, start, here, number, times, what)
            os._exit(0)
        children.append(child)
    for _ in children:
        os.read(ready, 1)
    os.close(go)
    for child in children:
        os.waitpid(child, 0)


def _one(place: Place, start: int, here: int, number: int, times: int, what: str) -> None:
    """Open everything, wait for the start, and act."""
    store = place.store()
    code = ground.codes(2)[number % 2 if what == "papers" else 0]
    expert = ground.viewer(store, ground.expert(code))
    base: dict[str, Any] = {"actor": expert, "engagement": code}
    paper = base | {"kind": "letter", "sender": "MoX", "addressee": "ICMPD"}
    if what == "papers":
        # As in a server that has run for a while, the first write is not the first of its process.
        with suppress(Refused):
            perform(store, "file_paper", **paper, title={"en": "The first"})
    os.write(here, b"x")
    os.read(start, 1)
    for time_ in range(times):
        if what == "papers":
            _act(store, "file_paper", paper | {"title": {"en": f"Letter {number}-{time_}"}})
        else:
            move = {"move": TO, "reason": f"process {number}", "expected": "0"}
            _act(store, "make_move", base | move)


def _act(store: Store, verb: str, args: dict[str, Any]) -> None:
    began, status, why = time.monotonic(), 303, ""
    try:
        perform(store, verb, **args)
    except Refused as error:
        status = status_of(error)
        why = ", ".join(problem.message.code for problem in error.problems)
    except Exception as error:
        status, why = 500, f"{type(error).__name__}: {str(error)[:200]}"
    told = {"status": status, "why": why, "seconds": time.monotonic() - began}
    # One write of a line is never mixed with another's.
    os.write(1, f"{json.dumps(told)}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
