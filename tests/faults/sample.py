"""An adopted and sealed engagement with a stored file, its heads kept elsewhere, and its package."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from srf_policy.documents.package import Proof, package_file
from srf_policy.domain.heads import SignedHead
from srf_policy.operations.attaching import receive
from srf_policy.operations.awaited_days import awaited
from srf_policy.operations.people import SYSTEM
from srf_policy.operations.signing import ensure_registered
from srf_policy.settings import Settings
from srf_policy.store import heads, signing, verifying
from srf_policy.store.database import open_database
from srf_policy.store.signing import Signer
from srf_policy.store.verifying import Against
from tests import makers
from tests.conftest import checkpoint, settings_for, sqlite_url
from tests.makers import ADMINISTRATOR, EXPERT, IRAQ, Seeded
from tests.stories import test_iraq as story

PAPER = {
    "kind": "letter", "sender": "MoI", "addressee": "ICMPD", "title": {"en": "x"},
    "restricted": True,
}  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """What was kept outside the database: keys and heads; and where the untouched database lies."""

    folder: Path
    keys: dict[str, str]
    heads: tuple[SignedHead, ...]
    package: bytes

    @property
    def database(self) -> Path:
        return self.folder / "data" / "srf.db"

    @property
    def files(self) -> Path:
        return self.folder / "data" / "files"

    @property
    def signer(self) -> Signer:
        return signing.load(self.folder / "keys", "")


def make(folder: Path) -> Sample:
    """Seed Iraq's engagement, live its story to the sealed text, and keep what proves it."""
    settings = settings_for(sqlite_url(folder / "data" / "srf.db"), folder)
    makers.seed(settings)
    with makers.opened(settings) as seeded:
        file = receive(settings, io.BytesIO(b"a scan"), "scan.pdf", "application/pdf")
        seeded.act(EXPERT, "file_paper", **PAPER, file=file)
        listed = {"country": "IQ", "year": 2019, "days": "2019-07-14 Republic Day"}
        seeded.act(ADMINISTRATOR, "set_holidays", None, **listed)
        week = {"country": "PK", "rest": ["sunday"], "reason": "A circular."}
        seeded.act(ADMINISTRATOR, "set_weekend", None, **week)
        template = receive(settings, io.BytesIO(b"a template"), "ours.docx", "application/zip")
        put = {"kind": "draft", "language": "en", "file": template, "scope": "AF"}
        seeded.act(ADMINISTRATOR, "put_template", None, **put)
        story.test_from_open_comments_to_a_sealed_text(seeded)
        ensure_registered(seeded.store)
        sample = _proved(settings, seeded, folder)
    checkpoint(sample.database)
    return sample


def _proved(settings: Settings, seeded: Seeded, folder: Path) -> Sample:
    signer = seeded.store.keys.signer
    with seeded.reading() as session:
        keys = signing.trusted(session, signer)
        signed = heads.sign_all(signer, list(verifying.chains(session)))
        proof = Proof(signer, keys, seeded.store.keys.token)
        made = package_file(session, SYSTEM, IRAQ, proof)
    return Sample(folder, keys, tuple(signed), made.content)


def findings(sample: Sample, folder: Path, *, with_heads: bool) -> list[str]:
    """The code of the first thing that is wrong with each history of the copy in `folder`."""
    settings = settings_for(sqlite_url(folder / "data" / "srf.db"), folder)
    database = open_database(settings)
    found = []
    try:
        with database.reading() as session:
            for chain in verifying.chains(session):
                kept = tuple(h for h in sample.heads if h.said.chain == chain.name)
                against = Against(
                    folder / "data" / "files", sample.keys, kept * with_heads, awaited
                )
                wrong = verifying.first_wrong(session, chain, against)
                found += [wrong.code] if wrong else []
    finally:
        database.dispose()
    return found
