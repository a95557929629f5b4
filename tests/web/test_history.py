"""The history: newest first, page by page, by role and institution, and checked as a whole."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from srf_policy import clock
from srf_policy.domain import Engagement
from srf_policy.operations import Store
from srf_policy.store import scope
from srf_policy.store.queries import history, matrix
from tests.makers import IRAQ, LEAD, MOFA_FOCAL, OBSERVER
from tests.web.acting import act, iraq
from tests.web.browser import Browser

HISTORY = "/e/IRQ-PEI/history"


def places(browser: Browser) -> list[int]:
    return [int(n) for n in re.findall(r'<li id="event-(\d+)"', browser.page.text)]


def test_every_event_is_reached_page_by_page(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(LEAD)
    browser.get(HISTORY)
    seen = places(browser)
    while 'rel="next"' in browser.page.text:
        browser.get(f"{HISTORY}?before={seen[-1]}")
        seen += places(browser)
    assert seen == list(range(iraq(demo_store).event_count, 0, -1))


def test_the_filter_shows_one_group(browser: Browser) -> None:
    browser.sign_in(LEAD)
    browser.get(f"{HISTORY}?show=moves")
    assert 0 < len(places(browser)) < 10
    browser.get(f"{HISTORY}?institution=MoFA")
    assert places(browser) and "Lead expert" not in browser.page.text.partition("<ol")[2]


@pytest.mark.parametrize(
    "query", ["before=x", "before=-5", "before=0", "show=all", "institution=%27"]
)
def test_a_bad_query_is_no_fault(browser: Browser, query: str) -> None:
    browser.sign_in(LEAD)
    browser.get(f"{HISTORY}?{query}")


def test_both_dates_stand_where_they_are_apart(browser: Browser, demo_store: Store) -> None:
    act(demo_store, LEAD, "file_paper", kind="letter", sender="MoMD", addressee="ICMPD",
        title={"en": "L"}, occurred_on=datetime(2019, 11, 1, tzinfo=UTC).date())  # fmt: skip
    browser.sign_in(LEAD)
    browser.get(HISTORY)
    newest = browser.page.text.partition('id="event-')[2].partition("</li>")[0]
    assert 'datetime="2019-11-01"' in newest and "27 November 2019" in newest


def test_an_outsider_sees_what_concerns_everybody(browser: Browser, demo_store: Store) -> None:
    for address in (OBSERVER, MOFA_FOCAL):
        browser.sign_in(address)
        browser.get(f"{HISTORY}?show=records")
        assert not places(browser)
        browser.get(HISTORY)
        assert 0 < len(places(browser)) < iraq(demo_store).event_count


def test_the_seal_is_computed(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(LEAD)
    browser.get(HISTORY)
    assert iraq(demo_store).history_head in browser.page.text
    assert "fault" not in browser.page.text


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_change_behind_our_back_is_seen(browser: Browser, demo_store: Store) -> None:
    head = iraq(demo_store).history_head
    with demo_store.database.writing() as session:
        for trigger in session.scalars(
            text("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='history_event'")
        ).all():
            session.execute(text(f'DROP TRIGGER "{trigger}"'))
        session.execute(
            text("UPDATE history_event SET role='staff' WHERE chain='IRQ-PEI' AND seq=42")
        )
    with demo_store.database.reading() as session:
        checked = history.check(session, iraq(demo_store))
    assert (checked.head, checked.fault) == (head, (42, "column"))
    browser.sign_in(LEAD)
    browser.get(HISTORY)
    assert 'class="bad"' in browser.page.text


def test_the_number_of_statements_does_not_grow(demo_store: Store) -> None:
    from sqlalchemy import event

    from srf_policy.store import people

    statements: list[str] = []
    event.listen(
        demo_store.database.engine, "before_cursor_execute", lambda *a: statements.append(a[2])
    )
    with demo_store.database.reading() as session:
        person = people.find_by_address(session, demo_store.keys, LEAD)
        assert person is not None
        viewer = people.viewer(session, person, clock.today())
        row: Engagement = scope.engagement(session, viewer, IRAQ)
        counts = []
        for wanted in (matrix.Filter(), matrix.Filter(after=43)):
            statements.clear()
            matrix.page(session, viewer, row, wanted)
            counts.append(len(statements))
        statements.clear()
        history.page(session, viewer, row, history.Filter())
    assert len(set(counts)) == 1
    assert len(statements) == 1


def test_the_page_does_not_go_through_the_whole_chain_each_time(demo_store: Store) -> None:
    with demo_store.database.reading() as session:
        first = history.last_check(session, iraq(demo_store))
        assert history.last_check(session, iraq(demo_store)) is first
    act(demo_store, LEAD, "file_paper", kind="letter", sender="MoMD", addressee="ICMPD",
        title={"en": "L"}, occurred_on=datetime(2019, 11, 1, tzinfo=UTC).date())  # fmt: skip
    with demo_store.database.reading() as session:
        again = history.last_check(session, iraq(demo_store))
    assert again.sound and again.count > first.count


def test_an_old_check_is_made_anew(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with demo_store.database.reading() as session:
        first = history.last_check(session, iraq(demo_store))
        monkeypatch.setattr(history, "KEPT", timedelta(0))
        assert history.last_check(session, iraq(demo_store)) is not first
