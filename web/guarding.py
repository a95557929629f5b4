"""The one place that every request passes before its view: language, session, access, CSRF."""

from __future__ import annotations

from contextlib import suppress
from typing import cast

from flask import Response, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect

from srf_policy.domain.errors import Busy, NotAllowed, NotFound, Problem
from srf_policy.languages.messages import msg
from srf_policy.languages.tags import INTERFACE
from srf_policy.operations import accounts
from srf_policy.store.queries.engagement import find

from . import carried, context
from .access import OF_ENGAGEMENT, PUBLIC, WHOLE
from .routing import RoundKey, Route
from .sessions import signed_out_page, token

csrf = CSRFProtect()

LARGEST_FORM = 8 * 1024 * 1024
"""Of fields alone, without files; a letter of Arabic script takes six signs on its way."""


def guard() -> ResponseReturnValue | None:
    """Runs before every view; what it gives back is shown in the view's place."""
    if request.routing_exception is not None:
        _know_viewer()
        return None
    route = cast("dict[str, Route]", current_app.extensions["srf_routes"]).get(
        request.endpoint or ""
    )
    if route is None or "\0" in request.path or b"%00" in request.query_string:
        # PostgreSQL cannot even be asked for the sign that no text can hold.
        raise NotFound
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = LARGEST_FORM
    arguments = request.view_args or {}
    if arguments.pop("language", "en") not in INTERFACE:
        raise NotFound
    _know_viewer()
    return _let_in(route, arguments) or _check_token(route)


def _know_viewer() -> None:
    held = token()
    found = accounts.session_of(context.reader(), held) if held else None
    g.viewer = found.viewer if found else None
    if found and found.unseen:
        # Reading a page must not fail because the note cannot be written.
        with suppress(Busy):
            accounts.touch(context.store(), held)


def _let_in(route: Route, arguments: dict[str, object]) -> Response | None:
    if route.access == PUBLIC:
        return None
    viewer = context.viewer_or_none()
    if viewer is None:
        return signed_out_page()
    if route.access in WHOLE:
        allowed = WHOLE[route.access](viewer)
    else:
        g.engagement = find(context.reader(), viewer, _code(arguments))
        allowed = OF_ENGAGEMENT[route.access](viewer, g.engagement.id)
    if not allowed:
        raise NotAllowed([Problem(msg("refused.not_your_page"))])
    return None


def _code(arguments: dict[str, object]) -> str:
    key = arguments.get("round")
    return key.code if isinstance(key, RoundKey) else str(arguments["code"])


def _check_token(route: Route) -> Response | None:
    """Without a right token nothing is done: the view shows its form again, as typed."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return None
    try:
        csrf.protect()
    except CSRFError:
        if carried.from_elsewhere():
            raise
        if "GET" not in route.methods:
            return carried.ask_again(carried.pack(), reason="expired")
        g.csrf_failed = True
        request.method = "GET"
    return None
