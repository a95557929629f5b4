"""`/e/<code>/export`: which files are wanted; a small one is given at once, others become a job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from flask import Response, request

from srf_policy.documents import choosing, kinds, making, office
from srf_policy.documents.choosing import Choice
from srf_policy.documents.files import NamedFile, Paper, Wanted
from srf_policy.documents.kinds import KINDS
from srf_policy.domain import Engagement, Institution, Revision
from srf_policy.domain.errors import NotFound, Refused
from srf_policy.domain.exports import WATERMARK, may_have
from srf_policy.store.queries import exports as queries
from srf_policy.store.queries import texts

from . import context, exports, sizes
from .export_options import Option, options, pairs
from .exports import file_response
from .forms import Form, act, refuse_into
from .rendering import done, page
from .routing import Route
from .say import path

AT_ONCE = frozenset({"draft", "form", "translation", "bilingual"})
"""Kinds that are made in a moment while the text is small."""

FORMATS = ("docx", "xlsx", "pdf")


@dataclass(frozen=True)
class Offer:
    """What can be chosen for one engagement by who looks. `kinds` in the order of their weight."""

    engagement: Engagement
    revisions: Sequence[Revision]
    rounds: Sequence[int]
    institutions: Sequence[Institution]
    kinds: Sequence[str]
    formats: Sequence[str]

    def some(self, field: str) -> bool:
        """Whether a kind that is offered takes this field."""
        return any(field in (*KINDS[name].needs, *KINDS[name].takes) for name in self.kinds)

    def options(self) -> Mapping[str, Sequence[Option]]:
        """All that can be chosen, in words."""
        return options(
            self.engagement, self.kinds, self.revisions, self.rounds, self.institutions,
            self.formats,
        )  # fmt: skip


def export(code: str) -> Response:
    """The form, filled in with what the address asks for; what is asked for, when it is sent."""
    offer = _offer(context.engagement())
    if not offer.revisions:
        raise NotFound
    form = Form(**_start(offer))
    if form.posted:
        try:
            return _made(form, offer, _choice(form, offer))
        except Refused as error:
            refuse_into(form, error)
    return page(
        "export_ask.html", form=form, engagement=offer.engagement, offer=offer,
        options=offer.options(), pairs=pairs, office=office.program() is not None,
        most=WATERMARK,
    )  # fmt: skip


def _offer(engagement: Engagement) -> Offer:
    session = context.reader()
    revisions = texts.revisions(session, engagement.id)[::-1]
    rounds = queries.rounds(session, context.viewer(), engagement)
    offered = [name for name in KINDS if _possible(name, engagement, revisions, rounds)]
    formats = [ending for ending in FORMATS[:2] if any(ending in KINDS[n].endings for n in offered)]
    return Offer(
        engagement, revisions, rounds, _institutions(engagement), offered,
        [*formats, "pdf"] if office.program() is not None else formats,
    )  # fmt: skip


def _institutions(engagement: Engagement) -> Sequence[Institution]:
    """For whom a form can be made out: one's own institution, unless one sees them all."""
    if not context.viewer().sees_all_comments(engagement.id):
        return ()
    return queries.institutions(context.reader(), engagement)


def _possible(
    name: str, engagement: Engagement, revisions: Sequence[Revision], rounds: Sequence[int]
) -> bool:
    """Not what could only be refused: no redline of one draft, no second language without one."""
    kind = KINDS[name]
    if kind.whole or not may_have(context.viewer(), name, engagement.id):
        return False
    enough = {"beside": len(engagement.languages) > 1, "base": len(revisions) > 1,
              "round": bool(rounds), "institution": False}  # fmt: skip
    alone = kind.into and len(engagement.languages) < 2
    return not alone and all(enough[field] for field in kind.needs)


def _start(offer: Offer) -> dict[str, Any]:
    """What the form shows first: the address, else the newest draft in its own language."""
    asked = request.args
    source = offer.engagement.source_language
    return {
        "kind": asked.getlist("kind") or "draft",
        "revision": asked.get("revision") or offer.revisions[0].number,
        "language": asked.getlist("language") or source,
        "beside": asked.get("beside"), "base": asked.get("base"), "round": asked.get("round"),
        "format": asked.get("format") or "docx", "paper": asked.get("paper") or "a4",
    }  # fmt: skip


def _choice(form: Form, offer: Offer) -> Choice:
    """What was chosen; of kinds that are not offered nothing is known."""
    revision, base = form.number("revision"), form.number("base")
    named = [name for name in form.many("kind") if name in offer.kinds]
    chosen = form.value("format") or "docx"
    more = Wanted(
        revision=revision, beside=form.choice("beside"), base=base, round=form.number("round"),
        institution=form.choice("institution"),
        ending=chosen if chosen in FORMATS[:2] else "docx", pdf=chosen == "pdf",
        paper=cast(Paper, form.choice("paper") or "a4"), watermark=form.text("watermark").strip(),
    )  # fmt: skip
    form.check()
    earlier = (revision or offer.revisions[0].number) - 1
    source = offer.engagement.source_language
    others = [tag for tag in offer.engagement.languages if tag != source]
    return Choice(named, form.many("language"), source, more, others, earlier or None)


def _made(form: Form, offer: Offer, choice: Choice) -> Response:
    """A small file at once; else the page of the job that makes it."""
    code = offer.engagement.code
    wanted = choosing.many(choice)
    for one in wanted:
        kinds.check(one)
        if one.pdf:
            office.require()
    if len(wanted) > 1:
        files = [_asked(one) for one in wanted]
        job = act(form, "request_exports", engagement=code, files=files)
        return done(path("made", job=job.values["job"]))
    if _small(offer, wanted[0]):
        made = making.one(wanted[0], lambda one: _make(code, one)).file
        _remember_size(offer, wanted[0], made)
        return file_response(made.content, made.name)
    job = act(form, "request_export", engagement=code, **_asked(wanted[0]))
    return done(path("made", job=job.values["job"]))


def _small(offer: Offer, wanted: Wanted) -> bool:
    found = next((r for r in offer.revisions if r.number == wanted.revision), None)
    short = found is not None and exports.is_small(found)
    return short and wanted.kind in AT_ONCE and not wanted.pdf


def _make(code: str, wanted: Wanted) -> NamedFile:
    return kinds.make(context.reader(), context.viewer(), code, wanted, context.tools())


def _remember_size(offer: Offer, wanted: Wanted, made: NamedFile) -> None:
    if wanted.kind == "draft" and wanted.revision and wanted.language:
        sizes.made(offer.engagement.id, wanted.revision, wanted.language, len(made.content))


def _asked(wanted: Wanted) -> dict[str, Any]:
    """As the verb takes it: what was left out stays left out."""
    nothing = asdict(Wanted())
    return {name: value for name, value in asdict(wanted).items() if value != nothing[name]}


routes = [Route("/e/<code>/export", export, "engagement", ("GET", "POST"))]
