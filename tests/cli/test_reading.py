"""engagement list and show, explain: what they say and the exact shapes of their JSON."""

from __future__ import annotations

import json
import re

import pytest

from tests.cli.running import ok, refusal, run
from tests.makers import IRAQ, LEAD, LEAD_FOCAL, MOFA_FOCAL, VALIDATORS, Seeded


def test_list_names_every_engagement_with_its_stage(seeded: Seeded) -> None:
    assert "IRQ-PEI" in ok(seeded.settings, "engagement", "list")
    [row] = json.loads(ok(seeded.settings, "engagement", "list", "--json"))
    assert (row["code"], row["stage"]) == (IRAQ, "draft")


def test_show_as_json(seeded: Seeded) -> None:
    shown = json.loads(ok(seeded.settings, "engagement", "show", IRAQ, "--json"))
    assert {k: shown[k] for k in ("code", "country", "workflow", "workflow_version", "stage",
                                  "suspended", "revision")} == {
        "code": IRAQ, "country": "IQ", "workflow": "national_policy", "workflow_version": 2,
        "stage": "draft", "suspended": False, "revision": 3,
    }  # fmt: skip
    assert isinstance(shown["title"], str)


def test_what_is_shown_speaks_the_reader_s_language(seeded: Seeded) -> None:
    english = ok(seeded.settings, "engagement", "show", IRAQ)
    arabic = ok(seeded.settings, "engagement", "show", IRAQ, "--language", "ar")
    assert "Draft" in english
    assert re.search("[\u0600-\u06ff]", arabic)
    assert not re.search("[\u0600-\u06ff]", english)
    assert ok(seeded.settings, "--language", "ar", "engagement", "show", IRAQ) == arabic


def test_explain_as_json(seeded: Seeded) -> None:
    answer = json.loads(ok(seeded.settings, "explain", IRAQ, "--json"))
    assert set(answer) == {"stage", "moves"}
    for move in answer["moves"]:
        assert set(move) == {"move", "to", "allowed", "through", "awaiting", "missing"}
        for missing in move["missing"]:
            assert set(missing) == {"code", "says", "count", "items", "link"}
            assert missing["count"] == len(missing["items"])
            assert missing["link"].startswith("http://127.0.0.1:8000/en/e/IRQ-PEI/")
    first = answer["moves"][0]
    assert (first["move"], first["allowed"], first["awaiting"]) == (
        "submit_for_validation", False, None,
    )  # fmt: skip
    assert "missing.comments_disposed" in [m["code"] for m in first["missing"]]


def test_explain_names_each_comment_and_each_other_missing_thing(seeded: Seeded) -> None:
    said = ok(seeded.settings, "explain", IRAQ)
    for number in seeded.open_comments():
        assert re.search(rf"\b{number}\b", said)
    assert "The lead institution has not agreed" in said


def test_after_each_is_mended_explain_says_so(seeded: Seeded) -> None:
    for number in seeded.open_comments():
        seeded.act(LEAD, "answer_comment", comment=number, disposition="noted")
    said = ok(seeded.settings, "explain", IRAQ)
    assert "comments have no answer" not in said
    assert "has not agreed" in said
    seeded.act(LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    assert "Send for validation (to Validation): can be made now." in ok(
        seeded.settings, "explain", IRAQ
    )


def test_with_a_person_the_role_is_asked_too(seeded: Seeded) -> None:
    def allowed(*words: str) -> dict[str, bool]:
        answer = json.loads(ok(seeded.settings, "explain", IRAQ, "--json", *words))
        return {m["move"]: m["allowed"] for m in answer["moves"]}

    assert allowed()["consult_again"]
    assert allowed("--as", LEAD)["consult_again"]
    assert not allowed("--as", MOFA_FOCAL)["consult_again"]
    assert "Lead expert" in ok(seeded.settings, "explain", IRAQ, "--as", MOFA_FOCAL)


@pytest.mark.parametrize("command", [("engagement", "show"), ("explain",), ("history", "show")])
def test_an_unknown_code_is_refused_in_a_sentence(seeded: Seeded, command: tuple[str, ...]) -> None:
    assert len(refusal(seeded.settings, *command, "NOP-NOP")) == 1


def test_who_does_not_exist_cannot_look(seeded: Seeded) -> None:
    [line] = refusal(seeded.settings, "explain", IRAQ, "--as", "nobody@example.org")
    assert "nobody@example.org" in line


def test_a_foreign_engagement_answers_like_one_that_does_not_exist(seeded: Seeded) -> None:
    seeded.act(
        "admin@example.org", "open_engagement", None, code="PAK-XXX", country="PK",
        instrument="policy", workflow="national_policy", title={"en": "Other"}, languages=["en"],
    )  # fmt: skip
    person = ("--as", VALIDATORS["MoFA"])
    for command in (("engagement", "show"), ("explain",), ("history", "show")):
        foreign = refusal(seeded.settings, *command, "PAK-XXX", *person)
        assert foreign == refusal(seeded.settings, *command, "NOP-NOP", *person)
    assert "PAK-XXX" not in ok(seeded.settings, "engagement", "list", *person)


def test_wrong_usage_has_its_own_exit_code(seeded: Seeded) -> None:
    for words in (("explain",), ("frob",), ("explain", IRAQ, "--frob"),
                  ("explain", IRAQ, "--language", "klingon"), ("history", "show")):  # fmt: skip
        assert run(seeded.settings, *words).exit_code == 2, words
