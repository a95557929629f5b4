"""Forms about papers, comments that came by letter, and the lead institution's agreement."""

from __future__ import annotations

from flask import request

from srf_policy.languages.messages import Message, msg
from srf_policy.languages.tags import choose

from . import context, recorded
from .forms import Form, act
from .recorded import Start
from .uploads import attachment


def start_paper() -> Start:
    if not recorded.correcting():
        return {"title_language": context.language()}
    found = recorded.filed(request.args["corrects"])
    p = found.paper
    words, tag = choose(p.title, context.language())
    return {
        "corrects": p.ref, "kind": p.kind, "sender": p.sender, "addressee": p.addressee,
        "reference": p.reference, "title": words, "title_language": tag,
        "occurred_on": p.occurred_on, "restricted": "yes" if p.restricted else "",
        **recorded.old_file(found.file),
    }  # fmt: skip


def paper(form: Form, code: str) -> Message:
    corrects = form.choice("corrects")
    others = recorded.filed(corrects).paper.title if corrects else {}
    answer = act(
        form, "file_paper", engagement=code, kind=form.value("kind"), sender=form.text("sender"),
        addressee=form.text("addressee"), reference=form.text("reference"),
        title=recorded.all_texts(form, "title", others), restricted=form.flag("restricted"),
        **recorded.correction(form, corrects), **recorded.keeps_file(form),
        occurred_on=form.day("occurred_on", required=True), file=attachment(form),
    )  # fmt: skip
    return msg("records.paper_filed", paper=answer.values["paper"])


def comment(form: Form, code: str) -> Message:
    answer = act(
        form, "record_comment", engagement=code, round=form.number("round", required=True),
        institution=form.value("institution"), answer=form.value("answer"), via=form.value("via"),
        provision=form.choice("provision"), text=form.text("text"),
        language=form.value("text_language") or context.language(),
        proposed=form.text("proposed"), kind=form.value("kind"), paper=form.choice("paper"),
        occurred_on=form.day("occurred_on", required=True),
    )  # fmt: skip
    return msg("records.comment_recorded", number=answer.values["comment"])


def start_agreement() -> Start:
    if not recorded.correcting():
        return {}
    found = recorded.agreed(recorded.asked("corrects"))
    return {"corrects": found.number, "move": found.agreement.move, "paper": found.paper,
            "occurred_on": found.agreement.occurred_on}  # fmt: skip


def agreement(form: Form, code: str) -> Message:
    act(form, "record_agreement", engagement=code, move=form.value("move"),
        paper=form.choice("paper"), **recorded.correction(form, form.number("corrects")),
        occurred_on=form.day("occurred_on"))  # fmt: skip
    return msg("records.agreement_recorded")
