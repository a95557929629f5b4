"""Forms about presentations, their outcomes and conditions, the adoption, and contact notes."""

from __future__ import annotations

from typing import Any

from srf_policy.domain.errors import NotFound
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.tags import choose

from . import context, recorded
from .forms import Form, act
from .recorded import Start
from .uploads import attachment


def start_presentation() -> Start:
    if not recorded.correcting():
        return {"chair_language": context.language()}
    found = recorded.presented(recorded.asked("corrects"))
    p = found.presentation
    words, tag = choose(p.chair, context.language())
    return {
        "corrects": p.number, "body": found.body.key, "chair": words, "chair_language": tag,
        "place": p.place, "paper": found.paper, "occurred_on": p.occurred_on,
        "outcome_paper": found.outcome_paper, "outcome": p.outcome or "",
        "conditions": "\n".join(c.words for c in found.conditions),
    }  # fmt: skip


def presentation(form: Form, code: str) -> Message:
    corrects = form.number("corrects")
    chair = recorded.presented(corrects).presentation.chair if corrects is not None else {}
    said = _decided(form) if corrects else {}
    answer = act(
        form, "record_presentation", engagement=code, body=form.value("body"),
        chair=recorded.all_texts(form, "chair", chair), place=form.text("place"),
        paper=form.choice("paper"), **said, **recorded.correction(form, corrects),
        occurred_on=form.day("occurred_on", required=True),
    )  # fmt: skip
    return msg("records.presentation_recorded", number=answer.values["presentation"])


def _decided(form: Form) -> dict[str, Any]:
    return {
        "outcome": form.choice("outcome"), "conditions": _conditions(form),
        "outcome_paper": form.choice("outcome_paper"),
    }  # fmt: skip


def _conditions(form: Form) -> list[str]:
    lines = [line.strip() for line in form.text("conditions").splitlines()]
    return [line for line in lines if line]


def start_outcome() -> Start:
    return {"presentation": recorded.presented(recorded.asked("presentation")).presentation.number}


def outcome(form: Form, code: str) -> Message:
    number = form.number("presentation", required=True)
    act(form, "record_outcome", engagement=code, presentation=number,
        outcome=form.value("outcome"), conditions=_conditions(form), paper=form.choice("paper"),
        occurred_on=form.day("occurred_on"))  # fmt: skip
    return msg("records.outcome_recorded", number=number)


def start_condition() -> Start:
    found = recorded.presented(recorded.asked("presentation"))
    wanted = recorded.asked("condition")
    if wanted not in {c.number for c in found.conditions}:
        raise NotFound
    return {"presentation": found.presentation.number, "condition": wanted}


def condition(form: Form, code: str) -> Message:
    number = form.number("condition", required=True)
    act(form, "meet_condition", engagement=code, condition=number,
        presentation=form.number("presentation", required=True), how_met=form.text("how_met"),
        occurred_on=form.day("occurred_on"))  # fmt: skip
    return msg("records.condition_met", number=number)


def start_adoption() -> Start:
    if not recorded.correcting():
        return {"authority_language": context.language()}
    found = recorded.adopted(recorded.asked("corrects"))
    a = found.adoption
    words, tag = choose(a.authority, context.language())
    return {
        "corrects": a.number, "authority": words, "authority_language": tag,
        "decision": a.decision, "gazette": a.gazette, "gazetted_on": a.gazetted_on,
        "compared": a.compared, "revision": a.revision_number, "occurred_on": a.occurred_on,
        "paper": found.paper,
        **recorded.old_file(found.file),
    }  # fmt: skip


def adoption(form: Form, code: str) -> Message:
    corrects = form.number("corrects")
    others = recorded.adopted(corrects).adoption.authority if corrects is not None else {}
    act(
        form, "record_adoption", engagement=code,
        authority=recorded.all_texts(form, "authority", others), decision=form.text("decision"),
        compared=form.value("compared"), revision=form.number("revision"),
        gazette=form.text("gazette"), gazetted_on=form.day("gazetted_on"),
        paper=form.choice("paper"),
        **recorded.correction(form, corrects), **recorded.keeps_file(form),
        occurred_on=form.day("occurred_on", required=True), file=attachment(form),
    )  # fmt: skip
    return msg("records.adoption_recorded")


def start_contact() -> Start:
    if not recorded.correcting():
        return {}
    note = recorded.contact(recorded.asked("corrects")).note
    return {
        "corrects": note.number, "asked": note.asked, "question": note.question,
        "occurred_on": note.occurred_on, "answer": note.answer, "answered_on": note.answered_on,
    }  # fmt: skip


def contact(form: Form, code: str) -> Message:
    corrects = form.number("corrects")
    said = (
        {"answer": form.text("answer"), "answered_on": form.day("answered_on")} if corrects else {}
    )
    act(form, "note_contact", engagement=code, asked=form.text("asked"),
        question=form.text("question"), occurred_on=form.day("occurred_on"), **said,
        **recorded.correction(form, corrects))  # fmt: skip
    return msg("records.contact_noted")


def start_answer() -> Start:
    return {"contact": recorded.contact(recorded.asked("contact")).note.number}


def answer(form: Form, code: str) -> Message:
    number = form.number("contact", required=True)
    act(form, "answer_contact", engagement=code, contact=number, answer=form.text("answer"),
        occurred_on=form.day("occurred_on"))  # fmt: skip
    return msg("records.contact_answered")
