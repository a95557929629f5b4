"""The history is enough: replayed, it gives the state that the tables hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from srf_policy.domain import HistoryEvent
from srf_policy.languages.rendering import say
from srf_policy.operations import VERBS, attaching
from srf_policy.operations.awaited_days import awaited
from srf_policy.operations.scanning import scan
from srf_policy.store import signing, verifying
from srf_policy.store.verifying import Against
from tests import makers
from tests.conftest import settings_for, sqlite_url
from tests.makers import EXPERT, IRAQ, LEAD, LEAD_FOCAL, MOFA_CONSULAR, MOFA_FOCAL, Seeded
from tests.operations.rebuild import FOLLOW, State, rebuild
from tests.operations.tables import read
from tests.stories import test_iraq as story

WITHOUT_ENGAGEMENT = {
    "act_on_deadline", "add_facility_member", "add_facility_person", "add_person",
    "answer_comments", "cancel_job", "end_facility_member", "grant_auditor", "make_calendar_link",
    "register_signing_key", "renew_lookups", "reset_password", "retry_job",
    "put_template", "request_portfolio", "revoke_calendar_link", "send_password_link", "set_clock",
    "set_holidays", "set_password", "set_weekend", "take_back_weekend", "withdraw_template",
}  # fmt: skip
"""Verbs of the Facility's chain, and two whose events are those of other verbs."""


def both(seeded: Seeded, code: str = IRAQ) -> tuple[State, State]:
    with seeded.reading() as session:
        events = session.scalars(
            select(HistoryEvent).where(HistoryEvent.chain == code).order_by(HistoryEvent.seq)
        ).all()
        return rebuild(events), read(session, seeded.engagement(code))


def assert_rebuilt(seeded: Seeded, code: str = IRAQ) -> State:
    told, held = both(seeded, code)
    for part in fields(State):
        assert getattr(told, part.name) == getattr(held, part.name), part.name
    assert wrong(seeded) == []
    return held


def wrong(seeded: Seeded) -> list[str]:
    """What the check of everything finds, in the histories and in what they left."""
    with seeded.reading() as session:
        keys = signing.trusted(session, seeded.store.keys.signer)
        against = Against(attaching.folder(seeded.settings), keys, awaited=awaited)
        with pytest.MonkeyPatch.context() as patch:
            # The bytes of many a test's file are only named: they have a check of their own.
            patch.setattr(verifying, "_files", lambda *_: None)
            found = [verifying.first_wrong(session, c, against) for c in verifying.chains(session)]
    return [say(message, "en") for message in found if message is not None]


def test_every_verb_can_be_followed() -> None:
    assert set(VERBS) - WITHOUT_ENGAGEMENT <= set(FOLLOW)


def test_the_seed_is_rebuilt_from_its_history(seeded: Seeded) -> None:
    held = assert_rebuilt(seeded)
    assert len(held.revisions) == 3
    assert len(held.comments) == 44
    assert sum(c["answered"] is None for c in held.comments.values()) == 11


def test_the_whole_story_is_rebuilt(seeded: Seeded) -> None:
    story.test_from_open_comments_to_a_sealed_text(seeded)
    held = assert_rebuilt(seeded)
    assert held.engagement["stage"] == "adopted"
    assert held.positions
    assert held.adoptions


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["afg-cmp", "pak-newp"])  # each ends at the stage it states
def test_other_seeds_are_rebuilt_too(database_kind: str, name: str, tmp_path: Path) -> None:
    settings = settings_for(sqlite_url(tmp_path / "data" / "srf.db"), tmp_path)
    makers.seed(settings, name)
    with makers.opened(settings) as seeded:
        held = assert_rebuilt(seeded, name.upper())
        assert held.presentations or held.positions


def edits(seeded: Seeded) -> None:
    m4 = {"id": "il-o1-m9", "kind": "measure", "fields": {"words": {"en": "New.", "ar": "جديد"}}}
    for change in (
        {"insert": m4, "parent": "il-o1", "after": "il-o1-m1"},
        {"move": "il-o1-m1", "parent": "il-o2", "after": "il-o2-m1"},
        {"delete": "mon-p2"},
        {"change": "il-o1-m9", "fields": {"words": {"en": "Newer."}}},
        {"move": "il-o1-m9", "parent": None, "after": None},
        {"delete": "il-o2-m3", "references": "words"},
        {"insert": {"id": "t1", "kind": "table", "fields": {}, "rows": [["a", "b"], ["c", "d"]]},
         "parent": "il-o2", "after": None},
        {"table": "t1", "rows": [["a", "b"], ["x", "d"], ["e", "f"]]},
        {"table": "t1", "rows": [["a", "b"], ["x", "d"]]},
        {"change": "il-o1-m9", "fields": {"words": {"en": "One. See {ref: il-o1-m1}. Two."}}},
        {"split": "il-o1-m9", "sentences": 2},
        {"merge": "il-o1-m9"},
        {"change": "il-o1-m9", "fields": {"words": {"en": "One again. Two."}}},
    ):  # fmt: skip
        seeded.act(LEAD, "change_text", changes=[change], cause_kind="note", cause="Why.")
    seeded.act(EXPERT, "translate", provision="il-o1-m9", language="ar", fields={"words": "أحدث"})


def remarks(seeded: Seeded) -> None:
    seeded.act(LEAD, "open_round", closes_on=date(2019, 12, 20), invited=["MoFA", "MoI"])
    said = {"round": 3, "answer": "remark", "text": "x", "provision": "il-o1-m2"}
    number = seeded.act(MOFA_CONSULAR, "save_comment", **said).values["comment"]
    again = said | {"text": "y", "comment": number}
    seeded.act(MOFA_CONSULAR, "save_comment", **again)
    seeded.act(MOFA_FOCAL, "take_up_comment", comment=number)
    seeded.act(MOFA_FOCAL, "send_submission", round=3)
    seeded.act(LEAD, "record_comment", institution="MoI", via="letter", **said)
    seeded.act(LEAD, "close_round", round=3)
    seeded.act(LEAD, "answer_comments", comments=[number], disposition="noted")


def records(seeded: Seeded) -> None:
    seeded.act(
        EXPERT, "file_paper", kind="letter", sender="MoI", addressee="ICMPD", title={"en": "x"},
        restricted=True, corrects="r-01", correction_reason="The sender was misread.",
    )  # fmt: skip
    put = {"body": "committees", "chair": {"en": "Chair"}, "place": "Baghdad"}
    seeded.act(EXPERT, "record_presentation", **put)
    asked = {"outcome": "endorsed_with_changes", "conditions": ["First.", "Second."]}
    seeded.act(EXPERT, "record_outcome", presentation=1, **asked)
    seeded.act(EXPERT, "meet_condition", presentation=1, condition=2, how_met="Done.")


def waivers(seeded: Seeded) -> None:
    args = {"move": "submit_for_validation", "guard": "lead_agrees", "reason": "No minister."}
    seeded.act(LEAD, "propose_exception", **args)
    seeded.act(EXPERT, "confirm_exception", exception=1)
    for verb in ("suspend", "resume", "suspend"):
        seeded.act(LEAD, verb, reason="The government changed.")
    seeded.act(LEAD, "make_move", move="close", choice="other")


def proposals(seeded: Seeded) -> None:
    story.answer_all_comments(seeded)
    story.validate(seeded)
    authority = {"authority": {"en": "Cabinet"}, "decision": "1", "compared": "not_seen"}
    seeded.act(LEAD_FOCAL, "record_agreement", move="present")
    seeded.act(EXPERT, "record_adoption", **authority)
    seeded.act(LEAD, "make_move", move="record_adoption")
    seeded.act(LEAD, "take_back_move", move="record_adoption")
    seeded.act(LEAD, "make_move", move="record_adoption")


def more_time(seeded: Seeded) -> None:
    seeded.act(LEAD, "open_round", closes_on=date(2019, 12, 20), invited=["MoFA", "MoI", "MoJ"])
    longer = {"round": 3, "reason": "The ministry moves house."}
    seeded.act(LEAD, "extend_round", closes_on=date(2019, 12, 24), institution="MoFA", **longer)
    seeded.act(LEAD, "extend_round", closes_on=date(2020, 1, 9), institution="MoI", **longer)
    seeded.act(LEAD, "extend_round", closes_on=date(2019, 12, 28), **longer)
    for day in (date(2019, 12, 9), date(2019, 12, 11), None):
        seeded.act(EXPERT, "plan_presentation", body="committees", planned_on=day)
    seeded.act(LEAD, "suspend", reason="x")
    with seeded.on(date(2019, 12, 1)):
        seeded.act(LEAD, "resume", reason="y")
    for day in (date(2019, 12, 28), date(2020, 1, 20), date(2020, 8, 1)):
        with seeded.on(day):
            scan(seeded.store)


@pytest.mark.parametrize("life", [edits, remarks, records, waivers, proposals, more_time])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_happens_later_is_rebuilt(seeded: Seeded, life: Callable[[Seeded], None]) -> None:
    life(seeded)
    assert_rebuilt(seeded)
