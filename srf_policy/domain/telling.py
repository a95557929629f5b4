"""What an event says to a reader: a message made from its verb and its plain payload."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from srf_policy.languages.messages import Message, Value, msg
from srf_policy.languages.weeks import day_name

from .deadlines import thing

# Payloads hold days as ISO text; a reader gets them in their own calendar.
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

WORDED = {
    "disposition": "disposition",
    "position": "position",
    "outcome": "outcome",
    "move": "move",
    "from": "stage",
    "to": "stage",
    "kind": "",
    "compared": "compared",
    "role": "role",
    "institution_role": "institution_role",
    "was_role": "institution_role",
    "guard": "guard",
    "job_kind": "job_kind",
    "scheme": "numbering",
    "document": "export.kind",
}
"""Payload keys whose values are words of the program: the prefix of their message codes."""

CORRECTABLE = frozenset(
    {"file_paper", "record_meeting", "record_agreement", "record_presentation", "record_adoption"}
)
"""Verbs of records that a later one of the same verb can correct."""


def tell(verb: str, payload: Mapping[str, Any]) -> Message:
    """`event.<verb>` with the payload's plain values; names of the program's words translated.

    A record that corrects another is told as `event.<verb>.correction`.
    """
    corrects = verb in CORRECTABLE and payload.get("corrects") is not None
    code = f"event.{verb}.correction" if corrects else f"event.{verb}"
    if verb == "extend_round" and payload.get("institution"):
        code = "event.extend_round.one"
    elif verb == "plan_presentation" and payload.get("planned_on") is None:
        code = "event.plan_presentation.none"
    elif verb in ("set_weekend", "take_back_weekend") and payload.get("since") is None:
        code = f"{code}.always"
    elif verb == "request_export" and "document" in payload:
        code = "event.request_export.kind"
    told = {_name(k): _value(k, v) for k, v in payload.items()}
    if "deadline" in payload:
        told["deadline"] = thing(payload["deadline"], payload["about"])
    return msg(code, **told)


def acted(role: str, payload: Mapping[str, Any]) -> Message:
    """Who did it, as readers are told: the role; of a delegate the own role, and for which one."""
    if payload.get("for") is None:
        return msg(f"role.{role}")
    return msg("acts.for", own=msg(f"role.{payload['own_role']}"), role=msg(f"role.{role}"))


def _name(key: str) -> str:
    return "from_stage" if key == "from" else "to_stage" if key == "to" else key


def _value(key: str, value: Any) -> Value:
    prefix = WORDED.get(key)
    if key == "rest":
        return [day_name(day) for day in value]
    if prefix and isinstance(value, str):
        return msg(f"{prefix}.{value}")
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    if isinstance(value, (str, int, dict, list)) or value is None:
        return value
    return str(value)
