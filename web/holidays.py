"""`/admin/holidays`: the public holidays of each country, year by year."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from srf_policy.domain import HolidayList
from srf_policy.domain.engagements import COUNTRIES
from srf_policy.domain.errors import Refused
from srf_policy.languages import digits
from srf_policy.languages.calendars import zone_of
from srf_policy.languages.messages import msg
from srf_policy.languages.weeks import weekend
from srf_policy.operations.country_days import EXAMPLE
from srf_policy.store.queries import days as queries

from . import context
from .dues import today_in
from .forms import Form, act, refuse_into
from .rendering import done, page
from .routing import Route
from .say import country, path, weekday

DO = "set_holidays"


def holidays() -> Response:
    """The lists that were entered; with `?country=…&year=…` the form holds that list."""
    lists = queries.holiday_lists(context.reader())
    form = Form(DO, **_start(lists))
    if form.posted:
        try:
            chosen, year = form.value("country"), form.number("year", required=True)
            answer = act(form, DO, country=chosen, year=year, days=form.text("days"))
            said = msg("holidays.entered", count=answer.values["count"], year=str(year),
                       country=country(chosen))  # fmt: skip
            return done(path("admin_holidays"), said)
        except Refused as error:
            refuse_into(form, error)
    return page(
        "holidays.html",
        form=form,
        lists=lists,
        example=EXAMPLE,
        countries=[(code, country(code)) for code in COUNTRIES],
        weeks=[(code, [weekday(n) for n in sorted(weekend(code))], zone_of(code).key)
               for code in COUNTRIES],
    )  # fmt: skip


def _start(lists: Any) -> dict[str, object]:
    chosen = request.args.get("country", COUNTRIES[0])
    typed = digits.to_ascii(request.args.get("year", ""))
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else today_in(None).year
    held = next((row for row in lists if (row.country, row.year) == (chosen, year)), None)
    return {"country": chosen, "year": year, "days": _lines(held) if held else ""}


def _lines(row: HolidayList) -> str:
    return "\n".join(f"{h['day']} {h['name']}".strip() for h in row.days)


routes = [Route("/admin/holidays", holidays, "administrator", ("GET", "POST"))]
