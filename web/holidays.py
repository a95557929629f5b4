"""`/admin/holidays`: the public holidays of each country, year by year, and its days of rest."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from srf_policy.domain import HolidayList
from srf_policy.domain.engagements import COUNTRIES
from srf_policy.domain.errors import Refused
from srf_policy.languages import digits
from srf_policy.languages.calendars import zone_of
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.weeks import DAYS
from srf_policy.operations.country_days import EXAMPLE
from srf_policy.store.queries import days as queries

from . import context
from .dues import rest, today_in
from .forms import Form, act, refuse_into
from .rendering import done, page
from .routing import Route
from .say import country, native, path, weekday

LIST, STATE, TAKE_BACK = "set_holidays", "set_weekend", "take_back_weekend"


def holidays() -> Response:
    """What was entered. With `?country=…&year=…` the first form holds that list."""
    lists = queries.holiday_lists(context.reader())
    forms = {
        LIST: Form(LIST, **_start(lists)),
        STATE: Form(STATE, country=COUNTRIES[0]),
        TAKE_BACK: Form(TAKE_BACK),
    }
    for name, form in forms.items():
        if form.posted:
            try:
                # To the sentence, and not to the form further down that was sent.
                return done(f"{path('admin_holidays')}#main", _DO[name](form))
            except Refused as error:
                refuse_into(form, error)
    return page(
        "holidays.html",
        form=next((one for one in forms.values() if one.problems), forms[LIST]),
        year=forms[LIST],
        state=forms[STATE],
        away=forms[TAKE_BACK],
        lists=lists,
        example=EXAMPLE,
        countries=[(code, country(code)) for code in COUNTRIES],
        week=[(name, weekday(number), None) for number, name in enumerate(DAYS)],
        stated=[(row, _named(row.rest)) for row in queries.weekends(context.reader())],
        weeks=[(code, rest(code), zone_of(code).key) for code in COUNTRIES],
    )


def _start(lists: Any) -> dict[str, object]:
    chosen = request.args.get("country", COUNTRIES[0])
    typed = digits.to_ascii(request.args.get("year", ""))
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else today_in(None).year
    held = next((row for row in lists if (row.country, row.year) == (chosen, year)), None)
    return {"country": chosen, "year": year, "days": _lines(held) if held else ""}


def _lines(row: HolidayList) -> str:
    return "\n".join(f"{h['day']} {h['name']}".strip() for h in row.days)


def _named(rest_: list[str]) -> list[str]:
    return [weekday(DAYS.index(name)) for name in rest_]


def _list(form: Form) -> Message:
    chosen, year = form.value("country"), form.number("year", required=True)
    answer = act(form, LIST, country=chosen, year=year, days=form.text("days"))
    return msg("holidays.entered", count=answer.values["count"], year=native(str(year)),
               country=country(chosen))  # fmt: skip


def _state(form: Form) -> Message:
    chosen, since = form.value("country"), form.day("since")
    answer = act(form, STATE, country=chosen, rest=form.many("rest"), since=since,
                 reason=form.text("reason"))  # fmt: skip
    days = _named(answer.values["rest"])
    code = "weekends.stated_since" if since else "weekends.stated"
    return msg(code, country=country(chosen), days=days, date=since)


def _take_back(form: Form) -> Message:
    chosen, since = form.value("country"), form.day("since")
    act(form, TAKE_BACK, country=chosen, since=since)
    return msg("weekends.taken_back", country=country(chosen))


_DO = {LIST: _list, STATE: _state, TAKE_BACK: _take_back}

routes = [Route("/admin/holidays", holidays, "administrator", ("GET", "POST"))]
