"""Quarters and days of an action plan, in words."""

from __future__ import annotations

import re
from datetime import date

from srf_policy.languages.messages import Message, msg

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def quarter(period: str) -> Message:
    """`2020-Q1` in words: a Latin Q reads badly from right to left."""
    if _DAY.fullmatch(period):
        return msg("plan.day", day=date.fromisoformat(period))
    year, _, part = period.partition("-Q")
    if year.isdecimal() and part.isdecimal():
        return msg("document.plan.quarter", year=int(year), quarter=int(part))
    return msg("document.plan.other_period", period=period)
