"""Files that were asked for: the page on which one waits for them, the files, and the list of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, request

from srf_policy import clock
from srf_policy.documents import office
from srf_policy.documents.draft import SMALL, draft_file
from srf_policy.documents.files import PDF, WORD, ZIP, Wanted
from srf_policy.documents.kinds import KINDS
from srf_policy.documents.sheets import XLSX
from srf_policy.domain import Job, Revision
from srf_policy.domain.errors import NotFound, Refused
from srf_policy.domain.exports import files_of, may_have_whole, move_of
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.stored import restored
from srf_policy.languages.tags import LANGUAGES
from srf_policy.operations import Answer
from srf_policy.store.queries import exports as queries
from srf_policy.store.queries import texts

from . import context, sizes
from .export_options import Option, pairs
from .forms import Form, act, refuse_into
from .rendering import done, page
from .routing import Route
from .say import language_name, path, t

_SECONDS = 3
"""How long a waiting page waits before it asks again."""

_TYPES = {".docx": WORD, ".xlsx": XLSX, ".pdf": PDF, ".zip": ZIP}


def draft(code: str, number: int) -> Response:
    """The draft as a Word file; where it is large, the form that asks for it."""
    engagement = context.engagement()
    language = request.args.get("language") or engagement.source_language
    revision = texts.revision(context.reader(), engagement.id, number)
    if revision is None:
        raise NotFound
    if not is_small(revision):
        asked = urlencode({"revision": number, "language": language})
        return done(f"{path('export', code=code)}?{asked}")
    wanted = Wanted(revision=number, language=language)
    made = draft_file(context.reader(), context.viewer(), code, wanted, context.tools())
    sizes.made(engagement.id, number, language, len(made.content))
    return file_response(made.content, made.name)


def is_small(revision: Revision) -> bool:
    """Whether a file of its text is made while the reader waits."""
    return revision.provisions <= SMALL


def waiting(job: int) -> Response:
    """How far a file is; the browser asks again by itself until it is made."""
    form = Form("again")
    found, engagement = queries.export(context.reader(), context.viewer(), job)
    if form.posted:
        try:
            asked = _again(form, found, engagement.code if engagement else None)
            return done(path("made", job=asked.values["job"]))
        except Refused as error:
            refuse_into(form, error)
            found, engagement = queries.export(context.reader(), context.viewer(), job)
    response = page(
        "export.html", form=form, job=found, engagement=engagement, ready=path_of(found),
        until=kept_until(found), days=context.settings().keep_exports_days,
        move=move_of(found.arguments),
        listed_files=queries.newest(context.reader(), context.viewer()), **_SAYING,
    )  # fmt: skip
    if found.state == "waiting":
        response.headers["Refresh"] = str(_SECONDS)
    return response


def _again(form: Form, job: Job, code: str | None) -> Answer:
    """The same once more, as a job of its own: the one that failed stays as it is."""
    if job.kind == "package":
        return act(form, "request_package", engagement=code)
    arguments = {"kind": job.arguments.get("document", "draft"), **job.arguments}
    if arguments["kind"] == "zip":
        files = [_renamed(one) for one in arguments["files"]]
        return act(form, "request_exports", engagement=code, files=files)
    asked = _renamed(arguments)
    if code is None:
        return act(form, "request_portfolio", **{k: v for k, v in asked.items() if k != "kind"})
    return act(form, "request_export", engagement=code, **asked)


def _renamed(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A file of a job's arguments, as the verb takes it."""
    asked = {"kind": arguments.get("document", "draft"), **arguments}
    return {name: value for name, value in asked.items() if name not in ("document", "move")}


def download(job: int) -> Response:
    """The file, once it is made."""
    found, engagement = queries.export(context.reader(), context.viewer(), job)
    file = path_of(found)
    if file is None or found.result is None:
        raise NotFound
    content, asked = file.read_bytes(), found.arguments
    if engagement is not None and asked.get("document") == "draft" and file.suffix == ".docx":
        sizes.made(engagement.id, asked["revision"], asked["language"], len(content))
    return file_response(content, str(found.result["name"]))


def listing() -> Response:
    """The files that were asked for, and the one that is about all engagements."""
    form = Form(language=context.language(), format="docx")
    offered = may_have_whole(context.viewer()) and "portfolio" in KINDS
    if form.posted and not offered:
        raise NotFound
    if form.posted:
        try:
            job = act(form, "request_portfolio", language=form.value("language"),
                      **_format(form.value("format")))  # fmt: skip
            return done(path("made", job=job.values["job"]))
        except Refused as error:
            refuse_into(form, error)
    return page(
        "export_list.html", form=form, offered=offered, pairs=pairs,
        options=_portfolio_options() if offered else {},
        listed_files=queries.newest(context.reader(), context.viewer()), **_SAYING,
    )  # fmt: skip


def _portfolio_options() -> dict[str, list[Option]]:
    endings = [*KINDS["portfolio"].endings, *(["pdf"] if office.program() else [])]
    return {
        "language": [(tag, language_name(tag), None) for tag in LANGUAGES],
        "format": [(ending, t(f"export.format.{ending}"), None) for ending in endings],
    }


def _format(chosen: str) -> dict[str, Any]:
    return {"ending": "docx", "pdf": True} if chosen == "pdf" else {"ending": chosen or "docx"}


def what(job: Job) -> Message:
    """What a file is, in a few words."""
    if job.kind == "package":
        return msg("job_kind.package")
    files = files_of(job.arguments)
    if "files" in job.arguments:
        return msg("export.several", count=len(files))
    return msg(f"export.kind.{files[0].get('document', 'draft')}")


def why(job: Job) -> list[Message]:
    """Why it could not be made, in sentences."""
    return [restored(one) for one in (job.result or {}).get("why", [])]


def left_out(job: Job) -> list[Message]:
    """What a .zip lacks of what was asked for, and why."""
    return [restored(one) for one in (job.result or {}).get("left_out", [])]


def path_of(job: Job) -> Path | None:
    """Where the finished file lies; None while there is none."""
    file = Path(str((job.result or {}).get("path", "")))
    return file if job.state == "done" and file.is_file() else None


def kept_until(job: Job) -> datetime | None:
    """Until when its file is kept at least; None while there is none."""
    kept = timedelta(days=context.settings().keep_exports_days)
    return job.done_at + kept if job.state == "done" and job.done_at is not None else None


def cleared(job: Job) -> bool:
    """Whether its file went because it was old, and not by accident."""
    until = kept_until(job)
    return until is not None and until <= clock.real_now() and path_of(job) is None


_SAYING: dict[str, Any] = {
    "what": what, "why": why, "left_out": left_out, "path_of": path_of, "cleared": cleared,
    "asked": lambda job: files_of(job.arguments),
}  # fmt: skip


def file_response(content: bytes, name: str) -> Response:
    """A file to save; file names are ours, plain ASCII."""
    response = make_response(content)
    response.headers["Content-Type"] = _TYPES.get(Path(name).suffix, WORD)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


_ENGAGEMENT_FILE = "/e/<code>/r/<int(max=99999):number>.docx"

routes = [
    Route(_ENGAGEMENT_FILE, draft, "engagement"),
    Route("/x", listing, "signed_in", ("GET", "POST")),
    Route("/x/<int(max=2147483647):job>", waiting, "signed_in", ("GET", "POST")),
    Route("/x/<int(max=2147483647):job>/file", download, "signed_in"),
]
