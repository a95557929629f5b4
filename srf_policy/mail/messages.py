"""A message to one person: the sentences of a notice as an e-mail.

Nothing here knows a name: the text speaks to a role, and `To` is set by whoever sends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from srf_policy.domain import screens
from srf_policy.domain.deadlines import thing
from srf_policy.languages.catalogues import reviewed
from srf_policy.languages.messages import Message, Value, msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import INTERFACE, direction

SCREENS = {
    "please_take_position": "validation",
    "please_confirm_move": "move",
    "please_confirm_exception": "move",
    "round_opened": "round",
    "round_extended": "round",
    "remind_round": "round",
    "remind_ballot": "validation",
    "takes_over": "handover",
}
"""The screen that a notice leads to; the engagement's own where none is named."""

WORDED = ("move", "role")
"""Params that are words of the program, by the prefix of their codes."""

_RIGHT_TO_LEFT_MARK = "\u200f"
_ISOLATE, _END = "\u2068", "\u2069"


@dataclass(frozen=True)
class Notice:
    """What is said to one person, by opaque number, role and institution.

    `code`, `role` and `institution` are empty where it is about no engagement (a password).
    `key` names the message for ever: the same key gives the same Message-ID. `params` are those
    of the verb that asked for it; `asked_at` is real time.
    """

    name: str
    key: str
    code: str
    title: Mapping[str, str]
    language: str
    number: str
    role: str
    institution: str
    asked_at: datetime
    params: Mapping[str, Value] = field(default_factory=dict)


def link(notice: Notice, base_url: str) -> str:
    """The address of the screen where the reader can act, in the reader's language.

    A link that the worker made (to set a password) stands among the params already.
    """
    if "link" in notice.params:
        return str(notice.params["link"])
    return address(notice.name, notice.code, notice.params, notice.language, base_url)


def address(
    name: str, code: str, params: Mapping[str, Value], language: str, base_url: str
) -> str:  # fmt: skip
    """The address of the screen that a notice leads to."""
    screen = SCREENS.get(name, "engagement" if code else "me")
    if screen == "handover" and "note" not in params:
        # Before anybody has left there is no note yet; the people are those of this page.
        screen = "people"
    parts: dict[str, object] = {"code": code}
    if screen == "round":
        parts["round"] = f"{code}-{params['round']}"
    if screen == "handover":
        parts["number"] = params["note"]
    spoken = language if language in INTERFACE else "en"
    return f"{base_url.rstrip('/')}/{spoken}{screens.path(screen, **parts)}"


def words(
    name: str, code: str, title: Mapping[str, str], params: Mapping[str, Value]
) -> tuple[Message, Message]:
    """Subject and body of a notice; also what pages show before the step that sends it."""
    said: dict[str, Value] = {**params, "code": code, "title": title}
    said.update({key: msg(f"{key}.{said[key]}") for key in WORDED if key in said})
    if "waits" in said:
        said["waits"] = _waits(said["waits"])
    if "about" in said:
        said["deadline"] = thing(str(said["deadline"]), str(said["about"]))
    for key in ("day", "until"):
        if isinstance(said.get(key), str):
            # Jobs hold days as plain text.
            said[key] = date.fromisoformat(str(said[key]))
    return msg(f"notify.{name}.subject", **said), msg(f"notify.{name}.body", **said)


def _waits(pairs: Any) -> list[Value]:
    """What is open, as pairs of its kind and how many."""
    waiting = [msg(f"waits.{kind}", count=count) for kind, count in pairs]
    return list(waiting) if waiting else [msg("waits.nothing")]


def text_of(notice: Notice, base_url: str) -> tuple[str, str]:
    """Subject and body in the reader's language."""
    params = {**notice.params, "link": link(notice, base_url)}
    title, body = words(notice.name, notice.code, notice.title, params)
    parts = [body, _why(notice)]
    if not reviewed(notice.language):
        parts.append(msg("mail.not_reviewed"))
    said = [_say(part, notice.language, base_url) for part in parts]
    subject = _say(title, notice.language, base_url)
    # A header is one line, whatever stands in a title.
    return " ".join(subject.split()), "\n\n".join(said) + "\n"


def _why(notice: Notice) -> Message:
    if not notice.code:
        return msg("mail.why_account")
    role = msg(f"role.{notice.role}")
    return msg("mail.why", role=role, institution=notice.institution, code=notice.code)


def _say(message: Message, language: str, base_url: str) -> str:
    """One paragraph. Right to left it begins with a mark, and names of the other direction are kept
    together; an address is not, because readers' programs would take the signs as part of it."""
    if direction(language) == "ltr":
        return say(message, language)
    return _RIGHT_TO_LEFT_MARK + say(message, language, wrap=lambda text: _kept(text, base_url))


def _kept(text: str, base_url: str) -> str:
    return text if text.startswith(base_url) else f"{_ISOLATE}{text}{_END}"


def compose(notice: Notice, to: str, base_url: str, sender: str = "") -> EmailMessage:
    """The whole message. `to` is an address, `sender` one too: no-reply at our own host if empty."""
    subject, body = text_of(notice, base_url)
    message = EmailMessage()
    message["From"] = Address(
        display_name="Silk Routes Facility", addr_spec=sender or own_address(base_url)
    )
    message["To"] = Address(addr_spec=to)
    message["Subject"] = subject
    message["Date"] = format_datetime(notice.asked_at)
    message["Message-ID"] = message_id(notice.key, base_url)
    message["List-Id"] = f"<{notice.code.lower() or 'accounts'}.{_host(base_url)}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(body, charset="utf-8", cte="quoted-printable")
    # Last, because setting the content takes away what was said about it.
    message["Content-Language"] = notice.language
    return message


def message_id(key: str, base_url: str) -> str:
    """Always the same for the same key, so that a message sent twice is recognised as one."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{_host(base_url)}>"


def own_address(base_url: str) -> str:
    """The sender where none is set: no-reply at our own host."""
    return f"no-reply@{_host(base_url)}"


def _host(base_url: str) -> str:
    """A name that may stand in an address; one that is never delivered for a bare number."""
    host = urlsplit(base_url).hostname or ""
    return host if host.rpartition(".")[2].isalpha() and "." in host else "srf-policy.invalid"
