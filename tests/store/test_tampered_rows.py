"""Rows beside the record that somebody altered: the check of everything names each of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from srf_policy.operations.attaching import folder
from srf_policy.operations.awaited_days import awaited
from srf_policy.store import signing, verifying
from srf_policy.store.verifying import Against
from tests.makers import ADMINISTRATOR, EXPERT, LEAD, MOFA_FOCAL, STAFF, Seeded
from tests.operations.test_rebuild import wrong

OF_ENGAGEMENT = {
    "UPDATE engagement SET suspension_reason = 'Other words.'": "engagement, suspension_reason",
    "UPDATE engagement SET end_reason = 'It never ended.'": "engagement, end_reason",
    "UPDATE engagement SET comment_count = comment_count + 1": "engagement, comment_count",
    "UPDATE engagement SET illustrative = false": "engagement, illustrative",
    "UPDATE response SET illustrative = false WHERE id = 1": "response",
    "UPDATE revision SET provisions = provisions + 1 WHERE number = 1": "revisions, 1",
    "UPDATE change SET cause = 'Another reason.' WHERE cause_kind = 'note'": "changes",
    "UPDATE change SET made_by = 'somebody' WHERE revision_number IS NULL": "changes",
    "UPDATE change SET revision_number = 3 WHERE revision_number IS NULL": "changes",
    "DELETE FROM change WHERE revision_number IS NULL": "changes",
    "UPDATE deadline SET day = '2030-01-01' WHERE state = 'open'": "deadlines, round_closes",
    "UPDATE deadline SET state = 'void' WHERE kind = 'suspension_review'": "deadlines, suspension",
    "UPDATE deadline SET state = 'open' WHERE kind = 'stage_target'": "deadlines, stage_target",
    "UPDATE deadline SET subject = 'round:9' WHERE subject = 'round:3'": "deadlines, round_closes",
    "UPDATE deadline SET kind = 'presentation' WHERE subject = 'round:3'": "deadlines, presentation",
    "UPDATE deadline SET due_at = set_at WHERE subject = 'round:3'": "deadlines, round_closes",
    "UPDATE deadline SET zone = 'Asia/Kabul' WHERE subject = 'round:3'": "deadlines, round_closes",
    "DELETE FROM deadline WHERE subject = 'round:3'": "deadlines, round_closes",
    "UPDATE deadline SET state = 'void' WHERE subject = 'round:1'": "deadlines, round_closes, round:1",
    "UPDATE deadline SET state = 'done' WHERE state = 'void'": "deadlines, presentation",
    "UPDATE deadline SET day = '2018-01-01' WHERE subject = 'round:1'": "deadlines, round_closes",
    "DELETE FROM deadline WHERE state = 'done'": "deadlines, round_closes, round:1",
    "UPDATE deadline SET seq = 1 WHERE subject = 'round:3'": "deadlines, round_closes, round:3",
    "UPDATE deadline SET seq = 9999 WHERE subject = 'round:3'": "deadlines, round_closes, round:3",
    "UPDATE deadline SET set_at = due_at WHERE subject = 'round:1'": "deadlines, round_closes, round:1",
    "UPDATE deadline SET reminded_at = set_at WHERE subject = 'round:3'": "deadlines, round_closes",
    "UPDATE deadline SET proposed_at = set_at WHERE subject = 'round:1'": "deadlines, round_closes",
    "UPDATE comment SET version = version + 1 WHERE number = 1": "versions, comment:1",
    "UPDATE working_provision SET version = 9 WHERE id = 1": "versions, provision:",
    "UPDATE presentation SET version = 9": "versions, presentation:",
    "UPDATE dispute SET version = 1": "versions, dispute:1",
    "UPDATE minutes SET version = 9": "versions, minutes:",
}
OF_FACILITY = {
    "UPDATE facility_member SET role = 'auditor' WHERE role = 'staff'": "roles",
    "UPDATE facility_member SET ended_on = '2019-11-28' WHERE ended_on IS NULL": "roles",
    "DELETE FROM facility_member WHERE role = 'translator'": "roles",
    "UPDATE person SET number = 'x' WHERE id = 2": "persons",
    "UPDATE holiday_list SET year = 2021": "holidays",
    'UPDATE holiday_list SET days = \'[{"day": "2020-07-14", "name": "y"}]\'': "holidays",
    "UPDATE stated_weekend SET country = 'IR'": "weekends",
    "UPDATE stated_weekend SET since = '2020-01-02'": "weekends",
    "UPDATE stated_weekend SET rest = '[\"friday\"]'": "weekends",
    "UPDATE stated_weekend SET reason = 'Another decree.'": "weekends",
    "UPDATE stated_weekend SET entered_on = '2001-01-01'": "weekends",
    "DELETE FROM stated_weekend": "weekends",
}


@pytest.fixture
def lived(seeded: Seeded) -> Seeded:
    """Something of everything that is looked at."""
    change = {"change": "il-o1-m1", "fields": {"words": {"en": "New words."}}}
    seeded.act(LEAD, "change_text", changes=[change], cause_kind="note", cause="Why.")
    seeded.act(LEAD, "open_round", closes_on=date(2019, 12, 20), invited=["MoFA"])
    for day in (date(2019, 12, 9), None):
        seeded.act(EXPERT, "plan_presentation", body="committees", planned_on=day)
    put = {"body": "committees", "chair": {"en": "Chair"}, "place": "Baghdad"}
    seeded.act(EXPERT, "record_presentation", **put)
    seeded.act(LEAD, "open_dispute", provision="il-o1-m2", question="Who pays?")
    seeded.act(LEAD, "refer_dispute", dispute=1, body="committees")
    seeded.act(LEAD, "suspend", reason="The government changed.")
    listed = {"country": "IQ", "year": 2020, "days": "2020-07-14 Republic Day"}
    seeded.act(ADMINISTRATOR, "set_holidays", None, **listed)
    for since in (None, date(2020, 1, 1)):
        said = {"rest": ["friday", "saturday"], "since": since, "reason": "Decree 12."}
        seeded.act(ADMINISTRATOR, "set_weekend", None, country="IQ", **said)
    seeded.act(ADMINISTRATOR, "take_back_weekend", None, country="IQ")
    number = seeded.viewer(STAFF).number
    for verb in ("end_facility_member", "add_facility_member", "end_facility_member"):
        seeded.act(ADMINISTRATOR, verb, None, person=number, role="staff")
    assert wrong(seeded) == []
    return seeded


def found(lived: Seeded, connection: Connection, harm: str) -> list[str]:
    """What is said of the tables when they hold this; afterwards they hold it no longer."""
    with connection.begin() as transaction, Session(bind=connection) as session:
        if connection.dialect.name == "postgresql":
            session.execute(text("SET LOCAL session_replication_role = replica"))
        changed = session.execute(text(harm))
        assert changed.rowcount, harm  # type: ignore[attr-defined]
        keys = signing.trusted(session, lived.store.keys.signer)
        against = Against(folder(lived.settings), keys, awaited=awaited)
        messages = [verifying.first_wrong(session, c, against) for c in verifying.chains(session)]
        transaction.rollback()
    return [_place(message.params) for message in messages if message is not None]


def _place(params: dict[str, object]) -> str:
    return f"{params.get('part', params.get('table'))}, {params.get('item', '')}"


@pytest.fixture
def unguarded(lived: Seeded) -> Iterator[Connection]:
    """A connection to the tables as who has their file or owns them has it."""
    with lived.store.database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in connection.execute(text(query)).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text("PRAGMA ignore_check_constraints = ON"))
            connection.commit()
        yield connection


def test_each_is_named(lived: Seeded, unguarded: Connection) -> None:
    missed = {
        harm: said
        for harm, place in (OF_ENGAGEMENT | OF_FACILITY).items()
        if not (said := found(lived, unguarded, harm)) or not said[0].startswith(place)
    }
    assert missed == {}
    assert wrong(lived) == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_day_of_its_own_is_over_when_its_institution_has_replied(seeded: Seeded) -> None:
    longer = {"institution": "MoFA", "closes_on": date(2019, 12, 24), "reason": "x"}
    said = {"answer": "remark", "text": "x", "provision": "il-o1-m2"}
    seeded.act(LEAD, "open_round", closes_on=date(2019, 12, 20), invited=["MoFA", "MoI"])
    seeded.act(LEAD, "extend_round", round=3, **longer)
    seeded.act(MOFA_FOCAL, "save_comment", round=3, **said)
    assert wrong(seeded) == []
    seeded.act(MOFA_FOCAL, "send_submission", round=3)
    assert wrong(seeded) == []
