"""`/e/<code>/days`: everything that is due in one engagement, and the presentations planned."""

from __future__ import annotations

from flask import Response

from srf_policy.documents.calendar import DAY_ENDS
from srf_policy.domain import Deadline, Engagement
from srf_policy.domain.errors import Refused
from srf_policy.languages.calendars import city, zone_of
from srf_policy.languages.messages import LocalText, Message, Numeral, msg
from srf_policy.store.queries import days as queries
from srf_policy.store.queries import records

from . import context, dues, rights
from .forms import Form, act, refuse_into
from .rendering import done, page
from .routing import Route
from .say import local_plain, path

DO = "plan_presentation"


def days(code: str) -> Response:
    """The list, and for who keeps records the form that plans a presentation."""
    form = Form(DO)
    if form.posted:
        try:
            given_up = form.flag("given_up")
            day = None if given_up else form.day("planned_on", required=True)
            act(form, DO, engagement=code, body=form.value("body"), planned_on=day)
            return done(f"{path('days', code=code)}#planned", msg("days.planned"))
        except Refused as error:
            refuse_into(form, error)
    session, engagement = context.reader(), rights.reread()
    viewer = context.viewer()
    planned = queries.planned(session, engagement)
    return page(
        "days.html",
        form=form,
        engagement=engagement,
        rows=of_engagement(engagement),
        extended=queries.extensions(session, viewer, engagement),
        planned=[p for p in planned if viewer.sees_all_comments(engagement.id)],
        bodies=[(p.key, local_plain(p.name)) for p in planned],
        may_plan=rights.may("record") and engagement.ended_on is None and bool(planned),
        may_extend=rights.may("manage_rounds"),
        zone=city(zone_of(engagement.country).key, context.language()),
        day_ends=DAY_ENDS,
        rest=dues.rest(engagement.country),
        entered=[Numeral(year) for year in sorted(dues.country_days(engagement.country).holidays)],
        illustrative=engagement.illustrative,
    )


def of_engagement(engagement: Engagement) -> list[tuple[Deadline, Message]]:
    """The open deadlines that the viewer may see, with what each is."""
    session = context.reader()
    rows = queries.of_engagement(session, context.viewer(), engagement)
    names: dict[str, LocalText] = {p.key: p.name for p in queries.planned(session, engagement)}
    names.update(records.names(records.institutions(session, engagement)))
    return [(row, dues.about(row, engagement, names)) for row in rows]


routes = [Route("/e/<code>/days", days, "engagement", ("GET", "POST"))]
