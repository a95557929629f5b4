"""Letter paper and words across the pages, in every kind of Word file."""

from __future__ import annotations

import io
import zipfile

import pytest

from srf_policy.documents.kinds import KINDS
from srf_policy.domain.errors import Refused
from srf_policy.word.watermark import NEVER_ON
from srf_policy.word.xmlnames import w
from tests.documents.opening import made
from tests.makers import IRAQ, LEAD, Seeded
from tests.word.samples import part

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
GIVEN = {"bilingual": {"language": "ar", "beside": "en"}, "redline": {"base": 1, "revision": 2},
         "translation": {"language": "ar"}}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_paper_and_watermark_reach_every_kind(seeded: Seeded, kind: str) -> None:
    code = "" if KINDS[kind].whole else IRAQ
    wanted = {"kind": kind, "paper": "letter", "watermark": "For review", **GIVEN.get(kind, {})}
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
