"""Due days in words, more time for a round, planned presentations, and the holidays of a country."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from flask import Flask

from srf_policy import clock
from srf_policy.operations import Store
from tests.web.acting import act
from tests.web.browser import Browser

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

IRAQ = "IRQ-PEI"
LEAD, ADMIN = "lead.irq@example.org", "admin@example.org"
MOFA, MOI = "focal.mofa.iq@example.org", "focal.moi.iq@example.org"
CLOSES = date(2019, 12, 18)


@pytest.fixture
def round_(demo_store: Store) -> str:
    act(demo_store, LEAD, "open_round", closes_on=CLOSES, invited=["MoFA", "MoI"])
    return f"{IRAQ}-3"


def test_one_institution_gets_more_time_through_the_form(
    browser: Browser, demo: Flask, round_: str
) -> None:
    browser.sign_in(LEAD)
    asked = browser.get(f"/c/{round_}/extend?institution=MoFA").text
    assert "Ministry of Foreign Affairs" in asked and "Who will be told" in asked
    said = browser.submit("MoFA", closes_on="2019-12-30", reason="", status=422).text
    assert 'value="2019-12-30"' in said, "what was typed stays"
    said = browser.submit("MoFA", closes_on="2019-11-01", reason="Moving.", status=422).text
    assert "already passed" in said and "Moving." in said
    said = browser.submit("MoFA", closes_on="2019-12-30", reason="The ministry moves.").text
    assert "Own last day: 30 December 2019" in said and "The ministry moves." in said
    for path in (f"/e/{IRAQ}/days", f"/c/{round_}/matrix", f"/e/{IRAQ}/history"):
        assert "30 December 2019" in browser.get(path).text
    ministry = Browser(demo)
    ministry.sign_in(MOFA)
    assert "30 December 2019" in ministry.get(f"/c/{round_}").text
    other = Browser(demo)
    other.sign_in(MOI)
    for path in ("/me", f"/c/{round_}", f"/e/{IRAQ}/days", f"/e/{IRAQ}"):
        assert "30 December" not in other.get(path).text, "others do not learn of it"
    assert "18 December 2019" in other.page.text


def test_everybody_gets_more_time_and_an_old_form_is_not_taken(
    browser: Browser, demo: Flask, round_: str
) -> None:
    browser.sign_in(LEAD)
    browser.get(f"/c/{round_}/extend")
    first = browser.page
    browser.submit("institution=", closes_on="2020-01-05", reason="Winter.")
    browser.page = first
    browser.submit("institution=", closes_on="2020-01-20", reason="Later.", key="k2", status=409)
    expert = Browser(demo)
    expert.sign_in("expert.diaspora@example.org")
    assert "New last day" not in expert.get(f"/c/{round_}/extend").text
    ministry = Browser(demo)
    ministry.sign_in(MOFA)
    ministry.get(f"/c/{round_}/extend", status=403)


def test_days_are_told_in_words_and_in_four_languages(browser: Browser, round_: str) -> None:
    browser.sign_in(LEAD)
    page = browser.get("/me").text
    assert "Overdue by 36 weeks" in page and "In 21 days" in page
    for language, words in (
        ("ar", "متأخر 36 أسبوعًا"), ("fa-AF", "۳۶ هفته دیر شده"), ("ur", "ہفتوں کی تاخیر"),
    ):  # fmt: skip
        browser.language = language
        said = browser.get("/me").text
        assert words in said or words.replace("36", "٣٦") in said, language
    browser.language = "en"
    assert "In 21 days" in browser.get(f"/e/{IRAQ}").text
    assert "Overdue by 36 weeks" in browser.get("/engagements").text


def test_afghan_days_are_solar_hijri(browser: Browser) -> None:
    browser.sign_in("lead.afg@example.org")
    browser.language = "fa-AF"
    for path in ("/me", "/e/AFG-CMP/days"):
        assert "اسد ۱۳۹۸" in browser.get(path).text


def test_working_days_are_named_only_where_holidays_are_known(
    browser: Browser, demo: Flask, round_: str
) -> None:
    lead = Browser(demo)
    lead.sign_in(LEAD)
    for path in ("/me", f"/e/{IRAQ}", f"/e/{IRAQ}/days", f"/e/{IRAQ}/rounds", "/engagements"):
        assert "working day" not in lead.get(path).text
    browser.sign_in(ADMIN)
    browser.get("/admin/holidays?country=IQ&year=2019")
    browser.submit(
        "/admin/holidays", country="IQ", year="2019", days="2019-12-10 Victory Day\n\n2019-12-06"
    )
    assert "Iraq" in browser.page.text
    # 28 November to 18 December: 15 days that are neither Friday nor Saturday, one a holiday.
    assert "In 21 days</b> (14 working days)" in lead.get(f"/e/{IRAQ}/days").text
    assert "Victory Day" in browser.get("/admin/holidays?country=IQ&year=2019").text


def test_a_stated_weekend_counts_in_all_days(browser: Browser, demo: Flask, round_: str) -> None:
    lead = Browser(demo)
    lead.sign_in(LEAD)
    browser.sign_in(ADMIN)
    browser.get("/admin/holidays")
    browser.submit("/admin/holidays", country="IQ", year="2019", days="")
    assert "Days of rest in Iraq: Friday and Saturday." in words(lead, f"/e/{IRAQ}/days")
    assert "(15 working days)" in lead.page.text
    stated = {"country": "IQ", "rest": "friday", "reason": "Circular 7."}
    for more in ({}, {"rest": "sunday", "since": "2019-12-08"}):
        browser.get("/admin/holidays")
        browser.submit("#state", **stated | more)
    assert "the weekend is Sunday since 8 December 2019." in plain(browser), "said as a day"
    # 28 November to 18 December: Fridays 29 and 6, then Sundays 8 and 15.
    assert "Days of rest in Iraq: Friday." in words(lead, f"/e/{IRAQ}/days")
    assert "(17 working days)" in lead.page.text
    said = words(browser, "/admin/audit")
    assert "Stated the weekend for IQ since 8 December 2019: Sunday" in said
    said = words(browser, "/admin/holidays")
    assert "Since 8 December 2019" in said and "Circular 7." in said
    shown = browser.page
    browser.submit("#w2")
    assert "holds no longer" in browser.page.text
    assert "(18 working days)" in lead.get(f"/e/{IRAQ}/days").text
    browser.page = shown
    said = browser.submit("#w2", status=422, key="another").text
    assert "No weekend was stated for this country" in said


def words(browser: Browser, path: str) -> str:
    browser.get(path)
    return plain(browser)


def plain(browser: Browser) -> str:
    return re.sub(r"<[^>]+>|[\u2066-\u2069]", "", browser.page.text)


def test_what_was_done_is_in_view_and_the_year_in_the_digits_of_the_reader(
    browser: Browser,
) -> None:
    browser.sign_in(ADMIN)
    browser.language = "fa-AF"
    browser.get("/admin/holidays")
    said = browser.submit("/admin/holidays", country="AF", year="2019", days="2018-03-21 x",
                          status=422).text  # fmt: skip
    assert "۲۰۱۹ نیست" in re.sub(r"<[^>]+>|[\u2066-\u2069]", "", said)
    browser.submit("/admin/holidays", country="AF", year="2019", days="", status=200)
    assert "۲۰۱۹:" in plain(browser)
    # A browser that is sent on without a place stays at #state, where the form was sent to.
    form = browser.form("#state")
    sent = {**form.fields, "country": "AF", "rest": "friday", "reason": "Circular 7."}
    assert str(browser.client.post(form.action, data=sent).location).endswith("holidays#main")


def test_a_weekend_of_nonsense_is_refused_and_kept(browser: Browser) -> None:
    browser.sign_in(ADMIN)
    for typed, said in (
        ({"rest": "friday", "reason": ""}, "Name the decree"),
        ({"rest": "fredag", "reason": "Circular 7."}, "no day of the week"),
        ({"reason": "Circular 7."}, "at least one day of rest"),
        ({"rest": "friday", "since": "soon", "reason": "Circular 7."}, "soon"),
        ({"rest": "friday", "country": "XX", "reason": "Circular 7."}, "not the code"),
    ):
        browser.get("/admin/holidays")
        found = browser.submit("#state", status=422, **{"country": "IQ", **typed}).text
        assert said in found and typed["reason"] in found
    browser.get("/admin/holidays")
    found = browser.submit("#state", status=422, country="IQ", reason="").text
    assert "at least one day of rest" in found and "Name the decree" in found, "all at once"
    assert "Without a first day" not in browser.get("/admin/holidays").text


def test_a_span_into_a_year_without_a_list_has_no_working_days(
    browser: Browser, demo_store: Store
) -> None:
    act(demo_store, ADMIN, "set_holidays", country="IQ", year=2019, days="")
    act(demo_store, LEAD, "open_round", closes_on=date(2020, 1, 8), invited=["MoFA"])
    browser.sign_in(LEAD)
    assert "In 42 days" in browser.get(f"/e/{IRAQ}/days").text
    assert "working day" not in browser.page.text


NONSENSE = {
    "2019-13-45 Nonsense": "Line 1 is not a holiday",
    "Nawruz": "Line 1 is not a holiday",
    "2018-03-21 Nawruz": "Each year has its own list",
    "2019-03-21\n2019-03-21 Nawruz": "stands twice",
    "\n".join(["2019-03-21"] * 200): "more than a year",
    "2019-03-21 \u202eNawruz": "",
    "2019-03-21 " + "x" * 200: "",
}


@pytest.mark.parametrize("typed", NONSENSE)
def test_a_list_of_nonsense_is_refused_and_kept(browser: Browser, typed: str) -> None:
    browser.sign_in(ADMIN)
    browser.get("/admin/holidays")
    said = browser.submit("/admin/holidays", country="AF", year="2019", days=typed, status=422).text
    assert NONSENSE[typed] in said
    assert typed.split("\n")[0].replace("\u202e", "")[:10] in said
    assert "None yet." in browser.get("/admin/holidays").text


@pytest.mark.parametrize(("country", "year"), [("XX", "2019"), ("AF", "20"), ("AF", "soon")])
def test_a_country_or_year_that_is_none_is_refused(
    browser: Browser, country: str, year: str
) -> None:
    browser.sign_in(ADMIN)
    browser.get("/admin/holidays")
    browser.submit("/admin/holidays", country=country, year=year, days="", status=422)


def test_a_presentation_is_planned_moved_and_given_up(browser: Browser) -> None:
    browser.sign_in(LEAD)
    path = f"/e/{IRAQ}/days"
    browser.get(path)
    said = browser.submit("#plan", body="committees", planned_on="2019-11-01", status=422).text
    assert "today or later" in said and 'value="2019-11-01"' in said
    browser.submit("#plan", body="committees", planned_on="2020-01-06")
    assert "Presentation before" in browser.get(path).text
    assert "6 January 2020" in browser.get(f"/e/{IRAQ}").text
    browser.get(path)
    browser.submit("#plan", body="committees", given_up="yes")
    assert "No day planned" in browser.get(path).text


def test_a_suspended_engagement_has_no_days_but_its_review(
    browser: Browser, demo_store: Store, round_: str
) -> None:
    act(demo_store, LEAD, "suspend", reason="Elections.", review_on=date(2020, 2, 1))
    browser.sign_in(LEAD)
    said = browser.get(f"/e/{IRAQ}/days").text
    assert "the clocks stand" in said and "1 February 2020" in said
    assert "18 December" not in said


def test_the_day_of_the_country_counts(browser: Browser, round_: str) -> None:
    """At nine in the evening UTC it is tomorrow in Baghdad."""
    browser.sign_in(LEAD)
    moment = datetime.fromisoformat("2019-12-17T21:30:00+00:00")
    before = clock.offset()
    clock.shift(moment - clock.real_now())
    try:
        assert "Due today" in browser.get(f"/e/{IRAQ}/days").text
    finally:
        clock.shift(before)
