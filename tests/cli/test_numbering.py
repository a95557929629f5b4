"""`numbering show|set CODE`."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import ok, refusal
from tests.makers import EXPERT, IRAQ, LEAD, Seeded

SET = ("numbering", "set", IRAQ)
WHY = ("--reason", "The ministry asked.", "--as")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_set_and_shown(seeded: Seeded) -> None:
    before = json.loads(ok(seeded.settings, "numbering", "show", IRAQ, "--json"))
    assert before["scheme"] == "decimal" and "1.1.1" in before["first"]["en"]
    assert refusal(seeded.settings, *SET, "roman", *WHY, LEAD)
    assert refusal(seeded.settings, *SET, "articles", "--letters", "ar", *WHY, LEAD)
    assert refusal(seeded.settings, *SET, "articles", *WHY, EXPERT)
    ok(seeded.settings, *SET, "articles", "--letters", "ar=latin", *WHY, LEAD)
    after = json.loads(ok(seeded.settings, "numbering", "show", IRAQ, "--json"))
    assert after["languages"] == {"ar": {"letters": "latin"}}
    assert "المادة ١" in ok(seeded.settings, "numbering", "show", IRAQ)
