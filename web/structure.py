"""Putting provisions into the text, moving, splitting, merging and deleting them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request
from markupsafe import Markup

from srf_policy.domain.errors import NotFound, Refused
from srf_policy.domain.wording import references, sentences
from srf_policy.languages.messages import Message, msg
from srf_policy.store.queries import drafting as queries
from srf_policy.store.queries import revision as remarks
from srf_policy.store.queries.texts import Draft, Node

from . import causing, context
from .forms import Form, act, refuse_into
from .prose import Prose, named, title
from .rendering import done, page
from .routing import Route
from .say import lang_attrs, path, plain, t

_WAYS = ("before", "behind", "inside")
_NOWHERE = frozenset({"row", "cell"})


@dataclass(frozen=True)
class Chosen:
    """The provision that is to be changed, in the draft that is being written."""

    prose: Prose
    node: Node

    @property
    def draft(self) -> Draft:
        return self.prose.draft

    @property
    def name(self) -> Message:
        return named(self.node)

    def words(self) -> str:
        found = self.node.text("words", self.draft.language)
        return found.words if found else ""


def read(provision: str) -> Chosen:
    """The provision where it stands; NotFound where it does not."""
    engagement = context.engagement()
    draft = queries.draft(context.reader(), context.viewer(), engagement)
    prose = Prose(draft, path("edit", code=engagement.code) + "#p-{}")
    node = prose.find(provision)
    if node is None:
        raise NotFound
    return Chosen(prose, node)


def press(form: Form, code: str, change: dict[str, Any], said: Message, to: str) -> Response | None:
    """Do one change with its cause and go on; None where it was refused."""
    try:
        answer = act(form, "change_text", engagement=code, changes=[change], **causing.told(form))
    except Refused as error:
        refuse_into(form, error)
        causing.lead_to_cause(form)
        return None
    return done(to.format(answer.values["provisions"][0]), said)


def shown(name: str, form: Form, found: Chosen, heading: Message, **more: Any) -> Response:
    """The page of one kind of change, with what all of them need."""
    engagement = context.engagement()
    return page(
        f"{name}.html",
        form=form,
        engagement=engagement,
        prose=found.prose,
        node=found.node,
        source=found.draft.language,
        heading=heading,
        expected=found.node.version,
        barred=causing.barred(),
        back=place(engagement.code, found.node.id),
        illustrative=engagement.illustrative,
        **causing.choices(found.node.provision_id),
        **more,
    )


def place(code: str, provision: str) -> str:
    """Where a provision stands in the list of the working draft."""
    return f"{path('edit', code=code)}#p-{provision}"


def places(prose: Prose, *, without: frozenset[str] = frozenset(), plan: bool = False) -> list[Any]:
    """Provisions to choose from: id, and name with its first words."""
    nodes = prose.draft.plan if plan else prose.draft.nodes
    return [
        (n.id, label(prose, n)) for n in nodes if n.kind not in _NOWHERE and n.id not in without
    ]


def label(prose: Prose, node: Node) -> str:
    """A provision by name and first words, as an option says it."""
    words = title(prose, node, context.language()).words
    name = named(node)
    return plain(
        msg("structure.option", provision=name, words=prose.written(words, context.language()))
    )


def ways(*, inside: bool = True) -> list[Any]:
    return [(w, t(f"structure.{w}"), None) for w in _WAYS if inside or w != "inside"]


def told_place(form: Form) -> dict[str, str]:
    """The place that was chosen, as `change_text` takes it."""
    way = form.text("way")
    form.wrong_if(way not in _WAYS, "way", msg("structure.choose_way"))
    form.wrong_if(not form.text("where"), "where", msg("structure.choose_place"))
    return {way: form.text("where")}


def move(code: str, provision: str) -> Response:
    """Choose a new place from a list; all below goes with it."""
    found = read(provision)
    line = found.node.kind == "action"
    form = Form(way="behind", where=request.args.get("where", ""))
    if form.posted:
        said = msg("structure.moved", provision=found.name)
        change = {"move": provision, **told_place(form)}
        to = path("edit_plan", code=code) if line else place(code, "{}")
        if (answer := press(form, code, change, said, to)) is not None:
            return answer
        found = read(provision)
    options = places(found.prose, without=_with_all_below(found), plan=line)
    heading = msg("structure.move_title", provision=found.name)
    return shown("provision_move", form, found, heading, options=options,
                 way_options=ways(inside=not line))  # fmt: skip


def _with_all_below(found: Chosen) -> frozenset[str]:
    below = {found.node.id}
    for node in found.draft.nodes:
        if node.parent in below:
            below.add(node.id)
    return frozenset(below)


def split(code: str, provision: str) -> Response:
    """Choose after which sentence to cut."""
    found = read(provision)
    form = Form()
    if form.posted:
        after = form.number("sentences", required=True)
        change = {"split": provision, "sentences": after}
        said = msg("structure.split_done", provision=found.name)
        if (answer := press(form, code, change, said, place(code, "{}"))) is not None:
            return answer
        found = read(provision)
    cut = sentences(found.words())
    tag = lang_attrs(found.draft.language)
    options = [
        (n, Markup("<span{}>{}</span>").format(tag, found.prose.inline(words)), None)
        for n, words in enumerate(cut[:-1], 1)
    ]
    heading = msg("structure.split_title", provision=found.name)
    return shown("provision_split", form, found, heading, options=options,
                 rest=cut[-1] if cut else "")  # fmt: skip


def merge(code: str, provision: str) -> Response:
    """Join with the next provision, which is shown."""
    found = read(provision)
    form = Form()
    if form.posted:
        said = msg("structure.merged", provision=found.name)
        change = {"merge": provision}
        if (answer := press(form, code, change, said, place(code, "{}"))) is not None:
            return answer
        found = read(provision)
    following = next((n for n in found.draft.nodes if n.parent == found.node.parent
                      and n.position == found.node.position + 1), None)  # fmt: skip
    fits = following is not None and following.kind == found.node.kind
    heading = msg("structure.merge_title", provision=found.name)
    return shown("provision_merge", form, found, heading, following=following if fits else None,
                 tally=_tallies().get(following.id) if following else None)  # fmt: skip


def delete(code: str, provision: str) -> Response:
    """What refers to it and what is open on it stand above the press."""
    found = read(provision)
    form = Form(references="")
    if form.posted:
        change = {"delete": provision, "references": form.text("references")}
        said = msg("structure.deleted", provision=found.name)
        if (answer := press(form, code, change, said, path("edit", code=code))) is not None:
            return answer
        found = read(provision)
    gone = _with_all_below(found)
    tallies = _tallies()
    heading = msg("structure.delete_title", provision=found.name)
    return shown(
        "provision_delete", form, found, heading,
        below=[n for n in found.draft.nodes if n.id in gone and n is not found.node],
        referring=[n for n in (*found.draft.nodes, *found.draft.plan) if _refers(n, gone)],
        lines=[n for n in found.draft.plan if n.about in gone and n.id not in gone],
        remarks=[(i, tallies[i]) for i in gone if i in tallies],
        reference_options=[(v, t(f"structure.references_{v or 'keep'}"), None)
                           for v in ("", "words")],
    )  # fmt: skip


def _refers(node: Node, gone: frozenset[str]) -> bool:
    said = (w.words for languages in node.fields.values() for w in languages.values())
    return node.id not in gone and any(not gone.isdisjoint(references(words)) for words in said)


def _tallies() -> dict[str, remarks.Tally]:
    return remarks.tallies(context.reader(), context.viewer(), context.engagement().id)


_EDITING = ("GET", "POST")
routes = [
    Route("/e/<code>/edit/<provision>/move", move, "expert", _EDITING),
    Route("/e/<code>/edit/<provision>/split", split, "expert", _EDITING),
    Route("/e/<code>/edit/<provision>/merge", merge, "expert", _EDITING),
    Route("/e/<code>/edit/<provision>/delete", delete, "expert", _EDITING),
]
