"""Working weeks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from srf_policy.languages.weeks import day_name, is_working_day, weekend

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


def test_what_was_stated_holds_from_its_day_on() -> None:
    stated = [
        (date(2019, 12, 2), ["saturday"]),
        (None, ["sunday"]),
        (date(2019, 12, 9), ["thursday", "friday"]),
    ]
    for day, rest in (
        (date(2000, 1, 1), {6}), (date(2019, 12, 1), {6}), (date(2019, 12, 2), {5}),
        (date(2019, 12, 8), {5}), (date(2019, 12, 9), {3, 4}), (date(2030, 1, 1), {3, 4}),
    ):  # fmt: skip
        assert weekend("IQ", day, stated) == rest, day
    assert weekend("IQ", date(2019, 12, 1), stated[:1]) == {4, 5}, "before it, what is built in"
    assert is_working_day(date(2019, 12, 6), "IQ", (), stated)
    assert not is_working_day(date(2019, 12, 13), "IQ", (), stated)


def test_days_have_names_in_every_language() -> None:
    assert day_name("friday")["en"] == "Friday" and day_name("friday")["fa-AF"] == "جمعه"
