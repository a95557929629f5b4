"""Every kind of file, of every seeded engagement, in every language: what can be made of the seeds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from bench.scene import fresh_store, seed_bytes
from srf_policy.documents.files import NamedFile, Tools, Wanted
from srf_policy.documents.kinds import KINDS, Kind, make
from srf_policy.domain.errors import Refused
from srf_policy.languages.rendering import say
from srf_policy.operations import Store
from srf_policy.operations.people import SYSTEM
from srf_policy.operations.replay import replay_engagement
from srf_policy.settings import Settings
from srf_policy.store.queries.exporting import revision_to_export
from tests.makers import IRAQ, Seeded, opened, seed
from tests.stories import test_iraq as story

SEEDS = ("afg-cmp", "pak-newp", "pak-fia", "irq-pei")


@dataclass(frozen=True)
class Made:
    """One file, or why there is none."""

    kind: str
    code: str
    language: str
    file: NamedFile | None
    why: str = ""


def seeded_store(folder: Path, *names: str) -> Store:
    """All four engagements, replayed."""
    _, store = fresh_store(folder)
    for name in names or SEEDS:
        replay_engagement(store, seed_bytes(name), f"{name}.yaml")
    return store


def everything(store: Store, kinds: list[str] | None = None) -> Iterator[Made]:
    """With the eyes of the Facility; a refusal is told, never passed over."""
    for name in kinds or list(KINDS):
        kind = KINDS[name]
        for ending in kind.endings:
            if kind.whole:
                for language in ("en", "ar", "fa-AF", "ur"):
                    yield _made(store, "", Wanted(kind=name, language=language, ending=ending))
                continue
            for code in map(str.upper, SEEDS):
                with store.database.reading() as session:
                    wanted = list(_wanted(session, code, name, kind, ending))
                yield from (_made(store, code, one) for one in wanted)


def records(folder: Path) -> Iterator[Made]:
    """Records of adoption, of Iraq's engagement once it is adopted: no seed goes so far."""
    settings = Settings(data_dir=folder, secret_key="a secret for Word files only, long enough")
    seed(settings)
    with opened(settings) as world:
        adopt(world)
        for language in world.engagement().languages:
            yield _made(world.store, IRAQ, Wanted(kind="record", language=language))


def adopt(world: Seeded) -> None:
    for step in (story.answer_all_comments, story.validate, story.present, story.adopt):
        step(world)


def _wanted(session: Session, code: str, name: str, kind: Kind, ending: str) -> Iterator[Wanted]:
    found = revision_to_export(session, SYSTEM, code, None)
    source, newest = found.engagement.source_language, found.revision.number
    for language in found.engagement.languages:
        if "base" in kind.needs:
            for base in range(1, newest):
                yield Wanted(
                    kind=name, language=language, base=base, revision=newest, ending=ending
                )
        elif "beside" in kind.needs:
            if language != source:
                yield Wanted(kind=name, language=source, beside=language, ending=ending)
        elif not (kind.into and language == source):
            yield Wanted(kind=name, language=language, ending=ending)


def _made(store: Store, code: str, wanted: Wanted) -> Made:
    language = "+".join(filter(None, (wanted.language, wanted.beside)))
    with store.database.reading() as session:
        try:
            file = make(session, SYSTEM, code, wanted, Tools(store.keys.token))
        except Refused as error:
            why = " ".join(say(problem.message, "en") for problem in error.problems)
            return Made(wanted.kind, code, language, None, why)
    return Made(wanted.kind, code, language, file)
