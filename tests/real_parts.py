"""Tests of real parts (browser, LibreOffice, PostgreSQL), and that none is left out unseen.

A machine without a part skips its tests; where SRF_REQUIRE_REAL=1 such a skip is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator

import pytest

REQUIRE = "SRF_REQUIRE_REAL"
MARKERS = ("browser", "office", "postgres")
"""Of parts that every machine can have; tracing (strace) may be forbidden to all of a place, and
pandoc is a second reader beside LibreOffice and our own."""
MARKER_OF_FIXTURE = {
    "chromium": "browser",
    "soffice": "office",
    "pandoc": "pandoc",
    "postgres_server": "postgres",
    "strace": "strace",
}


def find_program(name: str, package: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} was not found: install the Debian package {package}")
    return path


def are_required() -> bool:
    return os.environ.get(REQUIRE, "") not in ("", "0")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who asks for a real part's fixture gets its marker, also when it was forgotten."""
    for item in items:
        for fixture, marker in MARKER_OF_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    of_real_part = any(item.get_closest_marker(marker) for marker in MARKERS)
    if are_required() and report.skipped and of_real_part and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{REQUIRE} is set, and this test was skipped: {reason(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A module that is skipped as a whole has no tests whose markers could be asked."""
    report = yield
    if are_required() and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{REQUIRE} is set, and this module was skipped: {reason(report)}"
    return report


def reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else report.longreprtext
