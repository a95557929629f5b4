"""Moves on a failing disk: `python -m tests.faults.failing_work FOLDER MOVES`.

Each press is one line of JSON on standard output. What is refused is pressed again, with the same
key, twice at most, as a person would.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from srf_policy.domain import Engagement
from srf_policy.domain.errors import Refused
from srf_policy.operations import Store, perform
from srf_policy.web.forms import status_of
from tests.faults import ground, plants
from tests.faults.ground import FRO, TO, Place


def main(folder: str, moves: int) -> None:
    plants.plant(os.environ.get("SRF_FAULT_PLANT", ""))
    store, [code] = Place(Path(folder)).store(), ground.codes(1)
    expert = ground.viewer(store, ground.expert(code))
    for number in range(moves):
        reason = f"move {number + 1}"
        move = {"engagement": code, "actor": expert, "reason": reason, "key": reason}
        for _ in range(3):
            told = _press(store, move | {"move": TO if _stage(store) == "consultation" else FRO})
            os.write(1, f"{json.dumps({'reason': reason, **told})}\n".encode())
            if told["status"] == 303:
                break


def _press(store: Store, move: dict[str, Any]) -> dict[str, Any]:
    try:
        perform(store, "make_move", **move)
    except Refused as error:
        codes = [problem.message.code for problem in error.problems]
        return {"status": status_of(error), "why": codes[0]}
    except Exception as error:
        return {"status": 500, "why": f"{type(error).__name__}: {str(error)[:200]}"}
    return {"status": 303, "why": ""}


def _stage(store: Store) -> str:
    """Reading goes on; where even that fails, as a page would it is asked again."""
    for _ in range(20):
        try:
            with store.database.reading() as session:
                return str(session.scalar(select(Engagement.stage)))
        except OperationalError:
            continue
    return ""


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
