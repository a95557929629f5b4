"""Word files: a small draft at once, a large one by the worker, with a page to wait on."""

from __future__ import annotations

from pathlib import Path

from flask import Response, make_response, request

from srf_policy.documents.draft import SMALL, draft_file
from srf_policy.documents.files import WORD, Wanted
from srf_policy.documents.files import ZIP
from srf_policy.domain import Job
from srf_policy.domain.errors import NotFound, Refused
from srf_policy.store.queries import exports as queries
from srf_policy.store.queries import texts

from . import context, sizes
from .forms import Form, act, refuse_into
from .rendering import done, page
from .routing import Route

_SECONDS = 3
"""How long a waiting page waits before it asks again."""


def draft(code: str, number: int) -> Response:
    """The draft as a Word file; where it is large, a button that asks for it."""
    engagement = context.engagement()
    language = request.args.get("language") or engagement.source_language
    revision = texts.revision(context.reader(), engagement.id, number)
    if revision is None:
        raise NotFound
    if revision.provisions <= SMALL:
        wanted = Wanted(revision=number, language=language)
        made = draft_file(context.reader(), context.viewer(), code, wanted, context.tools())
        sizes.made(engagement.id, number, language, len(made.content))
        return file_response(made.content, made.name)
    form = Form()
    if form.posted:
        try:
            job = act(form, "request_export", engagement=code, revision=number, language=language)
            return done(f"/{context.language()}/x/{job.values['job']}")
        except Refused as error:
            refuse_into(form, error)
    return page(
        "export_ask.html", form=form, engagement=engagement, revision=revision, written_in=language
    )


def waiting(job: int) -> Response:
    """How far a file is; the browser asks again by itself until it is made."""
    found, engagement = queries.export(context.reader(), context.viewer(), job)
    response = page("export.html", job=found, engagement=engagement, ready=_path(found))
    if found.state == "waiting":
        response.headers["Refresh"] = str(_SECONDS)
    return response


def download(job: int) -> Response:
    """The file, once it is made."""
    found, engagement = queries.export(context.reader(), context.viewer(), job)
    path = _path(found)
    if path is None or found.result is None:
        raise NotFound
    content, asked = path.read_bytes(), found.arguments
    if asked.get("document") == "draft":
        sizes.made(engagement.id, asked["revision"], asked["language"], len(content))
    return file_response(content, str(found.result["name"]))


def _path(job: Job) -> Path | None:
    path = Path(str((job.result or {}).get("path", "")))
    return path if job.state == "done" and path.is_file() else None


def file_response(content: bytes, name: str) -> Response:
    """A Word file or a package to save; file names are ours, plain ASCII."""
    response = make_response(content)
    response.headers["Content-Type"] = ZIP if name.endswith(".zip") else WORD
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


_ENGAGEMENT_FILE = "/e/<code>/r/<int(max=99999):number>.docx"

routes = [
    Route(_ENGAGEMENT_FILE, draft, "engagement", ("GET", "POST")),
    Route("/x/<int(max=9999999999):job>", waiting, "signed_in"),
    Route("/x/<int(max=9999999999):job>/file", download, "signed_in"),
]
