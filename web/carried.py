"""A form that could not be taken (signed out, or open for too long) is carried along, signed.

Nothing that was typed is lost: after signing in the person sees it again and presses once more.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeSerializer

from .rendering import page

NOT_CARRIED = frozenset({"csrf_token", "password"})


class Carried(NamedTuple):
    """Where the form was going, and its fields in order."""

    target: str
    fields: list[tuple[str, str]]
    had_file: bool


def pack() -> str:
    """The form of this request, signed."""
    fields = [
        (name, value) for name, value in request.form.items(multi=True) if name not in NOT_CARRIED
    ]
    return str(_serializer().dumps([request.full_path.rstrip("?"), fields, bool(request.files)]))


def unpack(signed: str) -> Carried | None:
    """The carried form; None when it is absent or not ours."""
    try:
        target, fields, had_file = _serializer().loads(signed)
    except (BadData, ValueError):
        return None
    return Carried(target, [(name, value) for name, value in fields], had_file)


def ask_again(signed: str, **values: Any) -> Response:
    """The page that shows what was typed, with one button that sends it."""
    found = unpack(signed)
    return page("press_again.html", carried=found, status=400 if found else 422, **values)


def from_elsewhere() -> bool:
    """Whether another site sent this form: then it is refused and not carried."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", request.host_url.rstrip("/"))
    return site not in ("same-origin", "none") or origin != request.host_url.rstrip("/")


def _serializer() -> URLSafeSerializer:
    key = current_app.secret_key
    assert key is not None
    return URLSafeSerializer(key, salt="carried form")
