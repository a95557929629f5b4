"""One provision's life: wordings, numbers, causes, comments; and who may see what."""

from __future__ import annotations

import pytest

from srf_policy.domain.errors import NotFound
from srf_policy.store.queries import disputes as brackets
from srf_policy.store.queries import figures
from srf_policy.store.queries import life as queries
from srf_policy.store.queries.life import Life
from srf_policy.store.queries.sums import Sums, sums
from srf_policy.store.queries.texts import of_working
from tests.makers import EXPERT, LEAD, LEAD_FOCAL, MOFA_FOCAL, OBSERVER, Seeded
from tests.store.test_facts import counted

LABEL = {"label": {"en": "Fourth draft"}}


def life(seeded: Seeded, code: str = "il-o1-m1", address: str = LEAD) -> Life:
    viewer = seeded.viewer(address)
    with seeded.reading() as session:
        found = queries.life(session, viewer, seeded.engagement(), code)
        session.expunge_all()
        return found


def press(
    seeded: Seeded, change: dict[str, object], kind: str = "comment", cause: str = "6"
) -> None:
    seeded.act(LEAD, "change_text", changes=[change], cause_kind=kind, cause=cause)


def test_every_wording_with_its_number_and_why(seeded: Seeded) -> None:
    press(seeded, {"change": "il-o1-m1", "fields": {"words": {"en": "One. Two."}}})
    waiting = life(seeded).waiting
    assert [(c.action, c.role, c.cause.number if c.cause else 0) for c in waiting] == [
        ("change", "lead_expert", 6)
    ]
    seeded.act(LEAD, "publish_revision", **LABEL)
    found = life(seeded)
    assert [w.revision.number for w in found.wordings] == [1, 2, 3, 4]
    assert [w.number for w in found.wordings] == ["1.1.1"] * 4
    assert [w.same for w in found.wordings] == [False, False, True, False]
    assert found.waiting == ()
    last = found.wordings[-1]
    assert [s.words for s in last.said if s.language == "en"] == ["One. Two."]
    assert [c.cause.kind for c in last.changes if c.cause] == ["comment"]
    translated = [s.day for s in found.wordings[1].said if s.language == "ar"]
    assert translated and all(translated)


def test_both_halves_know_of_each_other(seeded: Seeded) -> None:
    press(seeded, {"change": "il-o1-m1", "fields": {"words": {"en": "One. Two."}}})
    press(seeded, {"split": "il-o1-m1", "sentences": 1})
    assert life(seeded).family == ("measure-1",)
    assert [(c.action, c.other) for c in life(seeded, "measure-1").waiting] == [
        ("split", "il-o1-m1")
    ]


def test_comments_of_a_merged_provision_stay_within_reach(seeded: Seeded) -> None:
    alone = [r.number for r in life(seeded).remarks]
    second = [r.number for r in life(seeded, "il-o1-m2").remarks]
    press(seeded, {"merge": "il-o1-m1"}, "note", "They say the same.")
    found = life(seeded)
    assert sorted(alone + second) == [r.number for r in found.remarks]
    assert found.family == ("il-o1-m2",)
    assert [r.number for r in life(seeded, "il-o1-m2").remarks] == sorted(second)


def test_who_sees_what_of_a_life(seeded: Seeded) -> None:
    press(seeded, {"change": "il-o1-m1", "fields": {"words": {"en": "New."}}}, "note", "Why.")
    assert life(seeded, address=LEAD_FOCAL).waiting
    assert life(seeded, address=MOFA_FOCAL).waiting == ()
    assert life(seeded, address=OBSERVER).remarks == ()
    theirs = {r.institution["en"] for r in life(seeded, address=MOFA_FOCAL).remarks}
    assert theirs <= {"Ministry of Foreign Affairs"}
    new = {"insert": {"kind": "measure", "fields": {"words": {"en": "x"}}}, "parent": "il-o1"}
    press(seeded, new, "note", "Why.")
    assert life(seeded, "measure-1").wordings == ()
    for code in ("measure-1", "no-such"):
        with pytest.raises(NotFound):
            life(seeded, code, MOFA_FOCAL)


def test_statements_do_not_grow_with_a_life(seeded: Seeded) -> None:
    used = []
    for _ in range(2):
        viewer, engagement = seeded.viewer(LEAD), seeded.engagement()
        with seeded.reading() as session, counted(seeded) as statements:
            queries.life(session, viewer, engagement, "il-o1-m1")
        used.append(len(statements))
        for n in range(3):
            words = {"words": {"en": f"Words {n}. More."}}
            press(seeded, {"change": "il-o1-m1", "fields": words}, "note", "Why.")
            seeded.act(LEAD, "publish_revision", **LABEL)
    assert used[0] == used[1] <= 16


def test_a_provision_is_found_by_its_printed_number(seeded: Seeded) -> None:
    with seeded.reading() as session:
        assert queries.by_number(session, seeded.engagement().id, "1.1.1", 1) == ["il-o1-m1"]
        assert queries.by_number(session, seeded.engagement().id, "9.9.9", 1) == []


def test_others_see_only_that_it_is_in_brackets(seeded: Seeded) -> None:
    one = {"words": "every month", "holders": ["MoFA"]}
    args = {"provision": "il-o1-m1", "question": "How often?", "alternatives": [one]}
    number = seeded.act(EXPERT, "open_dispute", **args).values["dispute"]
    whole, brief = life(seeded, address=LEAD_FOCAL), life(seeded, address=MOFA_FOCAL)
    assert [list(a.holders) for a in whole.disputes[0].alternatives] == [["MoFA"]]
    assert (brief.disputes[0].question, brief.disputes[0].alternatives) == ("", ())
    seeded.act(EXPERT, "decide_dispute", dispute=number, decision="Monthly.", chosen=1)
    assert life(seeded, address=MOFA_FOCAL).disputes == ()
    assert life(seeded).disputes[0].decision == "Monthly."
    with seeded.reading() as session:
        assert brackets.in_brackets(session, seeded.viewer(LEAD), seeded.engagement().id) == {}


def test_a_picture_is_whose_who_may_read_its_text(seeded: Seeded) -> None:
    image = {"sha256": "ab" * 32, "size": 10, "name": "map.png", "media_type": "image/png"}
    new = {"kind": "figure", "fields": {"alt": {"en": "A map."}}, "image": image}
    press(seeded, {"insert": new, "parent": "il-o1"}, "note", "Why.")
    asked = ("figure-1", "ab" * 32)

    def stands(address: str) -> bool:
        with seeded.reading() as session:
            return figures.stands(session, seeded.viewer(address), seeded.engagement(), *asked)

    assert (stands(LEAD), stands(MOFA_FOCAL)) == (True, False)
    seeded.act(LEAD, "publish_revision", **LABEL)
    assert stands(MOFA_FOCAL)


def plan(seeded: Seeded) -> Sums:
    with seeded.reading() as session:
        return sums(of_working(session, seeded.engagement()))


def test_sums_of_the_plan_agree(seeded: Seeded) -> None:
    found = plan(seeded)
    assert [one.node.id for one in found.areas if one.node] == ["il", "hc", "fm", "sg"]
    for parts in (found.areas, found.sources):
        assert sum(one.euros for one in parts) == found.total.euros > 0
        assert sum(one.lines for one in parts) == found.total.lines == 23
    new = {"kind": "action", "about": "il-o1-m1", "fields": {"words": {"en": "Do it."}}}
    press(seeded, {"insert": new}, "note", "Why.")
    after = plan(seeded)
    assert (after.total.euros, after.total.unknown) == (found.total.euros, 1)
