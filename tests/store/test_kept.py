"""What is kept until a history goes on: always what would be made anew."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain.viewer import Viewer
from srf_policy.store import facts, kept
from srf_policy.store.queries import engagements, me
from tests.makers import EXPERT, LEAD, LEAD_FOCAL, MOFA_FOCAL, Seeded
from tests.store.test_facts import counted, open_more

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def assert_as_made_anew(session: Session, viewer: Viewer) -> None:
    """The desk of a viewer, against all of it read once more."""
    desk = me.desk(session, viewer, clock.today())
    rows = [standing.engagement for standing in desk.standings]
    ids = [row.id for row in rows]
    held = {standing.engagement.id: standing.facts for standing in desk.standings}
    assert held == facts.load(session, ids, clock.today())
    anew = me._counted(session, [i for i in ids if viewer.is_facility(i)])
    assert desk.stale == anew
    engine = session.get_bind().engine
    held_back = kept._held.pop(engine)
    assert me._comments(session, viewer, rows)["open"] == desk.open
    kept._held[engine] = held_back


def check(seeded: Seeded) -> None:
    for address in (LEAD, LEAD_FOCAL, MOFA_FOCAL):
        with seeded.reading() as session:
            me.desk(session, seeded.viewer(address), clock.today())
    with seeded.reading() as session:
        assert_as_made_anew(session, seeded.viewer(LEAD))


def test_what_was_done_shows_at_once(seeded: Seeded) -> None:
    check(seeded)
    number = seeded.open_comments()[0]
    for act in (
        lambda: seeded.act(LEAD, "answer_comment", comment=number, disposition="noted"),
        lambda: seeded.act(EXPERT, "file_paper", kind="letter", sender="MoI", addressee="ICMPD",
                           title={"en": "x"}),
        lambda: seeded.act(LEAD, "change_text",
                           changes=[{"change": "vis-v", "fields": {"words": {"en": "Other."}}}]),
        lambda: seeded.act(LEAD, "publish_revision", label={"en": "Fourth"}),
    ):  # fmt: skip
        before = seeded.engagement().history_head
        act()
        assert seeded.engagement().history_head != before
        check(seeded)
    with seeded.on(clock.today() + timedelta(days=90)):
        check(seeded)


@SQLITE
def test_nothing_is_read_again_of_what_stayed_the_same(seeded: Seeded) -> None:
    open_more(seeded, 2)
    used = []
    for _ in range(2):
        with seeded.reading() as session, counted(seeded) as statements:
            engagements.standings(session, seeded.viewer(LEAD), clock.today())
        used.append(len(statements))
    assert used[1] < used[0] / 2


@SQLITE
def test_a_head_that_is_not_looked_at_is_caught(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: what was made once is shown for ever."""

    def blind(session: Session, what: str, rows: Any, make: Any, *, more: Any = None) -> Any:
        same: Any = [SimpleNamespace(id=row.id, history_head="") for row in rows]
        return kept.kept(session, what, same, make, more=more)

    monkeypatch.setattr(engagements, "kept", blind)
    with seeded.reading() as session:
        me.desk(session, seeded.viewer(LEAD), clock.today())
    seeded.act(LEAD, "answer_comment", comment=seeded.open_comments()[0], disposition="noted")
    with pytest.raises(AssertionError):
        check(seeded)
