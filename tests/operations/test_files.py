"""Files as they came: on the disk under their hash before the verb, seen by whom they concern."""

from __future__ import annotations

import hashlib
import io

import pytest
from sqlalchemy import select

from srf_policy.domain import StoredFile
from srf_policy.domain.errors import NotFound, Refused
from srf_policy.operations.attaching import Attachment, location, receive
from srf_policy.store import files
from srf_policy.store.queries import records
from tests.makers import EXPERT, LEAD, LEAD_FOCAL, MOFA_FOCAL, OBSERVER, STAFF, VALIDATORS, Seeded
from tests.operations.test_corrections import ADOPTED, MEETING, PAPER, WHY
from tests.operations.test_rebuild import assert_rebuilt
from tests.operations.trying import assert_refused, codes, last_event
from tests.stories import test_iraq as story

SCAN = b"%PDF-1.4 a scan"
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def sent(
    seeded: Seeded, content: bytes = SCAN, name: str = "letter.pdf", kind: str = "application/pdf"
) -> Attachment:
    return receive(seeded.settings, io.BytesIO(content), name, kind)


def visible(seeded: Seeded, address: str, sha256: str) -> bool:
    with seeded.reading() as session:
        try:
            records.file(session, seeded.viewer(address), seeded.engagement(), sha256)
        except NotFound:
            return False
        return True


def test_a_file_is_kept_as_it_came_under_its_hash(seeded: Seeded) -> None:
    got = sent(seeded)
    sha = hashlib.sha256(SCAN).hexdigest()
    assert got == {"sha256": sha, "size": 15, "name": "letter.pdf", "media_type": "application/pdf"}
    kept = seeded.settings.data_dir / "files" / sha[:2] / sha
    assert kept.read_bytes() == SCAN
    assert location(seeded.settings, sha) == kept
    assert sent(seeded)["sha256"] == sha
    assert [p.name for p in (seeded.settings.data_dir / "files").iterdir()] == [sha[:2]]
    seeded.act(EXPERT, "file_paper", **PAPER, file=got)
    told = last_event(seeded)
    assert told.payload["file"]["sha256"] == sha
    assert "letter.pdf" not in told.canonical.decode()
    assert_rebuilt(seeded)


@SQLITE
def test_what_is_too_large_or_empty_leaves_nothing_behind(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LIMIT", 2 << 20)
    with pytest.raises(Refused) as error:
        sent(seeded, b"x" * ((2 << 20) + 1))
    assert codes(error.value) == ["file_too_large"]
    assert error.value.problems[0].message.params["limit"] == 2
    assert list((seeded.settings.data_dir / "files").iterdir()) == []
    sent(seeded, b"x" * (2 << 20))
    with pytest.raises(Refused) as error:
        sent(seeded, b"")
    assert codes(error.value) == ["file_empty"]


@SQLITE
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"), ("C:\\Users\\x\\رسالة.pdf", "رسالة.pdf"),
        ("a\u202efdp.exe", "afdp.exe"), ("", "file"), ("...", "file"), ("a\r\nb.pdf", "ab.pdf"),
        ("x" * 300 + ".docx", "x" * 196 + ".docx"), ('a"b;c.pdf', 'a"b;c.pdf'),
    ],
)  # fmt: skip
def test_names_lead_nowhere(seeded: Seeded, name: str, kept: str) -> None:
    found = sent(seeded, name=name)["name"]
    assert found == kept if len(name) < 300 else len(found) <= 201 and found.endswith(".docx")


@SQLITE
def test_a_type_is_a_type_or_none(seeded: Seeded) -> None:
    for said, kept in (
        ("Text/HTML; charset=x", "text/html"), ("", "application/octet-stream"),
        ("a\r\nb: c", "application/octet-stream"),
    ):  # fmt: skip
        assert sent(seeded, kind=said)["media_type"] == kept


@SQLITE
def test_lost_bytes_are_said_to_be_lost(seeded: Seeded) -> None:
    with pytest.raises(Refused) as error:
        location(seeded.settings, "0" * 64)
    assert codes(error.value) == ["file_missing"]
    with pytest.raises(ValueError, match="passwd"):
        location(seeded.settings, "../../etc/passwd")


def test_restricted_files_are_the_facilitys_and_the_leads(seeded: Seeded) -> None:
    everybody, few = sent(seeded, b"open"), sent(seeded, b"closed")
    seeded.act(EXPERT, "file_paper", **PAPER, file=everybody)
    seeded.act(EXPERT, "file_paper", **PAPER, file=few, restricted=True)
    for address in (EXPERT, STAFF, LEAD_FOCAL):
        assert visible(seeded, address, few["sha256"])
    for address in (MOFA_FOCAL, OBSERVER):
        assert visible(seeded, address, everybody["sha256"])
        assert not visible(seeded, address, few["sha256"])


def test_signed_lists_are_always_restricted_even_if_they_come_again(seeded: Seeded) -> None:
    signed = sent(seeded, b"names and signatures")
    seeded.act(EXPERT, "file_paper", **PAPER, file=signed)
    assert visible(seeded, MOFA_FOCAL, signed["sha256"])
    seeded.act(EXPERT, "record_meeting", **MEETING, list_file=signed)
    assert not visible(seeded, MOFA_FOCAL, signed["sha256"])
    with seeded.reading() as session:
        assert len(session.scalars(select(StoredFile)).all()) == 1
    assert_rebuilt(seeded)


def test_a_correction_that_is_restricted_hides_what_it_corrects(seeded: Seeded) -> None:
    first, second = sent(seeded, b"first"), sent(seeded, b"second")
    seeded.act(EXPERT, "file_paper", **PAPER, file=first)
    seeded.act(EXPERT, "file_paper", **PAPER, file=second, corrects="p-04", **WHY)
    assert visible(seeded, MOFA_FOCAL, first["sha256"])
    seeded.act(EXPERT, "file_paper", **PAPER, restricted=True, corrects="p-05", **WHY)
    for one in (first, second):
        assert not visible(seeded, MOFA_FOCAL, one["sha256"])
        assert visible(seeded, LEAD_FOCAL, one["sha256"])
    with seeded.reading() as session:
        found = records.papers(session, seeded.viewer(MOFA_FOCAL), seeded.engagement())
        assert {f.paper.ref for f in found}.isdisjoint({"p-04", "p-05", "p-06"})
    assert_rebuilt(seeded)


def test_a_correction_keeps_the_file_unless_it_says_not_to(seeded: Seeded) -> None:
    scan = sent(seeded)
    seeded.act(EXPERT, "file_paper", **PAPER, file=scan)
    seeded.act(EXPERT, "file_paper", **PAPER, corrects="p-04", **WHY)
    assert last_event(seeded).payload["file"]["sha256"] == scan["sha256"]
    seeded.act(EXPERT, "file_paper", **PAPER, corrects="p-05", keep_file=False, **WHY)
    assert last_event(seeded).payload["file"] is None
    assert_rebuilt(seeded)


def test_nobody_refers_to_a_paper_that_is_not_theirs_to_see(seeded: Seeded) -> None:
    seeded.act(EXPERT, "file_paper", **PAPER, restricted=True)
    story.answer_all_comments(seeded)
    seeded.act(LEAD_FOCAL, "record_agreement", move="submit_for_validation", paper="p-04")
    seeded.act(LEAD, "make_move", move="submit_for_validation")
    position = {"position": "no_objection"}
    validator = VALIDATORS["MoF"]
    assert_refused(seeded, "unknown_paper", validator, "take_position", **position, paper="p-04")
    seeded.act(validator, "take_position", **position, paper="r-01")
    assert last_event(seeded).payload["paper"] == "r-01"


def test_the_gazetted_copy_is_there_where_the_text_differs(seeded: Seeded) -> None:
    differs = ADOPTED | {"compared": "differs", "revision": 3}
    assert_refused(seeded, "gazetted_copy_needed", EXPERT, "record_adoption", **differs)
    copy = sent(seeded, b"the gazette")
    seeded.act(EXPERT, "record_adoption", **differs, file=copy)
    assert visible(seeded, OBSERVER, copy["sha256"])
    seeded.act(EXPERT, "record_adoption", **differs, corrects=1, **WHY)
    without = differs | {"corrects": 2, "keep_file": False}
    assert_refused(seeded, "gazetted_copy_needed", EXPERT, "record_adoption", **without, **WHY)
    assert_rebuilt(seeded)
