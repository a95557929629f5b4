"""`/me/calendar`: the link to one's due days; `/cal/<token>.ics`: what a calendar program reads."""

from __future__ import annotations

import hashlib
import hmac

from flask import Response, current_app

from srf_policy.documents import calendar as documents
from srf_policy.domain.errors import NotFound, Refused
from srf_policy.languages.messages import msg
from srf_policy.operations import calendar_links
from srf_policy.store.queries import days as queries

from . import context
from .forms import Form, act, refuse_into
from .rendering import done, page
from .routing import Route
from .say import path

MAKE, REVOKE = "make_calendar_link", "revoke_calendar_link"


def calendar() -> Response:
    """The link is shown once, when it is made; afterwards it can only be made anew or taken back."""
    making, revoking, address = Form(MAKE), Form(REVOKE), None
    try:
        if making.posted:
            token = _token(making)
            act(making, MAKE, token_hash=calendar_links.hash_of(token))
            address = f"{context.settings().base_url.rstrip('/')}/cal/{token}.ics"
        elif revoking.posted:
            act(revoking, REVOKE)
            return done(path("calendar"), msg("calendar.revoked"))
    except Refused as error:
        refuse_into(making if making.posted else revoking, error)
    form = next((f for f in (making, revoking) if f.problems), None)
    held = queries.link_of(context.reader(), context.viewer().person_id)
    return page(
        "calendar.html",
        form=form,
        making=making,
        revoking=revoking,
        address=address,
        held=held,
        day_ends=documents.DAY_ENDS,
    )


def _token(form: Form) -> str:
    """Made from the form's key, so that a second press of the same form gives the same link."""
    secret = current_app.secret_key
    assert isinstance(secret, bytes)
    named = f"calendar:{context.viewer().number}:{form.key}".encode()
    return hmac.new(secret, named, hashlib.sha256).hexdigest()


def feed(token: str) -> Response:
    """Whatever opens nothing is answered alike: never made, taken back, its owner gone."""
    session = context.reader()
    viewer = calendar_links.owner(session, token)
    if viewer is None:
        raise NotFound
    content = documents.feed(queries.ahead(session, viewer), viewer.language)
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="srf-policy.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


routes = [Route("/me/calendar", calendar, "signed_in", ("GET", "POST"))]

feed_route = Route("/cal/<token>.ics", feed, "public")
"""Without a language in front: the text is in that of the link's owner."""
