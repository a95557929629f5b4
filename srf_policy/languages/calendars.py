"""Days and moments in words: Gregorian, and Solar Hijri for Afghanistan and Iran.

Speakers of Dari, Pashto and Persian read the Solar Hijri date first, whatever the country; all
others find it in brackets where the country keeps that calendar.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import jdatetime
from babel.dates import format_date, get_timezone_location

from .catalogues import sentence
from .digits import to_native
from .messages import Message, msg
from .tags import direction, locale, normalise

Style = Literal["long", "short"]

_AFGHAN = (
    "Hamal Sawr Jawza Saratan Asad Sunbula Mizan Aqrab Qaws Jadi Dalw Hut",
    "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت",
)
_IRANIAN = (
    "Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand",
    "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
)
_MONTHS_OF_READER = {"fa-AF": _AFGHAN, "ps": _AFGHAN, "fa": _IRANIAN}
_MONTHS_OF_COUNTRY = {"AF": _AFGHAN, "IR": _IRANIAN}

_IN_SORANI = {
    "Asia/Kabul": "کابوڵ", "Asia/Dhaka": "داکا", "Asia/Tehran": "تاران", "Asia/Baghdad": "بەغدا",
    "Asia/Karachi": "کەراچی", "Asia/Almaty": "ئاڵماتی", "Asia/Bishkek": "بیشکێک",
    "Asia/Dushanbe": "دوشەنبە", "Asia/Ashgabat": "ئەشکاباد", "Asia/Tashkent": "تاشکەنت",
}  # fmt: skip
"""CLDR has none of these cities in Sorani."""

_ZONES = {
    "AF": "Asia/Kabul",
    "BD": "Asia/Dhaka",
    "IR": "Asia/Tehran",
    "IQ": "Asia/Baghdad",
    "PK": "Asia/Karachi",
    "KZ": "Asia/Almaty",
    "KG": "Asia/Bishkek",
    "TJ": "Asia/Dushanbe",
    "TM": "Asia/Ashgabat",
    "UZ": "Asia/Tashkent",
}


@lru_cache(maxsize=4096)
def say_date(
    day: date,
    language: str,
    *,
    country: str | None = None,
    style: Style = "long",
    weekday: bool = False,
) -> str:
    """A day in the reader's words and digits: "14 June 2019 (24 Jawza 1398)".

    `short` leaves out the brackets, for columns and lists; `weekday` puts its name in front.
    """
    ours = to_native(_gregorian(day, language), language)
    theirs = to_native(_solar_hijri(day, language, country), language)
    first, second = (theirs, ours) if normalise(language) in _MONTHS_OF_READER else (ours, theirs)
    words = f"{first} ({second})" if style == "long" and first and second else first or second
    return f"{weekday_name(day, language)} {words}" if weekday else words


def weekday_name(day: date, language: str) -> str:
    """The day's name, as in the middle of a sentence."""
    return format_date(day, "EEEE", locale=locale(language))


def zone_of(country: str | None) -> ZoneInfo:
    """The zone in which the country's deadlines end; UTC for a country not served."""
    return ZoneInfo(_ZONES.get(country or "", "UTC"))


def say_moment(
    moment: datetime, language: str, *, country: str | None = None, style: Style = "long"
) -> str:
    """Day, hour and whose hour: "20 December 2018, 17:00 Kabul time". A naive moment is UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    there = aware.astimezone(zone_of(country))
    code = "common.moment" if country in _ZONES else "common.moment_utc"
    pattern, spoken = sentence(code, language)
    return (
        pattern.replace("{date}", say_date(there.date(), spoken, country=country, style=style))
        .replace("{time}", to_native(f"{there:%H:%M}", spoken))
        .replace("{zone}", city(str(there.tzinfo), spoken))
    )


@lru_cache(maxsize=256)
def city(zone: str, language: str) -> str:
    """The place after which the hours of a zone are named: "Kabul" of Asia/Kabul."""
    if zone == "UTC":
        return zone
    if normalise(language) == "ckb" and zone in _IN_SORANI:
        return _IN_SORANI[zone]
    return get_timezone_location(ZoneInfo(zone), locale=locale(language), return_city=True)


def ago(day: date, today: date) -> Message:
    """How far a day is from today, in words."""
    days = (day - today).days
    if days in (-1, 0, 1):
        return msg(("date.yesterday", "date.today", "date.tomorrow")[days + 1])
    return msg("date.in_days", count=days) if days > 0 else msg("date.days_ago", count=-days)


def _gregorian(day: date, language: str) -> str:
    if normalise(language) == "tg":
        # CLDR writes "08 Май 2019"; the month is joined to its year by an izofat.
        return format_date(day, "d MMMM", locale=locale(language)).lower() + f"и {day.year}"
    # CLDR's Pashto puts the year first, which nobody expects beside a Solar Hijri date.
    pattern = "d MMMM y" if normalise(language) in _MONTHS_OF_READER else "long"
    return format_date(day, pattern, locale=locale(language))


def _solar_hijri(day: date, language: str, country: str | None) -> str:
    months = _MONTHS_OF_READER.get(normalise(language) or "") or _MONTHS_OF_COUNTRY.get(
        country or ""
    )
    # The calendar begins in 622, and its library ends with 9998: a mistyped year must not break the
    # page that shows it.
    if months is None or not 1000 <= day.year < 9999:
        return ""
    solar = jdatetime.date.fromgregorian(date=day)
    name = months[direction(language) == "rtl"].split()[solar.month - 1]
    return f"{solar.day} {name} {solar.year}"
