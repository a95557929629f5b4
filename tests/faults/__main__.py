"""Try faults at length and print what came of them, as rows of a table in Markdown.

python -m tests.faults                            # all of them, as often as docs/reliability.md says
python -m tests.faults kill-sqlite --count 1000
python -m tests.faults kill-sqlite --within 600   # seconds, where there is no time for all
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.faults import failing, killing, mailing, power, restarting, tampering, together
from tests.faults.figures import Figures

FAULTS: dict[str, tuple[int, Callable[..., Figures]]] = {
    "kill-sqlite": (1000, killing.on_sqlite),
    "kill-postgresql": (200, killing.on_postgresql),
    "power-cut": (600, power.run),
    "writers": (50, together.run_writers),
    "writers-postgresql": (50, together.run_writers_postgresql),
    "one-move": (20, together.run_one_move),
    "failing-disk": (40, failing.run),
    "restart-postgresql": (10, restarting.run),
    "mail": (40, mailing.run),
    "tampering": (1000, tampering.on_copies),
}
"""How often each is tried, and by whom."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("faults", nargs="*", metavar="FAULT", help=", ".join(FAULTS))
    parser.add_argument("--count", type=int, help="how often, instead of the usual number")
    parser.add_argument("--within", type=float, default=1e9, help="stop a fault after seconds")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    unknown = set(asked.faults) - set(FAULTS)
    if unknown:
        parser.error(f"there is no fault {', '.join(sorted(unknown))}")
    print("| fault | tried | counted | found |\n|---|---|---|---|", flush=True)
    wrong = False
    for name in asked.faults or FAULTS:
        usual, run = FAULTS[name]
        with tempfile.TemporaryDirectory(prefix="srf-fault-") as folder:
            figures = run(Path(folder), asked.count or usual, seed=asked.seed, within=asked.within)
        print(figures.row(), flush=True)
        wrong = wrong or bool(figures.wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
