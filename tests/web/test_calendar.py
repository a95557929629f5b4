"""The calendar feed: made, read, taken back; and what never stands in it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import CalendarLink, HistoryEvent, IdempotencyKey, Person
from srf_policy.operations import Store
from srf_policy.operations.calendar_links import hash_of
from tests.web.acting import act
from tests.web.browser import Browser

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

IRAQ = "IRQ-PEI"
LEAD, MOFA, MOI = "lead.irq@example.org", "focal.mofa.iq@example.org", "focal.moi.iq@example.org"


def make(browser: Browser) -> str:
    """Press the button; the path of the feed."""
    browser.get("/me/calendar")
    form = next(f for f in shown(browser) if f["form"] == "make_calendar_link")
    browser.page = browser.client.post(f"/{browser.language}/me/calendar", data=form)
    found = re.search(r"/cal/[0-9a-f]{64}\.ics", browser.page.text)
    assert found is not None, browser.page.text
    return found[0]


def shown(browser: Browser) -> list[dict[str, str]]:
    from tests.web.browser import forms_of

    return [f.fields for f in forms_of(browser.page.text) if "form" in f.fields]


def revoke(browser: Browser) -> None:
    browser.get("/me/calendar")
    form = next(f for f in shown(browser) if f["form"] == "revoke_calendar_link")
    browser.page = browser.client.post(f"/{browser.language}/me/calendar", data=form)


def read(app: Flask, path: str) -> Calendar:
    """As a calendar program does, which is not signed in."""
    sent = app.test_client().get(path)
    assert sent.status_code == 200 and sent.mimetype == "text/calendar"
    found = Calendar.from_ical(sent.data)
    assert isinstance(found, Calendar)
    return found


def events(calendar: Calendar) -> dict[str, tuple[date, str, int]]:
    return {
        str(e["uid"]): (e.decoded("dtstart"), str(e["summary"]), e["sequence"])
        for e in calendar.walk("VEVENT")
    }


def open_round(store: Store) -> None:
    act(store, LEAD, "open_round", closes_on=date(2019, 12, 18), invited=["MoFA", "MoI"])


def test_a_feed_is_parsed_and_follows_the_days(demo: Flask, demo_store: Store) -> None:
    open_round(demo_store)
    lead = Browser(demo)
    lead.sign_in(LEAD)
    path = make(lead)
    before = events(read(demo, path))
    assert (date(2019, 12, 18), "IRQ-PEI: Consultation round 3 closes") in {
        found[:2] for found in before.values()
    }
    act(demo_store, LEAD, "extend_round", round=3, closes_on=date(2019, 12, 27), reason="Winter.")
    after = events(read(demo, path))
    assert after.keys() == before.keys(), "the same thing keeps its UID"
    (moved,) = (uid for uid in after if after[uid] != before[uid])
    assert after[moved][0] == date(2019, 12, 27) and after[moved][2] > before[moved][2]


def test_events_are_whole_days_stamped_when_they_were_set(demo: Flask, demo_store: Store) -> None:
    open_round(demo_store)
    browser = Browser(demo)
    browser.sign_in(MOFA)
    path = make(browser)
    for event in read(demo, path).walk("VEVENT"):
        first, last = event.decoded("dtstart"), event.decoded("dtend")
        assert type(first) is date and last - first == timedelta(days=1)
        assert event.decoded("dtstamp") <= clock.now()
        assert "23:59:59, Baghdad time" in str(event["description"])
    assert read(demo, path).to_ical() == read(demo, path).to_ical()


def test_the_text_is_in_the_language_of_its_owner(demo: Flask, demo_store: Store) -> None:
    open_round(demo_store)
    with demo_store.database.writing() as session:
        session.scalars(
            select(Person).where(Person.number == number(demo_store, MOFA))
        ).one().language = "fa-AF"
    browser = Browser(demo)
    browser.sign_in(MOFA)
    said = {found[1] for found in events(read(demo, make(browser))).values()}
    assert "IRQ-PEI: بسته شدن دور مشورت ۳" in said


def number(store: Store, address: str) -> str:
    from srf_policy.store import people

    with store.database.reading() as session:
        found = people.find_by_address(session, store.keys, address)
        assert found is not None
        return found.number


def refused(app: Flask, path: str) -> tuple[int, bytes]:
    sent = app.test_client().get(path)
    return sent.status_code, sent.data


def test_what_opens_nothing_answers_alike(demo: Flask, demo_store: Store) -> None:
    browser = Browser(demo)
    browser.sign_in(MOFA)
    first = make(browser)
    second = make(browser)
    assert first != second
    unknown = refused(demo, f"/cal/{'0' * 64}.ics")
    assert unknown[0] == 404
    assert refused(demo, first) == unknown, "one that was replaced"
    assert refused(demo, "/cal/x.ics") == refused(demo, "/cal/é%00.ics") == unknown
    read(demo, second)
    revoke(browser)
    assert refused(demo, second) == unknown, "one that was taken back"
    third = make(browser)
    for role in ("focal_point",):
        act(demo_store, "admin@example.org", "end_member", person=number(demo_store, MOFA),
            role=role, reason="Left.")  # fmt: skip
    assert refused(demo, third) == unknown, "that of somebody who has left"


def test_only_the_hash_is_kept(demo: Flask, demo_store: Store) -> None:
    browser = Browser(demo)
    browser.sign_in(MOFA)
    token = make(browser).removeprefix("/cal/").removesuffix(".ics")
    with demo_store.database.reading() as session:
        assert session.scalars(select(CalendarLink.token_hash)).all() == [hash_of(token)]
        kept = [str(row.answer) for row in session.scalars(select(IdempotencyKey))]
        kept += [str(row.payload) for row in session.scalars(select(HistoryEvent))]
    assert not any(token in words for words in kept)
    assert token not in browser.get("/me/calendar").text, "it is shown once"
    assert "You made a link" in browser.page.text


def test_no_names_no_texts_and_nothing_of_others(demo: Flask, demo_store: Store) -> None:
    open_round(demo_store)
    act(demo_store, LEAD, "extend_round", round=3, closes_on=date(2019, 12, 30), institution="MoI",
        reason="Zqreason.")  # fmt: skip
    act(demo_store, LEAD, "plan_presentation", body="committees", planned_on=date(2020, 1, 6))
    said = {}
    for address in (LEAD, MOFA, MOI):
        browser = Browser(demo)
        browser.sign_in(address)
        said[address] = demo.test_client().get(make(browser)).text
    for text in said.values():
        for secret in ("Zqreason", "Ministry", "MoI", "MoFA", "Iraqis Abroad", "example.org",
                       "committee", "AFG-CMP"):  # fmt: skip
            assert secret not in text, secret
        assert "ATTENDEE" not in text and "ORGANIZER" not in text
    assert "20191230" not in said[MOFA] and "20200106" not in said[MOFA]
    assert "20191218" not in said[MOI] and "20191230" in said[MOI]
    assert "20200106" in said[LEAD]


def test_a_planted_leak_is_found(demo: Flask, demo_store: Store,
                                 monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from srf_policy.documents import calendar

    monkeypatch.setattr(calendar, "_uid", lambda code, row: row.subject)
    with pytest.raises(AssertionError):
        test_no_names_no_texts_and_nothing_of_others(demo, demo_store)


def test_a_suspended_engagement_shows_its_review_alone(demo: Flask, demo_store: Store) -> None:
    open_round(demo_store)
    browser = Browser(demo)
    browser.sign_in(LEAD)
    path = make(browser)
    act(demo_store, LEAD, "suspend", reason="Elections.", review_on=date(2020, 2, 1))
    assert [found[0] for found in events(read(demo, path)).values()] == [date(2020, 2, 1)]
