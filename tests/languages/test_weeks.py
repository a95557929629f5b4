"""Working weeks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from srf_policy.languages.weeks import is_working_day, weekend

MONDAY = date(2019, 11, 25)


@pytest.mark.parametrize(
    ("country", "rest"),
    [("AF", {3, 4}), ("IR", {4}), ("IQ", {4, 5}), ("BD", {4, 5}), ("PK", {5, 6}), ("AT", {5, 6})],
)
def test_weekends(country: str, rest: set[int]) -> None:
    assert weekend(country) == rest
    days = [MONDAY + timedelta(offset) for offset in range(7)]
    assert {day.weekday() for day in days if not is_working_day(day, country)} == rest


def test_holidays() -> None:
    assert is_working_day(MONDAY, "AF")
    assert not is_working_day(MONDAY, "AF", [MONDAY])
