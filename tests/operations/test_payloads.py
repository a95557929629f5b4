"""What the history tells: opaque numbers, hashes, dates; never a name, an address or a sentence."""

from __future__ import annotations

import json
import re
from importlib.resources import files

from sqlalchemy import select

from srf_policy.domain import HistoryEvent, Person, Text
from srf_policy.domain.chain import canonical_json, first_fault
from srf_policy.store import people
from tests.makers import EXPERT, IRAQ, LEAD, MOFA_FOCAL, Seeded
from tests.operations.trying import last_event

SECRET = "Nobody may read this in the history."


def whole_history(seeded: Seeded) -> str:
    with seeded.reading() as session:
        return "\n".join(e.canonical.decode() for e in session.scalars(select(HistoryEvent)))


def test_no_name_or_address_of_a_person(seeded: Seeded) -> None:
    history = whole_history(seeded)
    with seeded.reading() as session:
        numbers = session.scalars(select(Person.number)).all()
        known = people.names(session, seeded.store.keys, numbers).values()
    told = {w for n in known for w in (n.address, *n.name.values())}
    assert len(told) > 40
    assert [words for words in told if json.dumps(words, ensure_ascii=False)[1:-1] in history] == []
    assert "@" not in history


def test_no_words_of_the_text_or_of_a_comment(seeded: Seeded) -> None:
    history = whole_history(seeded)
    with seeded.reading() as session:
        words = [w for w in session.scalars(select(Text.words)) if " " in w and len(w) > 20]
    assert len(words) > 400
    titles = {"Ministry of Higher Education and Scientific Research"}
    assert [w for w in words if json.dumps(w, ensure_ascii=False)[1:-1] in history] == []
    assert titles.pop() in history


def test_who_acted_is_an_opaque_number(seeded: Seeded) -> None:
    with seeded.reading() as session:
        numbers = set(session.scalars(select(Person.number)))
        actors = set(session.scalars(select(HistoryEvent.actor)))
    assert actors <= numbers | {"system"}
    assert all(re.fullmatch("[a-z2-9]{12}", number) for number in numbers)


def test_free_text_that_verbs_take_is_kept_by_hash(seeded: Seeded) -> None:
    change = {"change": "il-o1-m1", "fields": {"words": {"en": SECRET}}}
    waived = {"move": "submit_for_validation", "guard": "lead_agrees"}
    number = seeded.open_comments()[0]
    for address, verb, args in (
        (LEAD, "change_text", {"changes": [change], "cause_kind": "note", "cause": SECRET}),
        (LEAD, "publish_revision", {"label": {"en": "x"}, "note": {"en": SECRET}}),
        (LEAD, "propose_exception", waived | {"reason": SECRET}),
        (EXPERT, "confirm_exception", {"exception": 1}),
        (LEAD, "suspend", {"reason": SECRET}),
        (LEAD, "resume", {"reason": SECRET}),
        (LEAD, "answer_comment", {"comment": number, "disposition": "noted", "response": SECRET}),
        (MOFA_FOCAL, "save_comment", {"round": 2, "answer": "remark", "text": SECRET}),
        (LEAD, "make_move", {"move": "close", "choice": "other", "reason": SECRET}),
    ):
        seeded.act(address, verb, **args)
        assert SECRET not in last_event(seeded).canonical.decode(), verb


def test_the_seed_carries_both_dates_of_each_event(seeded: Seeded) -> None:
    with seeded.reading() as session:
        events = session.scalars(
            select(HistoryEvent).where(HistoryEvent.chain == IRAQ).order_by(HistoryEvent.seq)
        ).all()
    assert first_fault(events) is None
    assert {e.origin for e in events} == {"seed"}
    assert all(e.recorded_at.date() == e.occurred_on for e in events)
    assert [e.recorded_at for e in events] == sorted(e.recorded_at for e in events)
    days = re.findall(
        r"\d{4}-\d\d-\d\d", files("srf_policy.seeds").joinpath("irq-pei.yaml").read_text()
    )
    assert {e.occurred_on.isoformat() for e in events} <= set(days)


def test_payloads_are_plain_values(seeded: Seeded) -> None:
    with seeded.reading() as session:
        for event in session.scalars(select(HistoryEvent)):
            assert json.loads(canonical_json(event.payload)) == event.payload
