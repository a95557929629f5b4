"""Days in both calendars."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import jdatetime
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from srf_policy.languages.calendars import _ZONES, ago, city, say_date, say_moment, weekday_name
from srf_policy.languages.digits import to_ascii
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import LANGUAGES

BALLOT = date(2019, 6, 14)
DARI_MONTHS = "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت"


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("en", "AF", "14 June 2019 (24 Jawza 1398)"),
        ("en", "IR", "14 June 2019 (24 Khordad 1398)"),
        ("en", "PK", "14 June 2019"),
        ("fa-AF", "AF", "۲۴ جوزا ۱۳۹۸ (۱۴ جون ۲۰۱۹)"),
        ("ps", "AF", "۲۴ جوزا ۱۳۹۸ (۱۴ جون ۲۰۱۹)"),
        ("fa", "IR", "۲۴ خرداد ۱۳۹۸ (۱۴ ژوئن ۲۰۱۹)"),
        ("ar", "IQ", "١٤ حزيران ٢٠١٩"),
        ("ar", "AF", "١٤ حزيران ٢٠١٩ (٢٤ جوزا ١٣٩٨)"),
        ("tg", "TJ", "14 июни 2019"),
    ],
)
def test_the_same_day_for_each_reader(language: str, country: str, expected: str) -> None:
    assert say_date(BALLOT, language, country=country) == expected


def test_every_zone_is_named_after_a_city_in_the_readers_script() -> None:
    """CLDR lacks some: then it gives the English name."""
    for language in LANGUAGES:
        for zone in _ZONES.values():
            latin = re.search("[A-Za-z]", city(zone, language)) is not None
            assert latin == (language in ("en", "uz", "tk")), (language, zone)


def test_iraqi_months() -> None:
    assert say_date(date(2018, 12, 4), "ar", country="IQ") == "٤ كانون الأول ٢٠١٨"


def test_short_dates_keep_the_readers_calendar_only() -> None:
    assert say_date(BALLOT, "en", country="AF", style="short") == "14 June 2019"
    assert say_date(BALLOT, "fa-AF", country="AF", style="short") == "۲۴ جوزا ۱۳۹۸"


def test_the_weekday_in_front() -> None:
    words = say_date(date(2018, 12, 20), "fa-AF", country="AF", style="short", weekday=True)
    assert words == "پنجشنبه ۲۹ قوس ۱۳۹۷"
    assert weekday_name(date(2018, 12, 20), "en") == "Thursday"


# Nowruz as proclaimed in Kabul and Tehran; 1395, 1399 and 1403 are leap years, so that 30 Hut
# precedes the next.
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2016, 3, 19), "29 Hut 1394"),
        (date(2016, 3, 20), "1 Hamal 1395"),
        (date(2017, 3, 20), "30 Hut 1395"),
        (date(2017, 3, 21), "1 Hamal 1396"),
        (date(2019, 3, 20), "29 Hut 1397"),
        (date(2019, 3, 21), "1 Hamal 1398"),
        (date(2020, 3, 20), "1 Hamal 1399"),
        (date(2021, 3, 20), "30 Hut 1399"),
        (date(2021, 3, 21), "1 Hamal 1400"),
        (date(2025, 3, 20), "30 Hut 1403"),
    ],
)
def test_nowruz(day: date, expected: str) -> None:
    assert say_date(day, "en", country="AF").endswith(f"({expected})")


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_dari_dates_read_back(day: date) -> None:
    written = to_ascii(say_date(day, "fa-AF", country="AF", style="short")).split()
    month = DARI_MONTHS.split().index(written[1]) + 1
    solar = jdatetime.date(int(written[2]), month, int(written[0]))
    assert solar.togregorian() == day


@given(st.dates(), st.sampled_from(sorted(LANGUAGES)), st.sampled_from(["AF", "IR", "IQ", None]))
@example(date.max, "fa", "IR")
@example(date.min, "en", "AF")
def test_every_day_can_be_said(day: date, language: str, country: str | None) -> None:
    assert say_date(day, language, country=country)


def test_moments_stand_in_the_countrys_zone() -> None:
    closing = datetime(2018, 12, 20, 12, 30, tzinfo=UTC)
    assert say_moment(closing, "en", country="PK") == "20 December 2018, 17:30 Karachi time"
    assert say_moment(closing, "en") == "20 December 2018, 12:30 UTC"
    dari = say_moment(closing, "fa-AF", country="AF", style="short")
    assert dari == "۲۹ قوس ۱۳۹۷، ساعت ۱۷:۰۰ به وقت کابل"


@pytest.mark.parametrize(
    ("day", "expected"),
    [(27, "today"), (26, "yesterday"), (28, "tomorrow"), (30, "in 3 days"), (20, "7 days ago")],
)
def test_how_far_a_day_is(day: int, expected: str) -> None:
    assert say(ago(date(2019, 11, day), date(2019, 11, 27)), "en") == expected
