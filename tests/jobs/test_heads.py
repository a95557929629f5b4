"""The daily mail of signed heads, and the packages that jobs make."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import select

from srf_policy.documents import verifier
from srf_policy.domain import Job, heads
from srf_policy.jobs import queue
from srf_policy.jobs.worker import packing, run_once
from srf_policy.operations import packaging
from srf_policy.settings import Settings
from srf_policy.store import signing, verifying
from tests.makers import IRAQ, LEAD, Seeded

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def settings_of(seeded: Seeded) -> Settings:
    return seeded.settings.model_copy(update={"heads_to": "archive@example.org"})


def work(seeded: Seeded, settings: Settings, kind: str) -> Job:
    """Do everything that waits; the newest job of this kind."""
    while run_once(seeded.store, settings):
        pass
    with seeded.reading() as session:
        found = session.scalars(select(Job).where(Job.kind == kind).order_by(Job.id)).all()
    assert found[-1].state == "done", found[-1].error
    return found[-1]


def test_heads_are_mailed_once_a_day(seeded: Seeded, settings_of: Settings) -> None:
    assert not packing.ask_for_heads(seeded.store, seeded.settings), "to nobody"
    assert packing.ask_for_heads(seeded.store, settings_of)
    assert not packing.ask_for_heads(seeded.store, settings_of), "a restart asks for nothing more"
    job = work(seeded, settings_of, packing.HEADS)
    assert job.result is not None
    content = Path(job.result["path"]).read_bytes()
    assert b"archive@example.org" not in content
    mail = message_from_bytes(content, policy=policy.default)
    [attached] = mail.iter_attachments()
    found = heads.read(attached.get_content().encode())
    assert {head.said.chain for head in found} == {"FACILITY", IRAQ}
    with seeded.reading() as session:
        keys = signing.trusted(session, seeded.store.keys.signer)
        assert [verifying.against_head(session, head, keys) for head in found] == [None, None]


def test_the_look_for_deadlines_asks_for_the_mail(seeded: Seeded, settings_of: Settings) -> None:
    with seeded.store.database.writing() as session:
        queue.put(session, "deadlines", "deadlines", None, "", {})
    assert work(seeded, settings_of, packing.HEADS).key.startswith("heads:20")


def test_a_package_is_made_on_demand(seeded: Seeded) -> None:
    job = seeded.act(LEAD, "request_package").values["job"]
    done = work(seeded, seeded.settings, "package")
    assert done.id == job
    assert done.result is not None
    content = Path(done.result["path"]).read_bytes()
    assert verifier.check(verifier.unpacked(content), seeded.store.keys.signer.id)
    assert list(packages(seeded)) == []


def test_a_package_is_kept_at_every_end(seeded: Seeded) -> None:
    seeded.act(LEAD, "make_move", move="close", choice="other", reason="The mandate ended.")
    work(seeded, seeded.settings, "package")
    [kept] = packages(seeded)
    assert packaging.last_event(kept) == seeded.engagement().event_count
    assert verifier.check(verifier.unpacked(kept.read_bytes()))


def packages(seeded: Seeded) -> Iterator[Path]:
    yield from packaging.kept(seeded.settings, seeded.engagement())
