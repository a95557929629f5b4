"""The shipped templates of tables that repeat: without a finding, in every language its own words."""

from __future__ import annotations

import pytest

from srf_policy.word.derive import derive
from srf_policy.word.maker import make_template
from srf_policy.word.standing import _BY_KIND, standing_words
from srf_policy.word.template import check
from srf_policy.word.xmlnames import w
from tests.word.samples import ROOT, part, text_of
from tests.word.schema import out_of_order

KINDS = ("matrix", "report", "transmittal", "portfolio")


@pytest.mark.parametrize("kind", KINDS)
def test_templates_fit_in_every_language(kind: str) -> None:
    shipped = (ROOT / "templates" / "docx" / f"{kind}.docx").read_bytes()
    assert shipped == make_template(kind, standing_words("en"))
    english = standing_words("en")
    for language in ("en", "ar", "fa-AF", "ur"):
        data = shipped if language == "en" else derive(shipped, language)
        assert [one for one in check(data, kind, language) if one.level != "note"] == []
        tree = part(data)
        assert list(out_of_order(tree)) == []
        heads = {text_of(cell) for row in tree.iter(w("tr")) if row.find(f".//{w('tblHeader')}") is not None
                 for cell in row.iter(w("tc"))}  # fmt: skip
        words = standing_words(language)
        own = {words[name] for names in _BY_KIND.values() for name in names} | set(words.values())
        assert heads <= own
        assert language == "en" or not heads & (set(english.values()) - own)
