"""Static files: the hash of the content stands in the URL, so that they may be kept for ever."""

from __future__ import annotations

import hashlib
import mimetypes
from functools import cache
from importlib.resources import files

from flask import Response

from srf_policy.domain.errors import NotFound


@cache
def _content(name: str) -> tuple[str, bytes]:
    """The first 12 hexadecimal digits of the file's SHA-256, and the file."""
    content = (files(__package__) / "static" / name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:12], content


def asset(name: str) -> str:
    """The URL of a static file."""
    return f"/static/{_content(name)[0]}/{name}"


def serve(digest: str, name: str) -> Response:
    """The file, only under the digest it has now: an old page gets no new style sheet."""
    try:
        found, content = _content(name)
    except OSError:
        raise NotFound from None
    if found != digest:
        raise NotFound
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = Response(content, content_type=f"{kind}; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
