"""Facts: what guards ask about, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import event, select

from srf_policy.domain import Engagement
from srf_policy.operations import perform
from srf_policy.operations.people import SYSTEM
from srf_policy.store import facts
from tests.makers import AS_OF, EXPERT, LEAD_FOCAL, MOFA_FOCAL, Seeded


@contextmanager
def counted(seeded: Seeded) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(seeded.store.database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(seeded.store.database.engine, "before_cursor_execute", note)


def open_more(seeded: Seeded, count: int) -> None:
    for n in range(count):
        perform(
            seeded.store, "open_engagement", actor=SYSTEM, code=f"AFG-N{n}", country="AF",
            instrument="policy", workflow="national_policy", title={"en": "x"}, languages=["en"],
            bodies=[{"key": "cabinet", "name": {"en": "Cabinet"}}],
        )  # fmt: skip


def test_statements_do_not_grow_with_engagements(seeded: Seeded) -> None:
    open_more(seeded, 4)
    with seeded.reading() as session:
        ids = list(session.scalars(select(Engagement.id)))
    used = []
    for wanted in (ids[:1], ids):
        with seeded.reading() as session, counted(seeded) as statements:
            assert set(facts.load(session, wanted, AS_OF)) == set(wanted)
        used.append(len(statements))
    assert used[0] == used[1] <= 21


def test_facts_of_one_engagement_are_not_those_of_another(seeded: Seeded) -> None:
    open_more(seeded, 1)
    other = seeded.facts("AFG-N0")
    assert (other.code, other.stage, other.newest_revision) == ("AFG-N0", "consultation", None)
    assert (other.institutions, other.comments_lacking, other.papers) == ((), (), ())
    assert [body.key for body in other.bodies] == ["cabinet"]


def test_facts_of_the_demo(seeded: Seeded) -> None:
    found = seeded.facts()
    assert (found.stage, found.newest_revision, found.suspended) == ("draft", 3, False)
    assert len(found.comments_lacking) == 11
    assert [r.closed for r in found.rounds] == [True, True]
    assert {i.code for i in found.of_role("required")} == {
        "MoFA", "MoI", "MoP", "MoF", "MoHESR", "MoJ",
    }  # fmt: skip
    assert found.action_lines > 10
    assert found.ballot is None


def test_what_is_not_sent_lacks_no_answer(seeded: Seeded) -> None:
    seeded.act(MOFA_FOCAL, "save_comment", round=2, answer="remark", text="Late.", provision=None)
    assert len(seeded.facts().comments_lacking) == 12
    reviewer = "consular.mofa.iq@example.org"
    seeded.act(reviewer, "save_comment", round=2, answer="remark", text="Ours alone.")
    assert len(seeded.facts().comments_lacking) == 12


def test_a_corrected_meeting_counts_once(seeded: Seeded) -> None:
    before = seeded.facts().meetings
    number = before[-1].number
    seeded.act(
        EXPERT, "record_meeting", kind=before[-1].kind, place="Erbil", title={"en": "Corrected"},
        institutions=["MoMD"], corrects=number, correction_reason="The place was wrong.",
    )  # fmt: skip
    after = seeded.facts().meetings
    assert len(after) == len(before)
    assert number not in [m.number for m in after]
    assert before[-1].seq in [m.seq for m in after]


def test_an_agreement_names_its_move_and_revision(seeded: Seeded) -> None:
    seeded.act(LEAD_FOCAL, "record_agreement", move="present")
    found = seeded.facts().agreements[-1]
    assert (found.move, found.revision, found.institution) == ("present", 3, "MoMD")
    assert found.agreed_on == date(2019, 11, 27)
