"""`/e/<code>/edit/plan`: the action plan line by line, with what it costs."""

from __future__ import annotations

from typing import Any

from flask import Response

from srf_policy.domain.errors import NotFound
from srf_policy.languages.messages import msg
from srf_policy.languages.tags import choose
from srf_policy.store.queries import disputes as listed
from srf_policy.store.queries import drafting as queries
from srf_policy.store.queries.sums import sums
from srf_policy.store.queries.texts import Draft, Node

from . import causing, context, reading, referring, rights
from .forms import Form
from .prose import Prose, named
from .rendering import page
from .routing import Route
from .say import path
from .structure import places, press

_WORDS = ("words", "indicator", "source")
_PLAIN = ("start", "end", "budget_eur")


def plan(code: str) -> Response:
    """All lines with their sums."""
    engagement = context.engagement()
    draft = queries.draft(context.reader(), context.viewer(), engagement)
    return page(
        "plan.html",
        engagement=engagement,
        prose=Prose(draft, path("edit", code=code) + "#p-{}"),
        plan=reading.plan(draft, draft.language),
        sums=sums(draft),
        source=draft.language,
        may_edit=rights.may("edit") or rights.may("edit_editorial"),
        barred=causing.barred(),
        illustrative=engagement.illustrative,
    )


def line(code: str, provision: str) -> Response:
    """One line, or a new one under the name `new`."""
    engagement = context.engagement()
    draft = queries.draft(context.reader(), context.viewer(), engagement)
    node = next((n for n in draft.plan if n.id == provision), None)
    if node is None and provision != "new":
        raise NotFound
    prose = Prose(draft, path("edit", code=code) + "#p-{}")
    form = _form(draft, node)
    if form.posted and (answer := _saved(form, code, draft, node, prose)) is not None:
        return answer
    heading = msg("plan.new_title") if node is None else named(node)
    return page(
        "plan_line.html",
        form=form,
        engagement=engagement,
        prose=prose,
        node=node,
        source=draft.language,
        heading=heading,
        expected=node.version if node else "",
        barred=causing.barred(),
        back=path("edit_plan", code=code),
        options=places(prose),
        references=places(prose),
        institutions=_institutions(form),
        partner_options=[(code, words, None) for code, words in _institutions(form)],
        illustrative=engagement.illustrative,
        **causing.choices(node.provision_id if node else None),
    )


def _form(draft: Draft, node: Node | None) -> Form:
    if node is None:
        return Form()
    held = {name: _plain(draft, node, name) for name in (*_WORDS, *_PLAIN, "responsible")}
    partners = [p for p in _plain(draft, node, "partners").split(", ") if p]
    kept = " ".join(name for name in (*_WORDS, *_PLAIN) if held[name])
    return Form(**held, partners=partners, about=node.about or "", held=kept)


def _plain(draft: Draft, node: Node, name: str) -> str:
    found = node.text(name, draft.language)
    return found.words if found else ""


def _institutions(form: Form) -> list[tuple[str, str]]:
    """Those of the engagement, and what a line named before they were listed."""
    rows = listed.institutions(context.reader(), context.engagement().id)
    found = {row.code: f"{row.code}: {choose(row.name, context.language())[0]}" for row in rows}
    for typed in (form.value("responsible"), *form.many("partners")):
        found.setdefault(typed, typed)
    return [(code, words) for code, words in found.items() if code]


def _saved(form: Form, code: str, draft: Draft, node: Node | None, prose: Prose) -> Response | None:
    referring.put_in(form, _WORDS, prose)
    about = form.text("about")
    form.wrong_if(not about, "about", msg("plan.choose_provision"))
    form.wrong_if(not form.text("words").strip(), "words", msg("edit.words_needed"))
    fields = _typed(form, draft.language)
    change: dict[str, Any]
    if node is None:
        change = {"insert": {"kind": "action", "about": about, "fields": fields}, "parent": None}
        if draft.plan and (last := form.text("last")):
            change["after"] = last
    else:
        change = {"change": node.id, "fields": fields}
        if about != form.text("about_before"):
            fields["about"] = {draft.language: about}
    said = msg("plan.saved")
    return press(form, code, change, said, path("edit_plan", code=code) + "#p-{}")


def _typed(form: Form, tag: str) -> dict[str, dict[str, str]]:
    """What was typed, without fields that were empty and stay empty."""
    held = form.text("held").split()
    fields = {n: form.text(n) for n in (*_WORDS, *_PLAIN) if form.text(n).strip() or n in held}
    fields["responsible"] = form.text("responsible")
    fields["partners"] = ", ".join(form.many("partners"))
    return {name: {tag: words} for name, words in fields.items()}


routes = [
    Route("/e/<code>/edit/plan", plan, "lead_or_facility"),
    Route("/e/<code>/edit/plan/<provision>", line, "expert", ("GET", "POST")),
]
