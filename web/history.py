"""The history: everything that happened, newest first, and the check that nothing was altered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from srf_policy.domain import HistoryEvent
from srf_policy.domain.telling import tell
from srf_policy.languages import digits
from srf_policy.languages.messages import LocalText, Message
from srf_policy.store.queries import history as queries
from srf_policy.store.queries import moving, records

from . import context
from .rendering import page
from .routing import Route
from .say import path

GROUPS: dict[str, tuple[str, ...]] = {
    "moves": (
        "open_engagement", "make_move", "propose_move", "confirm_move", "take_back_move",
        "propose_exception", "confirm_exception", "suspend", "resume", "seal",
    ),
    "text": ("change_text", "translate", "publish_revision"),
    "consultation": (
        "open_round", "close_round", "record_no_reply", "save_comment", "take_up_comment",
        "send_submission", "name_reply_letter", "record_comment", "answer_comment",
    ),
    "validation": (
        "open_ballot", "void_ballot", "take_position", "record_position", "lift_reservation",
    ),
    "records": (
        "file_paper", "record_meeting", "record_minutes", "approve_minutes", "correct_minutes",
        "record_agreement", "record_presentation", "record_outcome", "meet_condition",
        "record_adoption", "note_contact", "answer_contact",
    ),
    "people": (
        "add_institution", "rename_institution", "set_institution_role", "end_institution",
        "add_member", "end_member", "succeed_member", "delegate_role", "end_delegation",
    ),
}  # fmt: skip
"""The filter's choices, and the verbs that each shows."""

_INSTITUTIONS = ("institution", "sender", "addressee")
"""Payload keys that hold the code of an institution."""


def history(code: str) -> Response:
    """One page of the events that the viewer may see; the first page also checks the chain."""
    session, engagement = context.reader(), context.engagement()
    group = request.args.get("show", "")
    group = group if group in GROUPS else ""
    wanted = queries.Filter(
        verbs=GROUPS.get(group, ()),
        institution=request.args.get("institution", "")[:80],
        before=_before(),
    )
    found = queries.page(session, context.viewer(), engagement, wanted)
    institutions = records.institutions(session, engagement)
    names = records.names(institutions)
    viewer = context.viewer()
    of_all = viewer.sees_all_comments(engagement.id)
    return page(
        "history.html",
        engagement=engagement,
        events=[(event, _told(event, names), queries.gap(event)) for event in found.events],
        following=_older(code, found.following),
        wanted=wanted,
        group=group,
        groups=list(GROUPS),
        institutions=institutions,
        names=names,
        check=queries.last_check(session, engagement) if wanted.before is None else None,
        seal=queries.seal(session, engagement),
        here=path("history", code=code),
        whole=of_all or "auditor" in viewer.roles_in(engagement.id),
        reasons=moving.reasons(session, engagement, found.events) if of_all else {},
        illustrative=engagement.illustrative,
    )


def _before() -> int | None:
    typed = digits.to_ascii(request.args.get("before", ""))
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


def _older(code: str, following: int | None) -> str | None:
    if following is None:
        return None
    asked = {k: v for k in ("show", "institution") if (v := request.args.get(k))}
    return f"{path('history', code=code)}?{urlencode({**asked, 'before': following})}"


def _told(event: HistoryEvent, names: Mapping[str, LocalText]) -> Message:
    """What happened, with institutions by name and days as days."""
    told = tell(event.verb, event.payload)
    return Message(told.code, {k: _spoken(k, v, names) for k, v in told.params.items()})


def _spoken(key: str, value: Any, names: Mapping[str, LocalText]) -> Any:
    if key in _INSTITUTIONS and isinstance(value, str):
        return names.get(value, value)
    if key.endswith("_on") and isinstance(value, str):
        return date.fromisoformat(value)
    return value


routes = [Route("/e/<code>/history", history, "engagement")]
