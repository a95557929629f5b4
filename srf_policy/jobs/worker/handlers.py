"""What is done for each kind of job. Handlers may run twice for one job.

`export`  {document: "draft", revision, language}: make a Word file, kept under its own hash.
`deadlines`: do what is due by now; see `periodic`.
`mail`, `password_link`  see `mailing`; `package`, `heads` see `packing`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from srf_policy import clock
from srf_policy.documents import kinds
from srf_policy.documents.files import Tools, Wanted
from srf_policy.domain import Engagement, Person
from srf_policy.domain.errors import NotFound, refused
from srf_policy.operations import Store, pictures, scanning
from srf_policy.settings import Settings
from srf_policy.store import people

from . import mailing, packing, periodic
from .keeping import kept
from .leased import Leased, begin


def export(store: Store, settings: Settings, job: Leased) -> dict[str, Any]:
    """Made with the eyes of who asked for it, as they stand now."""
    arguments = job.arguments
    kind = arguments.get("document", "draft")
    if kind not in kinds.KINDS:
        raise refused("job.unknown_document", document=kind)
    with store.database.reading() as session:
        person = session.scalar(select(Person).where(Person.number == job.requested_by))
        engagement = session.get(Engagement, job.engagement_id)
        if person is None or engagement is None:
            raise NotFound
        viewer = people.viewer(session, person, clock.today())
        tools = Tools(store.keys.token, pictures.kept(settings))
        wanted = Wanted(
            kind=kind, revision=arguments.get("revision"), language=arguments.get("language")
        )
        made = kinds.make(session, viewer, engagement.code, wanted, tools)
    begin(store, job)
    return kept(made, settings.data_dir / "exports")


def deadlines(store: Store, settings: Settings, _job: Leased) -> dict[str, Any]:
    """Do what is due by now; each act is a verb of its own. Also asks for the day's mail of heads."""
    packing.ask_for_heads(store, settings)
    return {"acts": len(scanning.scan(store))}


Handler = Callable[[Store, Settings, Leased], dict[str, Any]]

HANDLERS: dict[str, Handler] = {
    "mail": mailing.send,
    "password_link": mailing.password_link,
    "export": export,
    periodic.DEADLINES: deadlines,
    packing.HEADS: packing.mail_heads,
    "package": packing.package,
}
