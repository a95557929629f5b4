"""The jobs that keep a record outside the database.

`package`  {}: a sealed package with what its person may see; {final: true}: the one that is made
           at an end, whole, and kept in the folder of packages for good.
`heads`    {}: the signed heads of all histories, mailed to `SRF_HEADS_TO`; asked for once a day.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.documents.package import Proof, package_file
from srf_policy.domain import Engagement, Job, Person
from srf_policy.domain.errors import NotFound
from srf_policy.domain.exports import eyes
from srf_policy.domain.heads import file_of
from srf_policy.domain.viewer import Viewer
from srf_policy.jobs import queue
from srf_policy.languages.messages import msg
from srf_policy.languages.rendering import say
from srf_policy.mail import heads as mail
from srf_policy.operations import Store, packaging, pictures
from srf_policy.operations.people import SYSTEM
from srf_policy.settings import Settings
from srf_policy.store import heads, people, signing, verifying

from .keeping import kept
from .leased import Leased, begin

HEADS = "heads"


def package(store: Store, settings: Settings, job: Leased) -> dict[str, Any]:
    """Made with the eyes of who asked for it, as they stand now; at an end with the Facility's."""
    final = bool(job.arguments.get("final"))
    with store.database.reading() as session:
        engagement = session.get(Engagement, job.engagement_id)
        if engagement is None:
            raise NotFound
        viewer = SYSTEM if final else _asking(session, job)
        proof = Proof(
            store.keys.signer, signing.trusted(session, store.keys.signer), store.keys.token,
            pictures.kept(settings),
        )  # fmt: skip
        made = package_file(session, viewer, engagement.code, proof)
    begin(store, job)
    if final:
        return kept(made, packaging.folder(settings), made.name)
    seen = {"eyes": eyes(viewer, job.engagement_id)}
    return {**kept(made, settings.exports), **seen}


def _asking(session: Session, job: Leased) -> Viewer:
    person = session.scalar(select(Person).where(Person.number == job.requested_by))
    if person is None:
        raise NotFound
    return people.viewer(session, person, clock.today())


def mail_heads(store: Store, settings: Settings, job: Leased) -> dict[str, Any]:
    """Nothing is sent where the setting was taken away meanwhile."""
    if not settings.heads_to:
        return {"sent": False}
    with store.database.reading() as session:
        chains = list(verifying.chains(session))
    signed = heads.sign_all(store.keys.signer, chains)
    content = file_of(signed, say(msg("head.explanation"), "en"))
    begin(store, job)
    return {"sent": True, **mail.send(content, len(signed), job.key, job.created_at, settings)}


def ask_for_heads(store: Store, settings: Settings) -> bool:
    """Ask for today's mail of heads where it has not been asked for; whether this asked.

    The key is the day, so that restarts and further workers ask for nothing more.
    """
    if not settings.heads_to:
        return False
    key = f"{HEADS}:{clock.real_now().date().isoformat()}"
    with store.database.reading() as session:
        if session.scalar(select(Job.id).where(Job.key == key)) is not None:
            return False
    with store.database.writing() as session:
        queue.put(session, HEADS, key, None, "", {})
    return True
