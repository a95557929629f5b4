"""provision CODE ID: one provision's life on the command line."""

from __future__ import annotations

import json

from tests.cli.running import ok, refusal
from tests.makers import IRAQ, MOFA_FOCAL, Seeded


def test_a_life_as_json(seeded: Seeded) -> None:
    shown = json.loads(ok(seeded.settings, "provision", IRAQ, "il-o1-m1", "--json"))
    assert [w["printed"] for w in shown["wordings"]] == ["1.1.1"] * 3
    assert [w["same_words"] for w in shown["wordings"]] == [False, False, True]
    assert shown["wordings"][1]["changes"][0]["role"] == "lead_expert"


def test_found_by_its_printed_number_in_any_digits(seeded: Seeded) -> None:
    for printed in ("1.1.1", "١.١.١", "(1.1.1)"):
        asked = ("provision", IRAQ, "--printed", printed, "--revision", "1", "--json")
        assert json.loads(ok(seeded.settings, *asked))["provision"] == "il-o1-m1"
    assert refusal(seeded.settings, "provision", IRAQ, "--printed", "99.9")
    assert refusal(seeded.settings, "provision", IRAQ, "--printed", "1.1.1", "--revision", "9")
    assert refusal(seeded.settings, "provision", IRAQ)
    assert refusal(seeded.settings, "provision", IRAQ, "no-such")


def test_a_life_in_words_with_the_eyes_of_a_ministry(seeded: Seeded) -> None:
    whole = ok(seeded.settings, "provision", IRAQ, "il-o2-m1")
    theirs = ok(seeded.settings, "provision", IRAQ, "il-o2-m1", "--as", MOFA_FOCAL)
    assert len(theirs) <= len(whole)
    assert ok(seeded.settings, "provision", IRAQ, "il-o1-m1", "--language", "ar")
