"""What an event says: a message of its verb and its plain values."""

from __future__ import annotations

from datetime import date

from srf_policy.domain.telling import tell
from srf_policy.languages.messages import msg


def test_words_of_the_program_become_messages() -> None:
    told = tell("answer_comment", {"number": 3, "disposition": "noted"})
    assert told == msg("event.answer_comment", number=3, disposition=msg("disposition.noted"))


def test_stages_have_names_that_a_sentence_can_hold() -> None:
    told = tell("make_move", {"move": "present", "from": "validation", "to": "presentation"})
    assert told.params["from_stage"] == msg("stage.validation")
    assert told.params["to_stage"] == msg("stage.presentation")
    assert told.params["move"] == msg("move.present")


def test_other_values_stay_as_they_are() -> None:
    payload = {
        "sender": "MoI",
        "title": {"en": "x"},
        "invited": ["MoI"],
        "paper": None,
        "kind": "k",
    }
    assert tell("file_paper", payload).params == payload


def test_a_value_that_no_sentence_holds_becomes_text() -> None:
    assert tell("open_round", {"closes_on": date(2019, 5, 1)}).params == {"closes_on": "2019-05-01"}
    assert tell("record_outcome", {"outcome": None}).params == {"outcome": None}
