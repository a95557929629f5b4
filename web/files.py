"""Files as they came: served only as downloads, never shown by the browser."""

from __future__ import annotations

from flask import Response, send_file

from srf_policy.operations.attaching import location
from srf_policy.store.queries import records

from . import context
from .routing import Route

_ACTIVE = ("html", "xml", "svg", "script", "flash", "shockwave")
_UNKNOWN = "application/octet-stream"


def download(code: str, sha256: str) -> Response:
    """The bytes under the name they came with; the type is what the sender said, or none."""
    session, viewer = context.reader(), context.viewer()
    found = records.file(session, viewer, context.engagement(), sha256)
    response = send_file(
        location(context.settings(), found.sha256),
        mimetype=_harmless(found.media_type),
        as_attachment=True,
        download_name=found.name,
        etag=found.sha256,
        conditional=True,
    )
    # A type of text would have a charset guessed for it: how the bytes are written is not known.
    response.headers["Content-Type"] = _harmless(found.media_type)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _harmless(media_type: str) -> str:
    """Types that a browser might run are not told, whatever else keeps it from doing so."""
    return _UNKNOWN if any(word in media_type for word in _ACTIVE) else media_type


routes = [Route("/e/<code>/files/<sha256>", download, "engagement")]
