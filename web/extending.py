"""`/c/<round>/extend`: more time for a round, for everybody or for one institution."""

from __future__ import annotations

from flask import Response, request

from srf_policy import clock
from srf_policy.domain.errors import NotFound, Refused
from srf_policy.languages.messages import msg
from srf_policy.store.queries import days as queries
from srf_policy.store.queries import rounds

from . import context, rights
from .forms import Form, act, refuse_into
from .rendering import done, page
from .routing import RoundKey, Route
from .say import local_plain, path, plain
from .telling import told

DO = "extend_round"


def extend(round: RoundKey) -> Response:
    """The form; with `?institution=…` it is about that one alone, and says who will be told."""
    asked = request.args.get("institution", "")
    form = Form(DO, institution=asked)
    if form.posted:
        try:
            act(form, DO, engagement=round.code, round=round.number,
                closes_on=form.day("closes_on", required=True), reason=form.text("reason"),
                institution=form.choice("institution"))  # fmt: skip
            target = f"{path('rounds', code=round.code)}#round-{round.number}"
            return done(target, msg("rounds.more_time_given", number=round.number))
        except Refused as error:
            refuse_into(form, error)
    session, engagement = context.reader(), rights.reread()
    held = rounds.rounds(session, context.viewer(), engagement, clock.today())
    found = next((h for h in held if h.round.number == round.number), None)
    if found is None:
        raise NotFound
    silent = [i for i in found.invited if i.state in ("waiting", "silent")]
    one = next((i for i in silent if i.institution.code == form.value("institution")), None)
    return page(
        "extend.html",
        form=form,
        engagement=engagement,
        held=found,
        one=one,
        due=(one.own_day if one else None) or found.round.closes_on,
        target=f"{path('extend', round=round)}?institution={asked}",
        choices=[("", plain(msg("rounds.everybody")))]
        + [(i.institution.code, local_plain(i.institution.name)) for i in silent],
        told=told(DO, round=round.number, institution=one.institution.code if one else None),
        may=rights.may("manage_rounds") and found.open and engagement.ended_on is None,
        extended=queries.extensions(session, context.viewer(), engagement, number=round.number),
        illustrative=found.round.illustrative,
    )


routes = [Route("/c/<round:round>/extend", extend, "expert", ("GET", "POST"))]
