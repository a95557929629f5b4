"""Engagements that go on under another version of their workflow, and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from srf_policy import clock
from srf_policy.domain import WorkflowDefinition
from srf_policy.domain.errors import NotAllowed
from srf_policy.engine.definition import Definition
from srf_policy.engine.diagram import Step, steps_of
from srf_policy.engine.loading import load, shipped
from srf_policy.operations import migrating, opening, pinning
from srf_policy.operations.migrating import Plan
from srf_policy.operations.work import definition_of
from srf_policy.store.queries import engagement as queries
from tests.makers import ADMINISTRATOR, EXPERT, IRAQ, LEAD, LEAD_FOCAL, STAFF, Seeded
from tests.operations.test_rebuild import assert_rebuilt
from tests.operations.trying import assert_refused, last_event, refusal

FILE = files("srf_policy.workflows").joinpath("national_policy.yaml").read_text("utf-8")
NOW = shipped("national_policy").version
NEW = NOW + 1
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def newer(seeded: Seeded, *edits: tuple[str, str], version: int = NEW) -> Definition:
    """Another version of the national policy's workflow, stored as if an engagement had used it."""
    text = FILE.replace(f"version: {NOW}", f"version: {version}")
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    found = load(text, file="w.yaml")
    with seeded.store.database.writing() as session:
        pinning.pin(session, found)
    return found


RENAMED = (("  draft:  ", "  review:  "), ("to: draft", "to: review"), ("from: draft", "from: review"),
           ("[draft, ", "[review, "))  # fmt: skip
STRICTER = (("      - comments_disposed                        # none",
             "      - meeting_held: {kind: validation_workshop}   # none"),)  # fmt: skip


def plan(seeded: Seeded, target: Definition, **mapping: str) -> Plan:
    with seeded.reading() as session:
        return migrating.plan(session, seeded.engagement(), target, mapping)


def migrate(seeded: Seeded, **args: Any) -> None:
    seeded.act(ADMINISTRATOR, "migrate_workflow", **args)


def pinned(seeded: Seeded) -> Definition:
    with seeded.reading() as session:
        return definition_of(session, seeded.engagement())


@SQLITE
def test_an_engagement_stays_on_its_version_until_it_is_migrated(seeded: Seeded) -> None:
    newer(seeded)
    assert pinned(seeded).version == NOW
    migrate(seeded, version=NEW)
    assert pinned(seeded).version == NEW
    assert seeded.engagement().stage == "draft"


@SQLITE
def test_the_plan_says_what_becomes_missing_and_what_no_longer_is(seeded: Seeded) -> None:
    found = plan(seeded, newer(seeded, *STRICTER))
    assert (found.refusals, found.stage, found.to) == ((), "draft", "draft")
    [change] = found.changed
    assert change.move == "submit_for_validation"
    assert [m.code for m in change.missing] == ["item.meeting.none_ever"]
    assert len(change.no_longer) == len(seeded.open_comments()) == 11
    before = set(seeded.missing("submit_for_validation"))
    migrate(seeded, version=NEW)
    after = set(seeded.missing("submit_for_validation"))
    assert (before - after, after - before) == ({"comments_disposed"}, {"meeting_held"})


@SQLITE
def test_planning_writes_nothing(seeded: Seeded) -> None:
    target = newer(seeded, *STRICTER)
    before = seeded.engagement()
    plan(seeded, target)
    after = seeded.engagement()
    assert (before.history_head, before.moves) == (after.history_head, after.moves)


@SQLITE
def test_a_stage_with_another_name_needs_to_be_mapped(seeded: Seeded) -> None:
    target = newer(seeded, *RENAMED)
    [why] = plan(seeded, target).refusals
    assert why.code == "refused.stage_not_there"
    assert "review" in why.params["known"]  # type: ignore[operator]
    assert_refused(seeded, "stage_not_there", ADMINISTRATOR, "migrate_workflow", version=NEW)
    assert plan(seeded, target, draft="review").refusals == ()
    before = seeded.engagement()
    migrate(seeded, version=NEW, mapping={"draft": "review"})
    row = seeded.engagement()
    assert (row.stage, row.stage_entered_seq) == ("review", before.stage_entered_seq)
    assert row.moves == before.moves + 1
    seeded.act(LEAD, "make_move", move="close", choice="other")
    assert seeded.engagement().stage == "closed"


def test_the_history_tells_it_and_is_enough_to_rebuild(seeded: Seeded) -> None:
    newer(seeded, *RENAMED)
    migrate(seeded, version=NEW, mapping={"draft": "review"})
    event = last_event(seeded)
    told = event.payload
    assert event.verb == "migrate_workflow"
    assert (told["from"], told["to"], told["from_version"], told["to_version"]) == (
        "draft", "review", NOW, NEW,
    )  # fmt: skip
    assert_rebuilt(seeded)
    seeded.act(ADMINISTRATOR, "revert_migration")
    assert last_event(seeded).verb == "revert_migration"
    held = assert_rebuilt(seeded)
    assert (held.engagement["stage"], pinned(seeded).version) == ("draft", NOW)


def walked(seeded: Seeded) -> list[Step]:
    with seeded.reading() as session:
        entries = queries.entries(session, seeded.engagement())
        return steps_of(pinned(seeded), [(e.payload, e.occurred_on) for e in entries])


@SQLITE
def test_a_stage_with_another_name_keeps_its_days_on_the_way(seeded: Seeded) -> None:
    newer(seeded, *RENAMED)
    before = walked(seeded)
    assert "draft" in {step.to for step in before}
    migrate(seeded, version=NEW, mapping={"draft": "review"})
    name = {"draft": "review"}
    assert walked(seeded) == [
        replace(s, to=name.get(s.to, s.to), start=name.get(s.start or "", s.start)) for s in before
    ]
    seeded.act(ADMINISTRATOR, "revert_migration")
    assert walked(seeded) == before


def test_a_stage_that_still_exists_keeps_its_earlier_visits() -> None:
    definition = load(FILE, file="w.yaml")
    visits = [({"stage": "consultation"}, date(2019, 1, 1)), ({"to": "draft"}, date(2019, 2, 1)),
              ({"to": "consultation"}, date(2019, 3, 1)), ({"to": "draft"}, date(2019, 4, 1))]  # fmt: skip
    on = ({"from": "draft", "to": "validation", "from_version": 1}, date(2019, 5, 1))
    steps = steps_of(definition, [*visits, on])
    assert [step.to for step in steps] == ["consultation", "draft", "consultation", "validation"]
    assert steps[-1].on == date(2019, 4, 1)


@SQLITE
def test_what_was_taken_back_is_as_it_was(seeded: Seeded) -> None:
    newer(seeded, *STRICTER)
    before = seeded.explain()
    migrate(seeded, version=NEW)
    seeded.act(ADMINISTRATOR, "revert_migration")
    assert seeded.explain() == before
    assert_refused(seeded, "not_migrated", ADMINISTRATOR, "revert_migration")
    migrate(seeded, version=NEW)
    seeded.act(ADMINISTRATOR, "revert_migration")


@SQLITE
def test_nothing_is_taken_back_that_was_not_done_or_was_built_upon(seeded: Seeded) -> None:
    assert_refused(seeded, "not_migrated", ADMINISTRATOR, "revert_migration")
    newer(seeded)
    migrate(seeded, version=NEW)
    seeded.act(LEAD, "make_move", move="consult_again", reason="More is to be heard.")
    assert_refused(seeded, "moved_since_migration", ADMINISTRATOR, "revert_migration")
    migrate(seeded, version=NOW)
    assert (pinned(seeded).version, seeded.engagement().stage) == (NOW, "consultation")


@SQLITE
@pytest.mark.parametrize("verb", ["migrate_workflow", "revert_migration"])
def test_administrators_only(seeded: Seeded, verb: str) -> None:
    args = {"version": NEW} if verb == "migrate_workflow" else {}
    for address in (LEAD, EXPERT, STAFF, LEAD_FOCAL):
        assert isinstance(refusal(seeded, address, verb, **args), NotAllowed)


@SQLITE
def test_versions_that_are_not_there(seeded: Seeded) -> None:
    for version in (NEW, 99):
        assert_refused(
            seeded, "no_such_version", ADMINISTRATOR, "migrate_workflow", version=version
        )
    assert_refused(seeded, "version_already", ADMINISTRATOR, "migrate_workflow", version=NOW)


@SQLITE
def test_a_shipped_version_counts_once_it_is_released(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    coming = load(FILE.replace(f"version: {NOW}", f"version: {NEW}").replace("45 days", "50 days"))
    monkeypatch.setattr(pinning, "shipped", lambda name: coming)
    assert_refused(seeded, "version_not_released", ADMINISTRATOR, "migrate_workflow", version=NEW)
    lock = {("national_policy", NEW): coming.hash}
    monkeypatch.setattr(pinning.locking, "shipped_lock", lambda: lock)
    migrate(seeded, version=NEW)
    assert pinned(seeded).hash == coming.hash


@SQLITE
def test_a_meaning_that_changed_under_its_version_is_not_pinned(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = load(FILE.replace("45 days", "50 days"))
    monkeypatch.setattr(opening, "shipped", lambda name: changed)
    args = {"code": "IRQ-TWO", "country": "IQ", "instrument": "policy", "title": {"en": "Second"},
            "workflow": "national_policy", "languages": ["en"]}  # fmt: skip
    assert_refused(
        seeded, "workflow_changed", ADMINISTRATOR, "open_engagement", engagement=None, **args
    )


@SQLITE
def test_bytes_this_program_no_longer_knows_are_told(seeded: Seeded) -> None:
    strange = pinned(seeded).canonical.replace(b"rounds_closed", b"rounds_forgot")
    with seeded.store.database.writing() as session:
        session.add(
            WorkflowDefinition(
                sha256="f" * 64, name="national_policy", version=NEW, canonical=strange,
                stored_at=clock.now(),
            )
        )  # fmt: skip
    error = refusal(seeded, ADMINISTRATOR, "migrate_workflow", version=NEW)
    assert {p.message.code.split(".")[0] for p in error.problems} == {"shape"}


@SQLITE
def test_what_stands_against_it(seeded: Seeded) -> None:
    ending = newer(seeded)
    without = newer(
        seeded, ("suspend: {by", "# suspend: {by"), (", propose: suspend", ""),
        ("  - {when: 0 days after suspension_review", "  # {"),
        ("  - {when: 14 days after suspension_review", "  # {"), version=NEW + 1,
    )  # fmt: skip
    seeded.act(LEAD, "suspend", reason="The government changed.")
    assert [m.code for m in plan(seeded, without).refusals] == ["refused.no_suspension_there"]
    seeded.act(LEAD, "resume", reason="It is back.")
    assert plan(seeded, without).refusals == ()
    assert [m.code for m in plan(seeded, ending, draft="closed").refusals] == ["refused.stage_ends"]
    seeded.act(EXPERT, "record_adoption", authority={"en": "Cabinet"}, decision="1",
               compared="not_seen")  # fmt: skip
    seeded.act(LEAD, "make_move", move="close", choice="other")
    [why] = plan(seeded, ending).refusals
    assert why.code == "refused.engagement_ended"
    assert_refused(seeded, "engagement_ended", ADMINISTRATOR, "migrate_workflow", version=NEW)


@SQLITE
def test_an_open_proposal_is_settled_first(seeded: Seeded) -> None:
    target = newer(seeded)
    with seeded.store.database.writing() as session:
        session.merge(seeded.engagement()).stage = "validation"
    seeded.act(EXPERT, "record_adoption", authority={"en": "Cabinet"}, decision="1",
               compared="not_seen")  # fmt: skip
    waived = {"move": "record_adoption", "guard": "action_plan_present", "reason": "None."}
    if seeded.missing("record_adoption"):
        seeded.act(LEAD, "propose_exception", **waived)
        seeded.act(EXPERT, "confirm_exception", exception=1)
    seeded.act(LEAD, "make_move", move="record_adoption")
    assert [m.code for m in plan(seeded, target).refusals] == ["refused.proposal_open"]
    seeded.act(LEAD, "take_back_move", move="record_adoption")
    assert plan(seeded, target).refusals == ()


@SQLITE
def test_an_open_validation_stays_open(seeded: Seeded) -> None:
    target = newer(seeded)
    seeded.act(LEAD, "answer_comments", comments=seeded.open_comments(), disposition="noted")
    seeded.act(LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    seeded.act(LEAD, "make_move", move="submit_for_validation")
    found = plan(seeded, target)
    assert found.ballot is not None and found.ballot.revision == 3
    migrate(seeded, version=NEW)
    after = seeded.facts().ballot
    assert after == found.ballot


@SQLITE
def test_engagements_that_run_on_a_version(seeded: Seeded) -> None:
    with seeded.reading() as session:
        assert [r.code for r in migrating.running_on(session, "national_policy", NOW)] == [IRAQ]
        assert migrating.running_on(session, "national_policy", NEW) == []
        assert migrating.running_on(session, "strategic_plan", NOW) == []
