"""Many at once: one is first, the others are told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

from srf_policy import clock
from srf_policy.domain.errors import Refused, Stale
from srf_policy.operations import perform
from srf_policy.operations.runner import Answer
from srf_policy.store.queries.texts import of_working
from tests.makers import IRAQ, LEAD, Seeded

NOON = datetime(2019, 11, 27, 12, tzinfo=UTC)


def at_once(seeded: Seeded, verb: str, presses: list[dict[str, object]]) -> list[object]:
    """What came of each press: an answer or the refusal. Each thread has its own clock."""
    viewer = seeded.viewer(LEAD)

    def press(args: dict[str, object]) -> Answer | Refused:
        with clock.standing_at(NOON):
            try:
                return perform(seeded.store, verb, actor=viewer, engagement=IRAQ, **args)
            except Refused as error:
                return error

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(partial(press), presses))


def test_the_same_move_from_the_same_version(seeded: Seeded) -> None:
    shown = str(seeded.engagement().moves)
    move = {"move": "consult_again", "reason": "More is to be heard.", "expected": shown}
    found = at_once(seeded, "make_move", [move] * 8)
    assert sum(isinstance(one, Answer) for one in found) == 1
    assert sum(isinstance(one, Stale) for one in found) == 7
    assert seeded.engagement().moves == int(shown) + 1


def test_the_same_press_sent_eight_times(seeded: Seeded) -> None:
    before = seeded.engagement().event_count
    paper = {"kind": "letter", "sender": "MoI", "addressee": "ICMPD", "title": {"en": "x"}}
    found = at_once(seeded, "file_paper", [paper | {"key": "one press"}] * 8)
    assert {one.values["paper"] for one in found} == {"p-04"}
    assert sum(one.repeated for one in found) == 7
    assert seeded.engagement().event_count == before + 1


def test_two_experts_on_different_provisions_never_collide(seeded: Seeded) -> None:
    provisions = ["il-o1-m1", "il-o1-m2", "il-o1-m3", "il-o2-m1", "il-o2-m2", "il-o3-m1"]
    presses = [change(p, expected=version(seeded, p)) for p in provisions]
    found = at_once(seeded, "change_text", presses)
    assert all(isinstance(one, Answer) for one in found), found


def version(seeded: Seeded, provision: str) -> str:
    with seeded.reading() as session:
        node = of_working(session, seeded.engagement()).find(provision)
        assert node is not None
        return str(node.version)


def change(provision: str, **more: object) -> dict[str, object]:
    fields = {"words": {"en": f"New words of {provision}."}}
    return {"changes": [{"change": provision, "fields": fields}], **more}


def test_two_experts_on_one_provision_do(seeded: Seeded) -> None:
    presses = [change("il-o1-m1", expected=version(seeded, "il-o1-m1"))] * 2
    found = at_once(seeded, "change_text", presses)
    assert sorted(type(one).__name__ for one in found) == ["Answer", "Stale"]
    said = next(one for one in found if isinstance(one, Stale)).problems[0].message
    assert said.params["what"].code == "event.change_text"


def test_numbers_are_given_once(seeded: Seeded) -> None:
    said = {"round": 2, "institution": "MoFA", "answer": "remark", "via": "letter", "text": "x"}
    found = at_once(seeded, "record_comment", [said] * 8)
    assert sorted(one.values["comment"] for one in found) == list(range(45, 53))
    assert seeded.engagement().comment_count == 52
