"""The record of an adoption: the act, how it came to it, the seal and how to check it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from srf_policy.domain import Seal
from srf_policy.domain.errors import NotAllowed, NotFound, Refused
from tests.documents.opening import made, said, tables
from tests.makers import EXPERT, LEAD, MOFA_FOCAL, Seeded
from tests.stories import test_iraq as story

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def adopted(seeded: Seeded) -> Seeded:
    story.answer_all_comments(seeded)
    story.validate(seeded)
    story.present(seeded)
    story.adopt(seeded)
    return seeded


def test_there_is_no_record_before_the_adoption(seeded: Seeded) -> None:
    with pytest.raises(Refused) as refusal:
        made(seeded, LEAD, kind="record")
    assert [p.message.code for p in refusal.value.problems] == ["record.nothing_adopted"]


def test_it_tells_the_act_and_the_way_to_it(adopted: Seeded) -> None:
    content = made(adopted, LEAD, kind="record").content
    text = said(content)
    for words in ("12/2019", "Identical to revision 3", "not recorded"):
        assert words in text
    found = tables(content)
    (presented,) = found["Presentations"]
    assert presented[5].startswith("Endorsed with changes") and "Named" not in presented[6]
    institutions = {row[1] for row in found["Validation"]}
    assert "Ministry of Foreign Affairs" in institutions
    assert len(found["How to check it without a network"]) == 4
    assert found["Agreements of the lead institution"]


def test_the_seal_is_the_one_that_was_made(adopted: Seeded) -> None:
    with adopted.reading() as session:
        seal = session.scalars(select(Seal)).one()
    rows = dict(tables(made(adopted, LEAD, kind="record").content)["Seal"])
    assert rows["Text (SHA-256)"].replace(" ", "") == seal.sha256
    assert rows["Head of the history"].replace(" ", "") == seal.history_head
    assert rows["Signed with the key"] == seal.signing_key
    assert rows["Events in the history"] == str(seal.event_count)


def test_a_correction_adds_a_seal_and_both_are_listed(adopted: Seeded) -> None:
    adopted.act(
        EXPERT, "record_adoption", authority={"en": "Council of Ministers"}, decision="13/2019",
        compared="identical", revision=3, corrects=1, correction_reason="The council decided.",
    )  # fmt: skip
    text = said(made(adopted, LEAD, kind="record").content)
    assert "Council of Ministers" in text and "Prime Minister" not in text
    assert "Seal 1" in text and "Seal 2" in text


def test_it_is_not_for_every_ministry(adopted: Seeded) -> None:
    with pytest.raises((NotFound, NotAllowed)):
        adopted.act(MOFA_FOCAL, "request_export", kind="record", revision=3, language="en")
