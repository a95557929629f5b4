"""`/e/<code>/insert`: a new provision, first its kind and its place, then its words."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from srf_policy.domain.texts import KINDS, TABLE_CELLS
from srf_policy.languages.messages import msg
from srf_policy.store.queries import drafting as queries

from . import causing, context, pasting, pictures, referring
from .forms import Form
from .prose import Prose
from .rendering import page
from .routing import Route
from .say import path, t
from .structure import place, places, press, told_place, ways

KINDS_TO_CHOOSE = tuple(k for k in KINDS if k not in ("row", "cell", "action"))
_FIELDS = {
    "part": ("heading", "words"), "area": ("heading", "words"), "section": ("heading", "words"),
    "objective": ("heading", "words"), "annex": ("heading", "words"), "table": ("heading",),
    "figure": ("heading", "alt"), "footnote": ("words",),
}  # fmt: skip


def insert(code: str) -> Response:
    """Without a kind the page asks for it; an action line has a form of its own."""
    engagement = context.engagement()
    draft = queries.draft(context.reader(), context.viewer(), engagement)
    prose = Prose(draft, path("edit", code=code) + "#p-{}")
    kind = request.values.get("kind", "")
    kind = kind if kind in KINDS_TO_CHOOSE else ""
    form = Form(way=_way(kind), where=request.args.get("where", ""))
    if form.posted and kind and (answer := _inserted(form, code, kind, prose)) is not None:
        return answer
    return page(
        "insert.html",
        form=form,
        engagement=engagement,
        prose=prose,
        kind=kind,
        names=fields_of(kind),
        source=draft.language,
        heading=msg("structure.insert_title"),
        expected="",
        barred=causing.barred(),
        back=path("edit", code=code),
        upload=kind == "figure",
        kinds=[(k, t(f"kind_of.{k}")) for k in KINDS_TO_CHOOSE],
        options=places(prose),
        way_options=ways(),
        references=places(prose),
        limit=TABLE_CELLS,
        kept=pictures.kept_name(form),
        illustrative=engagement.illustrative,
        **causing.choices(),
    )


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields that a provision of this kind has in forms."""
    return _FIELDS.get(kind, ("heading", "words"))


def _way(kind: str) -> str:
    return "inside" if kind in ("footnote", "item") else "behind"


def _inserted(form: Form, code: str, kind: str, prose: Prose) -> Response | None:
    names = fields_of(kind)
    referring.put_in(form, [n for n in names if n != "alt"], prose)
    tag = prose.draft.language
    fields = {n: {tag: form.text(n)} for n in names if form.text(n).strip()}
    new: dict[str, Any] = {"kind": kind, "fields": fields}
    if kind == "table":
        new["rows"] = pasting.rows(form, "rows")
    elif kind == "figure":
        new["image"] = pictures.received(form)
    else:
        form.wrong_if(not fields, names[-1], msg("edit.words_needed"))
    where = told_place(form) if prose.draft.nodes else {"parent": None}
    said = msg("structure.inserted", kind=msg(f"kind_of.{kind}"))
    return press(form, code, {"insert": new, **where}, said, place(code, "{}"))


routes = [Route("/e/<code>/insert", insert, "expert", ("GET", "POST"))]
