"""`/admin/institutions` and `/admin/audit`: what administrators read of the whole Facility."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, request

from srf_policy.domain.telling import tell
from srf_policy.languages import digits
from srf_policy.store.queries import administration as queries
from srf_policy.store.queries import history

from . import context
from .rendering import page
from .routing import Route
from .say import path


def admin_institutions() -> Response:
    """The institutions of all engagements, page by page."""
    found = queries.institutions(context.reader(), _after())
    following = None
    if found.following is not None:
        asked = {"engagement": found.following[0], "after": found.following[1]}
        following = f"{path('admin_institutions')}?{urlencode(asked)}"
    return page("admin_institutions.html", rows=found.rows, following=following)


def _after() -> tuple[str, int] | None:
    code, number = request.args.get("engagement", ""), _number("after")
    return (code, number) if code and number is not None else None


def _number(name: str) -> int | None:
    typed = digits.to_ascii(request.args.get(name, ""))
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


def admin_audit() -> Response:
    """The Facility's own history: people, roles, passwords, grants; newest first."""
    events, following = queries.audit(context.reader(), _number("before"))
    older = f"{path('admin_audit')}?{urlencode({'before': following})}" if following else None
    return page(
        "admin_audit.html",
        events=[(e, tell(e.verb, e.payload), history.gap(e)) for e in events],
        following=older,
    )


routes = [
    Route("/admin/institutions", admin_institutions, "administrator"),
    Route("/admin/audit", admin_audit, "administrator"),
]
