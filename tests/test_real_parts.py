"""Where SRF_REQUIRE_REAL is set, a skipped test of a real part fails; elsewhere it is skipped."""

from __future__ import annotations

import pytest

SUITE = """
import pytest

@pytest.mark.browser
def test_marked():
    pytest.skip("no browser here")

def test_asking(chromium):
    pass

@pytest.fixture
def chromium():
    pytest.skip("no browser here")

@pytest.mark.postgres
@pytest.mark.skipif(True, reason="not today")
def test_left_out():
    pass

def test_of_nothing_real():
    pytest.skip("only this one may")
"""


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeini("[pytest]\nmarkers =\n    browser\n    office\n    postgres\n")
    pytester.makeconftest("pytest_plugins = ['tests.real_parts']")
    pytester.makepyfile(SUITE)
    return pytester


def test_a_skipped_real_part_fails_where_it_is_required(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SRF_REQUIRE_REAL", "1")
    result = suite.runpytest_inprocess("-W", "ignore")
    result.assert_outcomes(failed=1, errors=2, skipped=1)
    result.stdout.fnmatch_lines(["*this test was skipped: *no browser here*"])


def test_a_skipped_real_part_is_only_skipped_elsewhere(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SRF_REQUIRE_REAL", raising=False)
    suite.runpytest_inprocess("-W", "ignore").assert_outcomes(skipped=4)


def test_a_module_skipped_as_a_whole_fails_where_it_is_required(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SRF_REQUIRE_REAL", "1")
    suite.makepyfile(test_whole="import pytest\npytest.importorskip('no_such_library')")
    result = suite.runpytest_inprocess("test_whole.py")
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*this module was skipped: *"])
