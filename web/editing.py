"""`/e/<code>/edit/<provision>`: the words of one provision, or a translation of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request

from srf_policy.domain.errors import NotFound, Refused
from srf_policy.domain.texts import ACTION_FIELDS, TRANSLATED_FIELDS
from srf_policy.languages.bidi import clean
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.tags import normalise
from srf_policy.store.queries import drafting as queries
from srf_policy.store.queries.texts import Node

from . import causing, context, pictures, referring, rights
from .forms import Form, act, refuse_into
from .inserting import fields_of
from .prose import Prose, named
from .redline import Redline, redline
from .rendering import done, page
from .routing import Route
from .say import path
from .structure import places

_ELSEWHERE = ("table", "row", "cell", "action")


@dataclass(frozen=True)
class Edited:
    """One provision before the editor. `tag` is the language edited, `names` its fields."""

    prose: Prose
    node: Node
    tag: str
    source: str
    names: tuple[str, ...]

    @property
    def is_source(self) -> bool:
        """Whether the text itself is edited, and not a translation."""
        return self.tag == self.source

    def held(self, name: str) -> str:
        """The words as they are saved now, "" for none."""
        found = self.node.text(name, self.tag)
        return found.words if found else ""

    def original(self, name: str) -> str:
        """The words in the source language."""
        found = self.node.text(name, self.source)
        return found.words if found else ""

    @property
    def stale(self) -> bool:
        """Whether the translation follows an older text."""
        found = (self.node.text(name, self.tag) for name in self.names)
        return any(text.stale for text in found if text)


def edit(code: str, provision: str) -> Response:
    """Show, preview or save. A translation is asked for with `?language=`."""
    found = _read(provision)
    if found.is_source and found.node.kind in _ELSEWHERE:
        return done(_elsewhere(code, found))
    form = _form(found)
    if form.bound:
        referring.put_in(form, [n for n in found.names if n in TRANSLATED_FIELDS], found.prose)
    if form.posted and not form.flag("preview"):
        if _saved(form, found, code):
            said = msg("edit.saved", provision=named(found.node))
            return done(f"{path('edit', code=code)}#p-{provision}", said)
        found = _read(provision)
    return _page(form, found)


def _elsewhere(code: str, found: Edited) -> str:
    """Tables and action lines have forms of their own."""
    if found.node.kind == "action":
        return path("plan_line", code=code, provision=found.node.id)
    node = found.node
    while node.kind != "table" and (above := found.prose.find(node.parent)) is not None:
        node = above
    return path("edit_table", code=code, provision=node.id)


def _read(provision: str) -> Edited:
    engagement = context.engagement()
    draft = queries.draft(context.reader(), context.viewer(), engagement)
    prose = Prose(draft, path("edit", code=engagement.code) + "#p-{}")
    node = prose.find(provision)
    tag = normalise(request.args.get("language") or draft.language)
    if node is None or tag not in engagement.languages:
        raise NotFound
    return Edited(prose, node, tag, draft.language, _names(node, tag, draft.language))


def _names(node: Node, tag: str, source: str) -> tuple[str, ...]:
    if node.kind == "action":
        names: tuple[str, ...] = ACTION_FIELDS
    else:
        names = ("words",) if node.kind in ("row", "cell") else fields_of(node.kind)
    if tag == source:
        return names
    return tuple(n for n in names if n in TRANSLATED_FIELDS and node.text(n, source))


def _form(found: Edited) -> Form:
    held = {name: found.held(name) for name in found.names}
    kept = " ".join(name for name, words in held.items() if words)
    return Form(**held, held=kept, cause_kind="", comment=request.args.get("comment", ""))


def _typed(form: Form, found: Edited) -> dict[str, str]:
    """What was typed, without fields that were empty and stay empty.

    It follows from the form alone, so that a second press of it is the same act.
    """
    held = form.text("held").split()
    return {n: form.text(n) for n in found.names if form.text(n).strip() or n in held}


def _saved(form: Form, found: Edited, code: str) -> bool:
    typed = _typed(form, found)
    emptied = not any(clean(words) for words in typed.values())
    form.wrong_if(emptied, found.names[-1] if found.names else None, msg("edit.words_needed"))
    try:
        if found.is_source:
            _change(form, found, code, typed)
        else:
            act(form, "translate", engagement=code, provision=found.node.id,
                language=found.tag, fields=typed)  # fmt: skip
    except Refused as error:
        refuse_into(form, error)
        causing.lead_to_cause(form)
        return False
    return True


def _change(form: Form, found: Edited, code: str, typed: dict[str, str]) -> None:
    fields = {name: {found.source: words} for name, words in typed.items()}
    changes: list[dict[str, Any]] = [{"change": found.node.id, "fields": fields}]
    if found.node.kind == "figure":
        changes[0]["image"] = pictures.received(form)
    act(form, "change_text", engagement=code, changes=changes, **causing.told(form))


def _page(form: Form, found: Edited) -> Response:
    engagement = context.engagement()
    asked = causing.choices(found.node.provision_id)
    shown = form.bound and not any(p.field for p in form.problems)
    return page(
        "edit.html",
        form=form,
        engagement=engagement,
        found=found,
        **asked,
        lines=_lines(form, found) if shown else [],
        changed_meanwhile=form.status == 409,
        barred=_barred(found),
        remarks=[
            (r, redline(found.original("words"), r.proposed, found.prose, found.prose).inline
             if r.proposed and r.language == found.source else None)
            for r in asked["told"].comments
        ],
        references=places(found.prose),
        upload=found.is_source and found.node.kind == "figure",
        kept=pictures.kept_name(form),
        illustrative=engagement.illustrative,
    )  # fmt: skip


def _barred(found: Edited) -> Message | None:
    """Why the words cannot be edited now; None where they can."""
    if not found.is_source:
        return None if rights.may("translate") else msg("edit.no_translating")
    return causing.barred()


def _lines(form: Form, found: Edited) -> list[tuple[str, Redline]]:
    """What was typed against what is saved now, field by field, where they differ."""
    typed = _typed(form, found)
    pairs = [(name, found.held(name), clean(typed.get(name, ""))) for name in found.names]
    return [
        (name, redline(now, then, found.prose, found.prose))
        for name, now, then in pairs
        if now != then
    ]


routes = [
    Route("/e/<code>/edit/<provision>", edit, "translator", ("GET", "POST")),
]
