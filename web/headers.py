"""What goes with every answer: security headers, caching, compression."""

from __future__ import annotations

import gzip

from flask import Response, request

from . import context

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'none'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_SMALLEST = 1024
_YEAR = 31_536_000


def add(response: Response) -> Response:
    """Headers for any answer; pages of signed-in people are never kept by a cache."""
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if context.settings().base_url.startswith("https:"):
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
    if "Cache-Control" not in headers:
        signed_in = context.viewer_or_none() is not None
        personal = signed_in or request.method == "POST"
        headers["Cache-Control"] = "no-store" if personal else "no-cache"
    return _compressed(response)


def _compressed(response: Response) -> Response:
    if response.direct_passthrough or response.is_streamed or not _is_text(response):
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"] or "Content-Encoding" in response.headers:
        return response
    body = response.get_data()
    if len(body) > _SMALLEST:
        response.set_data(gzip.compress(body, 6))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _is_text(response: Response) -> bool:
    kind = response.mimetype or ""
    return kind.startswith("text/") or kind in ("application/json", "image/svg+xml")
