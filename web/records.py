"""What is on record, and the forms that put it there: meetings, papers, presentations, adoption."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from srf_policy.domain.consultation import ANSWERS, COMMENT_KINDS
from srf_policy.domain.errors import Refused
from srf_policy.domain.participation import STAKEHOLDERS
from srf_policy.domain.records import COMPARISONS, MEETING_KINDS, OUTCOMES, PAPER_KINDS
from srf_policy.engine.definition import Definition, move_title
from srf_policy.store.queries import records as queries
from srf_policy.store.queries import texts
from srf_policy.store.queries.delegations import by_delegates

from . import context, rights
from .forms import Form, refuse_into
from .prose import Prose
from .recorded import paper_options
from .recording import FORMS, UPLOADS, version
from .recording_meetings import rows
from .rendering import done, page
from .routing import Route
from .say import code, language_name, local, local_plain, path, t
from .structure import label
from .uploads import kept_name


def records(code: str) -> Response:
    """The lists; with `?do=<verb>` one form is open, and its button is the page's only one."""
    doing = request.args.get("do", "")
    if doing not in FORMS:
        return _page("", None)
    form = Form(doing, **({} if request.form.get("form") == doing else FORMS[doing].start()))
    if form.posted:
        try:
            message = FORMS[doing].act(form, code)
            return done(f"{path('records', code=code)}#{FORMS[doing].anchor}", message)
        except Refused as error:
            refuse_into(form, error)
    return _page(doing, form)


def _page(doing: str, form: Form | None) -> Response:
    engagement = rights.reread()
    found = _lists()
    names = queries.names(found["institutions"])
    shown = [h.meeting for h in found["meetings"]] + [p.paper for p in found["papers"]]
    shown += [p.presentation for p in found["presentations"]]
    shown += [a.adoption for a in found["adoptions"]]
    return page(
        "records.html",
        form=form,
        doing=doing,
        expected=version(doing, form) if form is not None else None,
        engagement=engagement,
        **found,
        names=names,
        named=lambda codes: [local(names[c]) if c in names else code(c) for c in codes],
        behalf=by_delegates(
            context.reader(),
            engagement,
            [row.seq for row in (*shown, *(a.agreement for a in found["agreements"]))],
        ),
        named_bodies=[local(b.name) for b in found["bodies"]],
        may_record=rights.may("record"),
        may_agree=rights.may("agree"),
        options=_options(found, rights.definition(), doing) if doing else {},
        illustrative=any(row.illustrative for row in shown),
        move_title=move_title,
        target=_target(doing),
        upload=doing in UPLOADS,
        correcting=form is not None and bool(form.value("corrects")),
        rows=rows(form) if form is not None and doing == "record_meeting" else [],
        kept_name=kept_name,
    )


def _lists() -> dict[str, Any]:
    session, viewer, engagement = (
        context.reader(),
        context.viewer(),
        context.engagement(),
    )
    return {
        "meetings": queries.meetings(session, engagement, attending=True),
        "papers": queries.papers(session, viewer, engagement),
        "agreements": queries.agreements(session, engagement),
        "presentations": queries.presentations(session, engagement),
        "bodies": queries.bodies(session, engagement),
        "adoptions": queries.adoptions(session, engagement),
        "contacts": queries.contacts(session, viewer, [engagement.id]).get(engagement.id, []),
        "seals": queries.seals(session, engagement),
        "institutions": queries.institutions(session, engagement),
        "rounds": queries.rounds(session, engagement),
    }


def _target(doing: str) -> str:
    here = path("records", code=context.engagement().code)
    query = request.query_string.decode("utf-8", "replace")
    return f"{here}?{query}#{doing}" if doing else here


def _options(found: dict[str, Any], definition: Definition, doing: str) -> dict[str, Any]:
    """The choices of the open form, as pairs of value and words."""
    drafts = [r.number for r in texts.revisions(context.reader(), context.engagement().id)]
    return {
        "languages": [(tag, language_name(tag)) for tag in _languages()],
        "meeting_kinds": [(k, t(f"meeting_kind.{k}")) for k in MEETING_KINDS],
        "paper_kinds": [(k, t(f"paper_kind.{k}")) for k in PAPER_KINDS],
        "comment_kinds": [(k, t(f"comment_kind.{k}")) for k in COMMENT_KINDS],
        "institutions": [(i.code, local_plain(i.name)) for i in found["institutions"]],
        "stakeholders": [(k, t(f"stakeholder.{k}")) for k in STAKEHOLDERS],
        "attending": [(i.code, local(i.name), None) for i in found["institutions"]],
        "drafts": [(n, t("matrix.draft_n", number=n)) for n in reversed(drafts)],
        "rounds": [(r.number, t("records.round_n", number=r.number)) for r in found["rounds"]],
        "papers": paper_options(found["papers"]),
        "bodies": [(b.key, local_plain(b.name)) for b in found["bodies"]],
        "moves": [(m, t(f"move.{m}")) for m in _agreed_moves(definition)],
        "answers": [(a, t(f"records.said.{a}"), None) for a in reversed(ANSWERS)],
        "vias": [(v, t(f"via.{v}")) for v in ("letter", "meeting", "word")],
        "outcome_words": [(o, t(f"outcome.{o}")) for o in OUTCOMES],
        "outcomes": [(o, t(f"outcome.{o}"), None) for o in OUTCOMES],
        "comparisons": [(c, t(f"records.compared.{c}"), None) for c in COMPARISONS],
        "provisions": _provisions() if doing == "record_comment" else [],
    }


def _languages() -> list[str]:
    """The engagement's languages and the page's own."""
    return list(dict.fromkeys([*context.engagement().languages, context.language()]))


def _agreed_moves(definition: Definition) -> list[str]:
    """The moves that ask for the lead institution's agreement, those of the present stage first."""
    stage = context.engagement().stage
    asking = [m for m in definition.moves if any(n.guard == "lead_agrees" for n in m.needs)]
    return [m.id for m in sorted(asking, key=lambda m: stage not in m.starts_in)]


def _provisions() -> list[tuple[str, str]]:
    """Every provision of the newest draft, by its name and its first words."""
    session, engagement = context.reader(), context.engagement()
    revision = texts.revision(session, engagement.id)
    if revision is None:
        return []
    prose = Prose(texts.of_revision(session, revision))
    return [(n.id, label(prose, n)) for n in (*prose.draft.nodes, *prose.draft.plan)]


routes = [Route("/e/<code>/records", records, "lead_or_facility", ("GET", "POST"))]
