"""`/e/<code>/edit`: the draft that is being written, what changed, and publishing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response

from srf_policy import clock
from srf_policy.domain.errors import Refused
from srf_policy.domain.wording import references
from srf_policy.languages.messages import msg
from srf_policy.store.queries import disputes as brackets
from srf_policy.store.queries import drafting as queries
from srf_policy.store.queries.comparing import fold, inside
from srf_policy.store.queries.drafting import Working
from srf_policy.store.queries.texts import Node

from . import context, rights
from .diffing import KINDS, amendments, counts
from .forms import Form, act, refuse_into
from .prose import Cell, Prose, named, title
from .rendering import done, page
from .routing import Route
from .say import path
from .telling import told


@dataclass(frozen=True)
class Place:
    """One provision in the list, with the kinds of change it has had."""

    node: Node
    name: Cell
    kinds: tuple[str, ...]


def show(code: str) -> Response:
    """The whole text as a list; what changed as a redline; the form that publishes it."""
    engagement = context.engagement()
    form = Form("publish")
    if form.posted:
        published = _published(form, code)
        if published is not None:
            return published
    found = queries.working(context.reader(), context.viewer(), engagement)
    prose = Prose(found.draft)
    old = found.published or found.draft
    changes = fold(found.changes, old, found.draft)
    changed = list(amendments(old, found.draft, changes, found.causes))
    return page(
        "working.html",
        form=form,
        engagement=engagement,
        found=found,
        prose=prose,
        changed=changed,
        counts_said=counts(changes),
        groups=_groups(prose, found, changes),
        brackets=brackets.in_brackets(context.reader(), context.viewer(), engagement.id),
        broken=_broken(prose),
        may_publish=rights.may("edit") or rights.may("edit_editorial"),
        told=told("publish_revision", revision=_next(found), on=clock.today()),
        may_edit=rights.may("edit") or rights.may("edit_editorial") or rights.may("translate"),
        causeless=[Prose(found.draft, "#c-{}").link(i) for i in found.without_cause],
        names=lambda provision: named(prose.find(provision)),
        heading=lambda node: title(prose, node, context.language()),
        illustrative=found.newest.illustrative if found.newest else False,
    )


def _next(found: Working) -> int:
    return found.newest.number + 1 if found.newest else 1


def _broken(prose: Prose) -> list[Node]:
    """Provisions that refer to something which does not stand in the draft."""
    return [
        node
        for node in (*prose.draft.nodes, *prose.draft.plan)
        if any(
            prose.find(target) is None
            for languages in node.fields.values()
            for text in languages.values()
            for target in references(text.words)
        )
        or (node.kind == "action" and prose.find(node.about) is None)
    ]


def _groups(
    prose: Prose, found: Working, changes: Mapping[str, Sequence[str]]
) -> list[tuple[Node | None, list[Place]]]:
    """The provisions below each top heading, which stands first among them."""
    kinds = {kind: set(ids) for kind, ids in changes.items()}
    folded = inside(found.draft)
    kinds["translated"] = set(found.translated)
    groups: dict[str | None, tuple[Node | None, list[Place]]] = {}
    for node in (*found.draft.nodes, *found.draft.plan):
        if node.id in folded:
            continue
        top = prose.top(node)
        had = tuple(kind for kind in (*KINDS, "translated") if node.id in kinds[kind])
        place = Place(node, title(prose, node, context.language()), had)
        groups.setdefault(top.id if top else None, (top, []))[1].append(place)
    return list(groups.values())


def _published(form: Form, code: str) -> Response | None:
    """On to the new draft; None where it was refused."""
    tags = context.engagement().languages
    try:
        answer = act(
            form,
            "publish_revision",
            engagement=code,
            label=_local(form, "label", tags),
            note=_local(form, "note", tags),
        )
    except Refused as error:
        refuse_into(form, error)
        return None
    number = int(answer.values["revision"])
    unkept = len(answer.values["unkept"])
    said = (
        msg("working.published_unkept", number=number, count=unkept)
        if unkept
        else msg("working.published", number=number)
    )
    return done(path("revision", code=code, number=number), said)


def _local(form: Form, name: str, tags: list[str]) -> dict[str, str]:
    """The first language has the plain name, so that a refusal leads to its field."""
    fields = {tag: f"{name}_{tag}" if place else name for place, tag in enumerate(tags)}
    return {tag: form.text(field) for tag, field in fields.items() if form.text(field).strip()}


routes = [Route("/e/<code>/edit", show, "lead_or_facility", ("GET", "POST"))]
