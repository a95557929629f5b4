"""The sealed package: made on demand, and the ones that were made at an end, kept for good."""

from __future__ import annotations

from flask import Response

from srf_policy.domain.errors import NotFound, Refused
from srf_policy.operations import packaging
from srf_policy.store.queries import history

from . import context
from .exports import file_response
from .forms import Form, act, refuse_into
from .rendering import done, page
from .routing import Route


def package(code: str) -> Response:
    """What a package is, the kept ones, and the button that makes one of now."""
    form, engagement = Form(), context.engagement()
    if form.posted:
        try:
            job = act(form, "request_package", engagement=code)
            return done(f"/{context.language()}/x/{job.values['job']}")
        except Refused as error:
            refuse_into(form, error)
    whole = context.viewer().sees_all_comments(engagement.id)
    return page(
        "package.html",
        form=form,
        engagement=engagement,
        whole=whole,
        kept=_kept() if whole else [],
        seal=history.seal(context.reader(), engagement),
        key=context.store().keys.signer.id,
    )


def _kept() -> list[tuple[str, int, int]]:
    """Name, last event and kilobytes of each package that is kept."""
    found = packaging.kept(context.settings(), context.engagement())
    return [(p.name, packaging.last_event(p), p.stat().st_size // 1024 + 1) for p in found]


def kept_package(code: str, name: str) -> Response:
    """A package of an end; it holds what the Facility and the lead institution see."""
    engagement = context.engagement()
    if not context.viewer().sees_all_comments(engagement.id):
        raise NotFound
    for path in packaging.kept(context.settings(), engagement):
        if path.name == name:
            return file_response(path.read_bytes(), path.name)
    raise NotFound


routes = [
    Route("/e/<code>/package", package, "engagement", ("GET", "POST")),
    Route("/e/<code>/package/<name>", kept_package, "engagement"),
]
