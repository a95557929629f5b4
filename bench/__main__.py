"""`python -m bench [NAME …] [--write FILE]`: run the benchmarks, print their table."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import bench
from bench.measure import Row

PREFIX = "bench_"
HEAD = "| what | median | against | ratio |\n|---|---:|---|---:|\n"


def benchmarks() -> dict[str, Callable[[], list[Row]]]:
    """The `run` of every module `bench/bench_*.py`, by the rest of the module's name."""
    names = [module.name for module in pkgutil.iter_modules(bench.__path__)]
    return {
        name.removeprefix(PREFIX): importlib.import_module(f"bench.{name}").run
        for name in sorted(names)
        if name.startswith(PREFIX)
    }


def line(row: Row) -> str:
    return f"| {row.name} | {row.median:,.4g} {row.unit} | {row.against} | {row.ratio:.3f} |\n"


def measured(chosen: Iterable[tuple[str, Callable[[], list[Row]]]]) -> Iterator[Row]:
    for name, run in chosen:
        print(f"Measuring {name}.", file=sys.stderr)
        yield from run()


def page(rows: list[Row]) -> str:
    machine = f"Python {platform.python_version()} on {platform.machine()}"
    return (
        f"# Benchmarks\n\nWritten by `make bench BENCH='--write docs/benchmarks.md'`, {machine}.\n"
        f"Medians of interleaved turns; the ratio is ours divided by what stands beside it.\n"
        f"Load of the machine in the last quarter of an hour: {os.getloadavg()[2]:.1f} on "
        f"{os.cpu_count()} processors. Above one for each, what is taken by the clock is too long; "
        f"ratios of interleaved turns and the processor's time are not.\n\n"
        f"{HEAD}{''.join(map(line, rows))}"
    )


def main(arguments: list[str]) -> int:
    known = benchmarks()
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(known)}")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table there too")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(known):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    chosen = [(name, known[name]) for name in options.names or known]
    if not chosen:
        print("No benchmark was found: none of bench/bench_*.py is there.", file=sys.stderr)
        return 1
    rows = list(measured(chosen))
    print(HEAD + "".join(map(line, rows)), end="")
    if options.write:
        options.write.write_text(page(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
