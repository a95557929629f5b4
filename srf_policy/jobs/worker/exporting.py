"""The files that people ask for: one, or many in a .zip, with their progress.

`export`  {document: "draft", revision, language, …}: one file; {document: "zip", files: […]}: each
          of them as for one. Kept under its own hash; made again, it is the same file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from srf_policy import clock
from srf_policy.documents import kinds, making
from srf_policy.documents.files import NamedFile, Tools, Wanted
from srf_policy.documents.making import Made
from srf_policy.domain import Engagement, Person
from srf_policy.domain.errors import NotAllowed, NotFound, Problem
from srf_policy.domain.exports import eyes, files_of, may_have, move_of
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import msg
from srf_policy.languages.stored import stored
from srf_policy.operations import Store, pictures
from srf_policy.operations.people import SYSTEM
from srf_policy.settings import Settings
from srf_policy.store import people

from .keeping import kept
from .leased import Leased, begin, tell_progress

TOLD_EVERY = timedelta(seconds=0.5)
"""Between two notes of progress, at least."""


def export(store: Store, settings: Settings, job: Leased) -> dict[str, Any]:
    """Made with the eyes of who asked for it, as they stand now; of a move with the Facility's."""
    code, viewer = _asking(store, job)
    tools = Tools(store.keys.token, pictures.kept(settings))

    def make(wanted: Wanted) -> NamedFile:
        with store.database.reading() as session:
            return kinds.make(session, viewer, code, wanted, tools)

    wanted = [making.wanted_of(one) for one in files_of(dict(job.arguments))]
    many = job.arguments.get("document") == "zip"
    result = _bundle(store, job, code, wanted, make) if many else _one(making.one(wanted[0], make))
    begin(store, job)
    file = result.pop("file")
    if not move_of(dict(job.arguments)):
        result["eyes"] = eyes(viewer, job.engagement_id)
    return {**kept(file, settings.exports), **result}


def _asking(store: Store, job: Leased) -> tuple[str, Viewer]:
    """The engagement's code ("" for none) and who asked. Raises NotFound, NotAllowed."""
    by_move = bool(move_of(dict(job.arguments)))
    with store.database.reading() as session:
        engagement = session.get(Engagement, job.engagement_id) if job.engagement_id else None
        if by_move and engagement is not None:
            return engagement.code, SYSTEM
        person = session.scalar(select(Person).where(Person.number == job.requested_by))
        if person is None or (engagement is None and job.engagement_id):
            raise NotFound
        viewer = people.viewer(session, person, clock.today())
    for one in files_of(dict(job.arguments)):
        kind = one.get("document", "draft")
        if kind in kinds.KINDS and not may_have(viewer, kind, job.engagement_id):
            named = msg(f"export.kind.{kind}")
            raise NotAllowed([Problem(msg("export.not_yours", kind=named))])
    return (engagement.code if engagement else "", viewer)


def _one(made: Made) -> dict[str, Any]:
    return {"file": made.file, "template": made.template}


def _bundle(
    store: Store, job: Leased, code: str, wanted: list[Wanted], make: making.Make
) -> dict[str, Any]:
    bundle = making.many(f"{code}-files.zip", wanted, make, _teller(store, job, len(wanted)))
    return {
        "file": bundle.file,
        "files": [
            {"name": name, "size": len(one.file.content), "template": one.template,
             "sha256": hashlib.sha256(one.file.content).hexdigest()}
            for name, one in bundle.made.items()
        ],
        "left_out": [stored(line) for line in making.sentences(bundle.left_out)],
    }  # fmt: skip


def _teller(store: Store, job: Leased, of: int) -> Callable[[int], None]:
    """Tells of progress now and then; the first note says how many there are."""
    tell_progress(store, job, 0, of)
    last = clock.real_now()

    def told(done: int) -> None:
        nonlocal last
        if clock.real_now() - last >= TOLD_EVERY or done == of:
            tell_progress(store, job, done, of)
            last = clock.real_now()

    return told
