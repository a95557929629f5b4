"""Days by which something is due, in words: how far off, in whose days, and what it is."""

from __future__ import annotations

from datetime import date, timedelta

from flask import g
from markupsafe import Markup

from srf_policy import clock
from srf_policy.domain import Deadline, Engagement
from srf_policy.domain.deadlines import thing
from srf_policy.engine.deadlines import day_at
from srf_policy.languages.calendars import say_date, zone_of
from srf_policy.languages.messages import LocalText, Message, msg
from srf_policy.languages.weeks import is_working_day, weekend
from srf_policy.store.queries import days as queries

from . import context
from .say import say, weekday

_WEEKS_FROM = 14
_LONGEST = 60
"""Working days are counted for the next so many days; further off they say nothing."""


def today_in(country: str | None) -> date:
    """Which day it is in the country."""
    return day_at(clock.now(), zone_of(country)) if country else clock.today()


def until(due: date, country: str | None = None) -> Message:
    """How far off it is: "In 3 days", "Overdue by 2 weeks"."""
    days = (due - today_in(country)).days
    if days == 0:
        return msg("due.today")
    if days > 0:
        return msg("due.in_days", count=days)
    if -days >= _WEEKS_FROM:
        return msg("due.overdue_weeks", count=-days // 7)
    return msg("due.overdue", count=-days)


def working_days(due: date, country: str | None) -> Markup:
    """ "(2 working days)", where the country's holidays of that time were entered; else nothing."""
    today = today_in(country)
    if country is None or not 0 < (due - today).days <= _LONGEST:
        return Markup("")
    entered = country_days(country)
    lists = entered.holidays
    if not {today.year, due.year} <= lists.keys():
        return Markup("")
    free = lists[today.year] | lists[due.year]
    between = (today + timedelta(days=n) for n in range(1, (due - today).days + 1))
    count = sum(is_working_day(day, country, free, entered.weekends) for day in between)
    return Markup(" ") + say(msg("due.working_days", count=count))


def rest_day(due: date, country: str | None) -> bool:
    """Whether government offices are closed on the day; holidays count where they were entered."""
    if country is None:
        return False
    entered = country_days(country)
    return not is_working_day(due, country, entered.holidays.get(due.year, ()), entered.weekends)


def rest(country: str) -> list[str]:
    """The names of the days of rest of this week, Monday first."""
    found = weekend(country, today_in(country), country_days(country).weekends)
    return [weekday(n) for n in sorted(found)]


def country_days(country: str) -> queries.CountryDays:
    """What was entered: read once for a page, and only by a page that speaks of days."""
    if "country_days" not in g:
        g.country_days = queries.entered(context.reader())
    found: queries.CountryDays = g.country_days.get(country, queries.CountryDays())
    return found


def about(row: Deadline, engagement: Engagement, names: dict[str, LocalText]) -> Message:
    """What is due. `names`: of bodies and institutions, by key and code, as far as they are at hand."""
    parts = row.subject.split(":")
    if row.kind == "stage_target":
        return msg("me.day_stage", stage=msg(f"stage.{engagement.stage}"))
    if row.kind == "presentation" and parts[1] in names:
        return msg("deadline.presentation_before", body=names[parts[1]])
    if len(parts) == 3 and row.kind == "round_closes":
        institution = names.get(parts[2], parts[2])
        return msg("deadline.round_closes_for", number=int(parts[1]), institution=institution)
    return thing(row.kind, row.subject)


def country_date(value: date, country: str | None = None, *, weekday: bool = False) -> Markup:
    """A date in the calendar of a country that is not the page's, in lists of several."""
    words = say_date(
        value, context.language(), country=country or context.country(), style="short",
        weekday=weekday,
    )  # fmt: skip
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), words)


PAGES = {
    "country_date": country_date,
    "today_in": today_in,
    "until": until,
    "working_days": working_days,
    "rest_day": rest_day,
}
"""What pages call, by name."""
