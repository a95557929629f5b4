"""The jobs that tell people.

`mail`           {notice, person, params}: one message; the Message-ID comes from the job's key.
                 `left`: it goes to who has no seat any more.
`password_link`  {lookup}: somebody asked for a link by this address. Known or not is found out
                 here, so that asking takes the same time and says the same for every address.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.languages.tags import INTERFACE
from srf_policy.mail import sending
from srf_policy.mail.messages import Notice, message_id
from srf_policy.operations import Store, passwords, perform
from srf_policy.operations.people import SYSTEM
from srf_policy.settings import Settings
from srf_policy.store.queries import mailing
from srf_policy.store.queries.mailing import Recipient

from .leased import Leased, begin

WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 360))
"""Between the attempts to send a message: many servers let a stranger wait on purpose."""


def send(store: Store, settings: Settings, job: Leased) -> dict[str, Any]:
    """Who has left the engagement is told of that alone, and who was erased nothing; nor is a dead
    link sent."""
    with store.database.reading() as session:
        found = _recipient(session, store, job)
        if found is None or not found.address:
            return {"sent": False}
        params = dict(job.arguments.get("params") or {})
        valid = passwords.VALID.get(job.arguments["notice"])
        if valid is not None:
            if job.created_at + valid < clock.real_now():
                return {"sent": False, "late": True}
            params["link"] = _link(session, store, settings, found, job, valid)
    notice = Notice(
        job.arguments["notice"], job.key, found.code, found.title, found.language, found.number,
        found.role, found.institution, job.created_at, params,
    )  # fmt: skip
    job.known.update(
        role=found.role, institution=found.institution,
        message_id=message_id(job.key, settings.base_url),
    )  # fmt: skip
    begin(store, job)
    return {"sent": True, **job.known, **sending.send(notice, found.address, settings)}


def _recipient(session: Session, store: Store, job: Leased) -> Recipient | None:
    if job.engagement_id is None:
        return mailing.person(session, store.keys, job.arguments["person"])
    return mailing.recipient(
        session, store.keys, job.engagement_id, job.arguments["person"],
        left=bool(job.arguments.get("left")),
    )  # fmt: skip


def _link(
    session: Session, store: Store, settings: Settings, found: Recipient, job: Leased,
    valid: timedelta,
) -> str:  # fmt: skip
    """Never in the database: made anew at each attempt, the same each time."""
    until = job.created_at + valid
    token = passwords.token(session, store.keys, found.number, until)
    language = found.language if found.language in INTERFACE else "en"
    return f"{settings.base_url.rstrip('/')}/{language}/password/{token}"


def password_link(store: Store, settings: Settings, job: Leased) -> dict[str, Any]:
    """Let the link be sent where the address is somebody's."""
    begin(store, job)
    lookup = str(job.arguments["lookup"])
    with store.database.reading() as session:
        if passwords.person_by_lookup(session, lookup) is None:
            return {}
    perform(store, "send_password_link", actor=SYSTEM, key=job.key, origin="system", lookup=lookup)
    return {}
