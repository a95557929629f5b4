"""What caused a change: the part that all forms of the text share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from srf_policy.languages.messages import Message, msg
from srf_policy.store.queries import drafting as queries

from . import context, rights
from .forms import Form
from .say import plain, t

CAUSES = ("comment", "minutes", "letter", "note", "none")


def told(form: Form) -> dict[str, Any]:
    """The arguments of `change_text` that say why; a form without a cause is wrong."""
    kind = form.text("cause_kind")
    form.wrong_if(kind not in CAUSES, "cause_kind", msg("edit.choose_cause"))
    return {
        "cause_kind": kind,
        "cause": form.text(kind) if kind != "none" else "",
        "editorial": form.flag("editorial"),
    }


def lead_to_cause(form: Form) -> None:
    """The verb knows one cause; the form has a field for each kind."""
    form.problems = [
        replace(problem, field="cause_kind") if problem.field == "cause" else problem
        for problem in form.problems
    ]


def choices(provision_id: int | None = None) -> dict[str, Any]:
    """What the page needs to ask for the cause of a change of one provision, or of any."""
    found = queries.choices(context.reader(), context.viewer(), context.engagement(), provision_id)
    return {
        "told": found,
        "editorial": not rights.may("edit"),
        "cause_options": [(kind, t(f"edit.cause_{kind}"), None) for kind in CAUSES],
        "comment_options": [(r.number, _of_comment(r)) for r in found.comments],
        "meeting_options": [
            (m.number, plain(msg("cause.minutes", title=m.title, day=m.occurred_on)))
            for m in found.meetings
        ],
        "paper_options": [
            (p.ref, plain(msg("cause.letter", title=p.title, day=p.occurred_on)))
            for p in found.papers
        ],
    }


def _of_comment(remark: queries.Remark) -> str:
    code = f"cause.comment_{remark.disposition}" if remark.disposition else "edit.comment_open"
    return plain(msg(code, number=remark.number, institution=remark.institution))


def barred() -> Message | None:
    """Why the text cannot be edited now by who looks; None where it can."""
    if rights.may("edit") or rights.may("edit_editorial"):
        return None
    return msg("edit.not_in_stage", stage=msg(f"stage.{context.engagement().stage}"))
