"""The forms of the records screen: what each shows at first, and what it puts on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from srf_policy.domain.errors import NotFound
from srf_policy.languages import digits
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.tags import choose
from srf_policy.store.queries import records

from . import context
from .forms import Form, act

Start = Mapping[str, object]


@dataclass(frozen=True)
class Recording:
    """`anchor`: the list where the result is seen. `start` may raise NotFound."""

    permission: str
    anchor: str
    start: Callable[[], Start]
    act: Callable[[Form, str], Message]


def _asked(name: str) -> int:
    """A number of the query; what is no number names nothing that exists."""
    value = digits.to_ascii(request.args.get(name, ""))
    if not value.isdecimal() or len(value) > 9:
        raise NotFound
    return int(value)


def held(number: int) -> records.Held:
    """The meeting with this number."""
    found = records.meetings(context.reader(), context.engagement())
    meeting = next((h for h in found if h.meeting.number == number), None)
    if meeting is None:
        raise NotFound
    return meeting


def _filed(ref: str) -> records.Filed:
    found = records.papers(context.reader(), context.viewer(), context.engagement())
    paper = next((p for p in found if p.paper.ref == ref), None)
    if paper is None:
        raise NotFound
    return paper


def _presented(number: int) -> records.Presented:
    found = records.presentations(context.reader(), context.engagement())
    row = next((p for p in found if p.presentation.number == number), None)
    if row is None:
        raise NotFound
    return row


def _texts(form: Form, name: str) -> dict[str, str]:
    """What was typed into a field that says in which language it is."""
    return form.local(name, form.value(f"{name}_language") or context.language())


def _blank(*languages: str, **start: object) -> Callable[[], Start]:
    """A form without content; fields of text are in the page's language unless chosen."""
    return lambda: {
        **start,
        **{f"{name}_language": context.language() for name in languages},
    }


def _start_meeting() -> Start:
    if not request.args.get("corrects"):
        return {"title_language": context.language()}
    m = held(_asked("corrects")).meeting
    words, tag = choose(m.title, context.language())
    return {
        "corrects": m.number, "kind": m.kind, "place": m.place, "title": words,
        "title_language": tag, "occurred_on": m.occurred_on, "until": m.until,
        "institutions": m.institutions, "attendance": m.attendance, "women": m.women,
    }  # fmt: skip


def _meeting(form: Form, code: str) -> Message:
    corrects = form.number("corrects")
    answer = act(
        form, "record_meeting", engagement=code, kind=form.value("kind"), place=form.text("place"),
        title=_all_texts(form, "title", _old_title(corrects)),
        institutions=form.many("institutions"), until=form.day("until"),
        attendance=form.number("attendance"), women=form.number("women"), corrects=corrects,
        occurred_on=form.day("occurred_on", required=True),
    )  # fmt: skip
    return msg("records.meeting_recorded", number=answer.values["meeting"])


def _old_title(corrects: int | None) -> Mapping[str, str]:
    return held(corrects).meeting.title if corrects is not None else {}


def _all_texts(form: Form, name: str, others: Mapping[str, str]) -> dict[str, str]:
    """What was typed, beside the words that stand in other languages."""
    typed = _texts(form, name)
    return {**others, **typed} if typed else {}


def _start_minutes() -> Start:
    found = held(_asked("meeting"))
    words, tag = choose(found.minutes.words if found.minutes else {}, context.language())
    return {"meeting": found.meeting.number, "minutes": words, "minutes_language": tag}


def _minutes(form: Form, code: str) -> Message:
    number = form.number("meeting", required=True)
    form.check()
    found = held(number or 0)
    texts = _all_texts(form, "minutes", found.minutes.words if found.minutes else {})
    act(form, "record_minutes", engagement=code, meeting=number, minutes=texts,
        occurred_on=form.day("occurred_on"))  # fmt: skip
    return msg("records.minutes_recorded", number=number)


def _start_approval() -> Start:
    return {"meeting": held(_asked("meeting")).meeting.number}


def _approval(form: Form, code: str) -> Message:
    number = form.number("meeting", required=True)
    act(form, "approve_minutes", engagement=code, meeting=number,
        occurred_on=form.day("occurred_on"))  # fmt: skip
    return msg("records.minutes_approved", number=number)


def _start_paper() -> Start:
    ref = request.args.get("corrects", "")
    if not ref:
        return {"title_language": context.language()}
    p = _filed(ref).paper
    words, tag = choose(p.title, context.language())
    return {
        "corrects": p.ref, "kind": p.kind, "sender": p.sender, "addressee": p.addressee,
        "reference": p.reference, "title": words, "title_language": tag,
        "occurred_on": p.occurred_on, "restricted": "yes" if p.restricted else "",
    }  # fmt: skip


def _paper(form: Form, code: str) -> Message:
    corrects = form.choice("corrects")
    others = _filed(corrects).paper.title if corrects else {}
    answer = act(
        form, "file_paper", engagement=code, kind=form.value("kind"), sender=form.text("sender"),
        addressee=form.text("addressee"), reference=form.text("reference"),
        title=_all_texts(form, "title", others), restricted=form.flag("restricted"),
        corrects=corrects, occurred_on=form.day("occurred_on", required=True),
    )  # fmt: skip
    return msg("records.paper_filed", paper=answer.values["paper"])


def _comment(form: Form, code: str) -> Message:
    answer = act(
        form, "record_comment", engagement=code, round=form.number("round", required=True),
        institution=form.value("institution"), answer=form.value("answer"), via=form.value("via"),
        provision=form.choice("provision"), text=form.text("text"),
        language=form.value("text_language") or context.language(),
        proposed=form.text("proposed"), kind=form.value("kind"), paper=form.choice("paper"),
        occurred_on=form.day("occurred_on", required=True),
    )  # fmt: skip
    return msg("records.comment_recorded", number=answer.values["comment"])


def _agreement(form: Form, code: str) -> Message:
    act(form, "record_agreement", engagement=code, move=form.value("move"),
        paper=form.choice("paper"), occurred_on=form.day("occurred_on"))  # fmt: skip
    return msg("records.agreement_recorded")


def _presentation(form: Form, code: str) -> Message:
    answer = act(
        form, "record_presentation", engagement=code, body=form.value("body"),
        chair=_texts(form, "chair"), place=form.text("place"), paper=form.choice("paper"),
        occurred_on=form.day("occurred_on", required=True),
    )  # fmt: skip
    return msg("records.presentation_recorded", number=answer.values["presentation"])


def _start_outcome() -> Start:
    return {"presentation": _presented(_asked("presentation")).presentation.number}


def _outcome(form: Form, code: str) -> Message:
    number = form.number("presentation", required=True)
    lines = [line.strip() for line in form.text("conditions").splitlines()]
    act(form, "record_outcome", engagement=code, presentation=number,
        outcome=form.value("outcome"), conditions=[line for line in lines if line],
        occurred_on=form.day("occurred_on"))  # fmt: skip
    return msg("records.outcome_recorded", number=number)


def _start_condition() -> Start:
    presentation = _presented(_asked("presentation"))
    wanted = _asked("condition")
    if wanted not in {c.number for c in presentation.conditions}:
        raise NotFound
    return {"presentation": presentation.presentation.number, "condition": wanted}


def _condition(form: Form, code: str) -> Message:
    number = form.number("condition", required=True)
    act(form, "meet_condition", engagement=code, condition=number,
        presentation=form.number("presentation", required=True), how_met=form.text("how_met"),
        occurred_on=form.day("occurred_on"))  # fmt: skip
    return msg("records.condition_met", number=number)


def _adoption(form: Form, code: str) -> Message:
    act(
        form, "record_adoption", engagement=code, authority=_texts(form, "authority"),
        decision=form.text("decision"), compared=form.value("compared"),
        revision=form.number("revision"), gazette=form.text("gazette"),
        gazetted_on=form.day("gazetted_on"), occurred_on=form.day("occurred_on", required=True),
    )  # fmt: skip
    return msg("records.adoption_recorded")


FORMS: dict[str, Recording] = {
    "record_meeting": Recording("record", "meetings", _start_meeting, _meeting),
    "record_minutes": Recording("record", "meetings", _start_minutes, _minutes),
    "approve_minutes": Recording("record", "meetings", _start_approval, _approval),
    "file_paper": Recording("record", "papers", _start_paper, _paper),
    "record_comment": Recording(
        "record",
        "record_comment",
        _blank("text", via="letter", kind="substantive"),
        _comment,
    ),
    "record_agreement": Recording("agree", "agreements", _blank(), _agreement),
    "record_presentation": Recording("record", "presentations", _blank("chair"), _presentation),
    "record_outcome": Recording("record", "presentations", _start_outcome, _outcome),
    "meet_condition": Recording("record", "presentations", _start_condition, _condition),
    "record_adoption": Recording("record", "adoption", _blank("authority"), _adoption),
}
"""By verb: `/e/<code>/records?do=<verb>` opens the form."""


def version(doing: str, form: Form) -> Any:
    """The version that the form carries, as it stands now; None for what is only added."""
    if doing in ("record_minutes", "approve_minutes"):
        return held(form.number("meeting") or 0).version
    if doing == "record_outcome":
        return _presented(form.number("presentation") or 0).presentation.version
    return None
