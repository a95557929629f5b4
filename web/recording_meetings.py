"""Forms about meetings: who came, the signed list, the minutes and their approval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from srf_policy.domain.errors import Refused
from srf_policy.languages import digits
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.tags import choose
from srf_policy.store.queries import records

from . import context, recorded
from .forms import Form, act
from .recorded import Start
from .uploads import attachment

COUNTS = ("row_women", "row_men", "row_not_stated")
_COLUMNS = ("row_institution", "row_kind", *COUNTS)
_EMPTY = 6
"""Rows of the table of attendance that stay empty below those that are filled."""


def start_meeting() -> Start:
    if not recorded.correcting():
        return {"title_language": context.language()}
    found = recorded.held(recorded.asked("corrects"))
    m = found.meeting
    words, tag = choose(m.title, context.language())
    return {
        "corrects": m.number, "kind": m.kind, "place": m.place, "title": words,
        "title_language": tag, "occurred_on": m.occurred_on, "until": m.until,
        "institutions": m.institutions, "attendance": m.attendance, "women": m.women,
        **_columns(found), **recorded.old_file(found.list_file),
    }  # fmt: skip


def _columns(found: records.Held) -> dict[str, object]:
    rows = [
        (came.institution.code if came.institution else "", came.row.kind, str(came.row.women),
         str(came.row.men), str(came.row.not_stated))
        for came in found.attending
    ]  # fmt: skip
    return {name: [row[n] for row in rows] for n, name in enumerate(_COLUMNS)}


def meeting(form: Form, code: str) -> Message:
    if form.value("more"):
        # Nothing is wrong: the form is shown again with more empty rows.
        raise Refused(())
    corrects = form.number("corrects")
    answer = act(
        form, "record_meeting", engagement=code, kind=form.value("kind"), place=form.text("place"),
        title=recorded.all_texts(form, "title", _old_title(corrects)),
        institutions=form.many("institutions"), until=form.day("until"),
        attendance=form.number("attendance"), women=form.number("women"),
        attending=_attending(form), **recorded.correction(form, corrects),
        **recorded.keeps_file(form), occurred_on=form.day("occurred_on", required=True),
        list_file=attachment(form, "list_file"),
    )  # fmt: skip
    return msg("records.meeting_recorded", number=answer.values["meeting"])


def _old_title(corrects: int | None) -> Mapping[str, str]:
    return recorded.held(corrects).meeting.title if corrects is not None else {}


def rows(form: Form) -> list[dict[str, str]]:
    """The table of attendance as typed: filled rows, then empty ones."""
    filled = [row for row in _typed(form) if any(row.values())]
    empty = dict.fromkeys(_COLUMNS, "")
    return filled + [dict(empty) for _ in range(_EMPTY)]


def _typed(form: Form) -> list[dict[str, str]]:
    columns = [form.typed.getlist(name) for name in _COLUMNS]
    return [
        dict(zip(_COLUMNS, (value.strip() for value in row), strict=True))
        for row in zip(*columns, strict=False)
    ]


def _attending(form: Form) -> list[dict[str, Any]]:
    return [
        {
            "institution": row["row_institution"] or None, "kind": row["row_kind"] or None,
            **{name.removeprefix("row_"): _count(form, row[name]) for name in COUNTS},
        }
        for row in _typed(form)
        if any(row.values())
    ]  # fmt: skip


def _count(form: Form, typed: str) -> int:
    value = digits.to_ascii(typed)
    if not value:
        return 0
    if value.isdecimal() and len(value) <= 9:
        return int(value)
    form.wrong_if(True, "attending", msg("form.bad_number", typed=typed[:40]))
    return 0


def start_minutes() -> Start:
    found = recorded.held(recorded.asked("meeting"))
    words, tag = choose(found.minutes.words if found.minutes else {}, context.language())
    return {"meeting": found.meeting.number, "minutes": words, "minutes_language": tag,
            "paper": found.paper}  # fmt: skip


def minutes(form: Form, code: str) -> Message:
    number = form.number("meeting", required=True)
    act(form, "record_minutes", engagement=code, meeting=number,
        minutes=_minutes(form, number), paper=form.choice("paper"),
        occurred_on=form.day("occurred_on"))  # fmt: skip
    return msg("records.minutes_recorded", number=number)


def _minutes(form: Form, number: int | None) -> dict[str, str]:
    form.check()
    found = recorded.held(number or 0)
    return recorded.all_texts(form, "minutes", found.minutes.words if found.minutes else {})


def start_approval() -> Start:
    return {"meeting": recorded.held(recorded.asked("meeting")).meeting.number}


def approval(form: Form, code: str) -> Message:
    number = form.number("meeting", required=True)
    act(form, "approve_minutes", engagement=code, meeting=number,
        occurred_on=form.day("occurred_on"))  # fmt: skip
    return msg("records.minutes_approved", number=number)


def correct_minutes(form: Form, code: str) -> Message:
    number = form.number("meeting", required=True)
    answer = act(
        form, "correct_minutes", engagement=code, meeting=number, minutes=_minutes(form, number),
        paper=form.choice("paper"), correction_reason=form.text("correction_reason"),
        occurred_on=form.day("occurred_on"),
    )  # fmt: skip
    return msg("records.minutes_corrected", number=answer.values["meeting"])
