"""The forms of the records screen: what each shows at first, and what it puts on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from srf_policy.languages.messages import Message

from . import recorded
from . import recording_bodies as bodies
from . import recording_meetings as meetings
from . import recording_papers as papers
from .forms import Form
from .recorded import Start, blank


@dataclass(frozen=True)
class Recording:
    """`anchor`: the list where the result is seen. `start` may raise NotFound."""

    permission: str
    anchor: str
    start: Callable[[], Start]
    act: Callable[[Form, str], Message]


_COMMENT = blank("text", via="letter", kind="substantive")

FORMS: dict[str, Recording] = {
    "record_meeting": Recording("record", "meetings", meetings.start_meeting, meetings.meeting),
    "record_minutes": Recording("record", "meetings", meetings.start_minutes, meetings.minutes),
    "approve_minutes": Recording("record", "meetings", meetings.start_approval, meetings.approval),
    "correct_minutes": Recording(
        "record", "meetings", meetings.start_minutes, meetings.correct_minutes
    ),
    "file_paper": Recording("record", "papers", papers.start_paper, papers.paper),
    "record_comment": Recording("record", "record_comment", _COMMENT, papers.comment),
    "record_agreement": Recording("agree", "agreements", papers.start_agreement, papers.agreement),
    "record_presentation": Recording(
        "record", "presentations", bodies.start_presentation, bodies.presentation
    ),
    "record_outcome": Recording("record", "presentations", bodies.start_outcome, bodies.outcome),
    "meet_condition": Recording(
        "record", "presentations", bodies.start_condition, bodies.condition
    ),
    "record_adoption": Recording("record", "adoption", bodies.start_adoption, bodies.adoption),
    "note_contact": Recording("record", "contacts", bodies.start_contact, bodies.contact),
    "answer_contact": Recording("record", "contacts", bodies.start_answer, bodies.answer),
}
"""By verb: `/e/<code>/records?do=<verb>` opens the form."""

UPLOADS = frozenset({"record_meeting", "file_paper", "record_adoption"})
"""Forms that take a file."""


def version(doing: str, form: Form) -> int | None:
    """The version that the form carries, as it stands now; None for what is only added."""
    if doing in ("record_minutes", "approve_minutes", "correct_minutes"):
        return recorded.held(form.number("meeting") or 0).version
    if doing == "record_outcome":
        return recorded.presented(form.number("presentation") or 0).presentation.version
    return None
