"""Letter paper and words across the pages, in every kind of Word file."""

from __future__ import annotations

import io
import zipfile

import pytest

from srf_policy.documents.choosing import Choice, many
from srf_policy.documents.files import Wanted
from srf_policy.documents.kinds import KINDS
from srf_policy.domain.errors import Refused
from srf_policy.languages.rendering import say
from srf_policy.word.watermark import NEVER_ON
from srf_policy.word.xmlnames import w
from tests.documents.opening import made
from tests.makers import IRAQ, LEAD, Seeded
from tests.stories import test_iraq as story
from tests.word.samples import part

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
GIVEN = {"bilingual": {"language": "ar", "beside": "en"}, "redline": {"base": 1, "revision": 2},
         "translation": {"language": "ar"}}  # fmt: skip


def adopted(seeded: Seeded) -> None:
    story.answer_all_comments(seeded)
    story.validate(seeded)
    story.present(seeded)
    story.adopt(seeded)


@pytest.mark.parametrize("kind", KINDS)
def test_paper_and_watermark_reach_every_kind(seeded: Seeded, kind: str) -> None:
    if kind == "record":
        adopted(seeded)
    code = "" if KINDS[kind].whole else IRAQ
    wanted = {"kind": kind, "paper": "letter", **GIVEN.get(kind, {})}
    wanted["watermark"] = "" if kind in NEVER_ON else "For review"
    data = made(seeded, LEAD, code, **wanted).content
    sizes = {size.get(w("w")) for size in part(data).iter(w("pgSz"))}
    assert sizes <= {"12240", "15840"}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        headers = [n for n in package.namelist() if n.startswith("word/header")]
        marked = [n for n in headers if b'string="For review"' in package.read(n)]
    assert marked == ([] if kind in NEVER_ON else headers)


def test_other_paper_and_long_words_are_refused(seeded: Seeded) -> None:
    with pytest.raises(Refused) as refused:
        made(seeded, LEAD, paper="a3", watermark="x" * 41)
    codes = [one.message.code for one in refused.value.problems]
    assert codes == ["export.unknown_paper", "export.watermark_long"]


def test_words_across_cells_and_letter_for_a_workbook_are_refused(seeded: Seeded) -> None:
    for kind in sorted(NEVER_ON):
        with pytest.raises(Refused) as refused:
            made(seeded, LEAD, kind=kind, watermark="For review")
        [said] = [say(one.message, "en") for one in refused.value.problems]
        assert "takes no words across its pages" in said
    with pytest.raises(Refused) as refused:
        made(seeded, LEAD, "", kind="portfolio", ending="xlsx", paper="letter", watermark="x")
    codes = [one.message.code for one in refused.value.problems]
    assert codes == ["export.no_watermark", "export.no_paper"]


def test_among_several_each_gets_what_it_takes(database_kind: str) -> None:
    more = Wanted(ending="xlsx", paper="letter", watermark="For review")
    found = many(Choice(["draft", "form", "matrix"], ["en"], "en", more))
    assert [(one.kind, one.paper, one.watermark) for one in found] == [
        ("draft", "letter", "For review"), ("form", "letter", ""), ("matrix", "a4", ""),
    ]  # fmt: skip
    [alone] = many(Choice(["matrix"], ["en"], "en", more))
    assert (alone.paper, alone.watermark) == ("letter", "For review"), "left in, to be refused"
