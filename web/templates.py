"""`/admin/templates`: Word templates that take the place of the shipped ones, checked on arrival."""

from __future__ import annotations

from flask import Response, request

from srf_policy.documents.templates import findings, shipped
from srf_policy.domain.engagements import COUNTRIES
from srf_policy.domain.errors import NotFound, Problem, Refused, refused
from srf_policy.domain.exports import KINDS
from srf_policy.domain.templates import EVERYWHERE
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.tags import LANGUAGES, autonym
from srf_policy.operations.attaching import Attachment, location
from srf_policy.store.queries import templates as queries
from srf_policy.word.findings import Finding

from . import context, uploads
from .exports import file_response
from .forms import Form, act, refuse_into
from .rendering import done, page
from .routing import Route
from .say import country, path

PUT, WITHDRAW = "put_template", "withdraw_template"


def admin_templates() -> Response:
    """Every version that was put in place, the shipped ones to start from, and the form."""
    form, away = Form(PUT, language="en", kind=KINDS[0]), Form(WITHDRAW)
    kept: Attachment | None = None
    if form.posted:
        kept = uploads.attachment(form)
        try:
            return _put(form, kept)
        except Refused as error:
            refuse_into(form, error)
    elif away.posted:
        try:
            version = away.number("version", required=True)
            act(away, WITHDRAW, kind=away.value("kind"), language=away.value("language"),
                scope=away.value("scope"), version=version)  # fmt: skip
            return done(path("admin_templates"), msg("templates.withdrawn", version=version))
        except Refused as error:
            refuse_into(away, error)
    return page(
        "admin_templates.html",
        form=form if not away.problems else away,
        put=form,
        away=away,
        kept=uploads.kept_name(form, "file"),
        rows=queries.all_of_them(context.reader()),
        kinds=[(kind, msg(f"export.kind.{kind}")) for kind in KINDS],
        written=[(tag, autonym(tag)) for tag in LANGUAGES],
        scopes=_scopes(),
        where=where,
    )


def _put(form: Form, kept: Attachment | None) -> Response:
    kind, language = form.value("kind"), form.value("language")
    if kept is None:
        form.check()
        raise refused("refused.file_needed", "file")
    content = location(context.settings(), str(kept["sha256"])).read_bytes()
    found = findings(content, kind, language)
    wrong = [one for one in found if one.level == "error"]
    if wrong:
        raise Refused([Problem(told(one), "file") for one in wrong])
    scope = form.value("scope")
    answer = act(form, PUT, kind=kind, language=language, scope=scope, file=kept)
    remarks = [told(one) for one in found if one.level == "warning"]
    version = answer.values["version"]
    if remarks:
        said = msg("templates.put_with", version=version, remarks=remarks, count=len(remarks))
    else:
        said = msg("templates.put", version=version)
    return done(path("admin_templates"), said)


def told(finding: Finding) -> Message:
    """A finding with the words around it."""
    if not finding.around:
        return finding.message
    return msg("templates.found", what=finding.message, around=finding.around)


def where(scope: str) -> str | Message:
    """For what a template stands."""
    if scope == EVERYWHERE:
        return msg("templates.everywhere")
    return country(scope) if scope in COUNTRIES else scope


def _scopes() -> list[tuple[str, object]]:
    codes = queries.scopes(context.reader(), context.viewer())
    return [
        (EVERYWHERE, msg("templates.everywhere")),
        *((code, country(code)) for code in COUNTRIES),
        *((code, code) for code in codes),
    ]


def download() -> Response:
    """The shipped template in a language, or with `version` and `scope` one that was put in place."""
    kind, language = request.args.get("kind", ""), request.args.get("language", "")
    if kind not in KINDS or language not in LANGUAGES:
        raise NotFound
    version = request.args.get("version", "")
    name = f"template-{kind}-{language}"
    if not version:
        return file_response(shipped(kind, language), f"{name}.docx")
    if not (version.isascii() and version.isdecimal() and len(version) < 7):
        raise NotFound
    scope = request.args.get("scope", EVERYWHERE)
    row = queries.one(context.reader(), scope, kind, language, int(version))
    if row is None:
        raise NotFound
    content = location(context.settings(), row.sha256).read_bytes()
    return file_response(content, f"{name}-{row.scope or 'facility'}-{row.version}.docx")


routes = [
    Route("/admin/templates", admin_templates, "administrator", ("GET", "POST")),
    Route("/admin/template.docx", download, "administrator"),
]
