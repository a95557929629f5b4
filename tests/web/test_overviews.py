"""Your work, all engagements, and one engagement, each as its people see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from srf_policy import clock
from srf_policy.domain import Comment, Engagement
from srf_policy.operations import Store, accounts, perform
from srf_policy.store.queries import engagement as one
from srf_policy.store.queries import engagements as all_
from srf_policy.store.queries import me as desk
from tests.web.browser import PASSWORD, Browser

LEAD, EXPERT = "lead.irq@example.org", "expert.diaspora@example.org"
ADMIN, FOCAL = "admin@example.org", "focal.momd@example.org"

Act = Callable[..., Any]


@pytest.fixture
def act(demo_store: Store) -> Act:
    """Perform a verb as somebody: `act("lead.irq@example.org", "suspend", reason="…")`."""

    def do(email: str, verb: str, **args: Any) -> Any:
        token = accounts.sign_in(demo_store, email, PASSWORD, email)
        with demo_store.database.reading() as session:
            found = accounts.session_of(session, token)
        assert found is not None
        return perform(demo_store, verb, actor=found.viewer, engagement="IRQ-PEI", **args)

    return do


def words(text: str) -> str:
    """A page's words, one space between them."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).replace(" .", ".").replace(" :", ":")


def section(browser: Browser, name: str) -> str:
    """The words of one section of the page."""
    found = re.search(rf'<section[^>]*(id|aria-labelledby)="{name}".*?</section>',
                      browser.page.text, re.DOTALL)  # fmt: skip
    assert found is not None
    return words(found[0])


def answer_all(act: Act, store: Store) -> None:
    with store.database.reading() as session:
        numbers = session.scalars(
            Comment.__table__.select()
            .with_only_columns(Comment.number)
            .where(Comment.response_id.is_(None), Comment.layer == "engagement")
            .where(Comment.answer.in_(("proposal", "remark")))
            .where(Comment.engagement_id == session.scalar(_iraq()))
        ).all()
    for number in numbers:
        act(LEAD, "answer_comment", comment=number, disposition="noted", response="Seen.")


def _iraq() -> Any:
    return Engagement.__table__.select().with_only_columns(Engagement.id).where(
        Engagement.code == "IRQ-PEI"
    )  # fmt: skip


def test_an_expert_sees_comments_to_answer_and_what_waits_on_others(browser: Browser) -> None:
    browser.sign_in(LEAD)
    needs = section(browser, "needs")
    assert "Answer 11 comments of round 2" in needs and "Overdue by 36 weeks" in needs
    assert "Approve the minutes" in needs
    waiting = section(browser, "waiting")
    assert "The agreement of the lead institution" in waiting and "Arabic" in waiting
    assert 'href="/en/c/IRQ-PEI-2/matrix"' in browser.page.text


def test_a_translator_sees_what_is_out_of_date(browser: Browser) -> None:
    browser.sign_in("translator.arabic.irq@example.org")
    assert "Bring 3 provisions up to date: Arabic" in section(browser, "needs")
    assert "Answer" not in section(browser, "needs")


def test_the_lead_focal_point_is_asked_for_agreement(browser: Browser) -> None:
    browser.sign_in(FOCAL)
    assert "agrees: Send for validation, draft 3" in section(browser, "needs")


def test_a_ministry_waits_for_answers_to_its_comments(browser: Browser) -> None:
    browser.sign_in("focal.mof.iq@example.org")
    assert "The answers to 3 of your comments in round 2" in section(browser, "waiting")
    assert "Nothing waits for you" in section(browser, "needs")


def test_a_round_asks_focal_points_and_is_to_be_closed_after_its_day(
    browser: Browser, act: Act
) -> None:
    act(LEAD, "open_round", closes_on=clock.today() + timedelta(days=5), invited=["MoF", "MoI"])
    browser.sign_in("focal.mof.iq@example.org")
    assert "Reply for your institution in round 3" in section(browser, "needs")
    assert "In 5 days" in section(browser, "needs")
    browser.sign_in("focal.moj.iq@example.org")
    assert "round 3" not in section(browser, "needs")
    browser.sign_in(LEAD)
    assert "replies of 2 institutions in round 3" in section(browser, "waiting")
    assert "Consultation round 3 closes" in words(browser.page.text)
    clock.shift(clock.offset() + timedelta(days=7))
    browser.get("/me")
    needs = section(browser, "needs")
    assert "Close consultation round 3" in needs and "Overdue by 2 days" in needs


def test_a_proposed_exception_waits_for_a_second_person(browser: Browser, act: Act) -> None:
    act(LEAD, "propose_exception", move="submit_for_validation", guard="comments_disposed",
        reason="The ministry asked to go on (illustrative).")  # fmt: skip
    browser.sign_in(LEAD)
    assert "second person to confirm exception 1" in section(browser, "waiting")
    browser.sign_in(EXPERT)
    assert "Confirm exception 1" in section(browser, "needs")
    browser.sign_in("staff.one@example.org")
    assert "confirm exception 1" in section(browser, "waiting")
    browser.get("/e/IRQ-PEI")
    assert "Waits for a second person" in section(browser, "exceptions")
    act(EXPERT, "confirm_exception", exception=1)
    browser.get("/e/IRQ-PEI")
    assert "Confirmed on 27 November 2019" in section(browser, "exceptions")
    assert "asked to go on" in section(browser, "exceptions")


def test_validation_asks_every_voter_and_tells_the_expert(
    browser: Browser, act: Act, demo_store: Store
) -> None:
    answer_all(act, demo_store)
    browser.sign_in(FOCAL)
    act(FOCAL, "record_agreement", move="submit_for_validation")
    browser.sign_in(LEAD)
    assert "Every condition is met" in section(browser, "needs")
    act(LEAD, "make_move", move="submit_for_validation")
    browser.sign_in("validator.moi.iq@example.org")
    assert "Take a position on draft 3" in section(browser, "needs")
    act("validator.moi.iq@example.org", "take_position", position="reservation", text="Not yet.")
    browser.get("/me")
    assert "Lift your reservation" in section(browser, "needs")
    browser.sign_in(LEAD)
    assert "Reservation of Ministry of Interior" in section(browser, "waiting")
    act(LEAD, "make_move", move="return_to_drafting", reason="Asked for (illustrative).")
    browser.get("/me")
    assert "Back in the stage Draft" in section(browser, "sent")
    browser.get("/e/IRQ-PEI")
    assert "Was here from 27 November 2019" in words(browser.page.text)
    assert "2 times" in words(browser.page.text)


def test_what_is_still_missing_is_complete_and_each_thing_has_its_link(browser: Browser) -> None:
    browser.sign_in(LEAD)
    browser.get("/e/IRQ-PEI")
    text = section(browser, "m-submit_for_validation")
    assert "2 of 3 conditions are not met. This list is complete." in text
    assert len(re.findall(r"Comment \d+ on", text)) == 11
    assert "The 1 condition that is met" in text
    assert re.search(r'<p class="act"><a href="/en/e/IRQ-PEI/comments[^"]*">', browser.page.text)


def test_who_cannot_mend_it_is_told_whose_it_is(browser: Browser) -> None:
    browser.sign_in("staff.one@example.org")
    browser.get("/e/IRQ-PEI")
    assert "With: Lead expert and Expert" in section(browser, "m-submit_for_validation")
    assert "/en/e/IRQ-PEI/move" not in browser.page.text


def test_an_engagement_shows_its_documents_with_what_is_out_of_date(browser: Browser) -> None:
    browser.sign_in(LEAD)
    browser.get("/e/IRQ-PEI")
    assert "3 provisions out of date" in section(browser, "documents")
    assert "/en/e/IRQ-PEI/r/3.docx?language=ar" in browser.page.text


def test_a_word_file_stands_with_its_size_where_one_was_made(browser: Browser) -> None:
    browser.sign_in(LEAD)
    browser.get("/e/IRQ-PEI")
    assert " KB" not in section(browser, "documents")
    told = re.search(
        r"Download for Word, English\W+(\d+)\W+KB", words(browser.get("/e/IRQ-PEI/r/3").text)
    )
    assert told is not None
    made = len(browser.get("/e/IRQ-PEI/r/3.docx?language=en").data)
    assert int(told[1]) == round(made / 1024)
    browser.get("/e/IRQ-PEI")
    assert f"{told[1]} KB" in section(browser, "documents")
    assert section(browser, "documents").count(" KB") == 1


def test_suspension_stops_the_clock_and_says_so(browser: Browser, act: Act) -> None:
    act(LEAD, "suspend", reason="The government changed (illustrative).")
    browser.sign_in(LEAD)
    assert "Overdue" not in section(browser, "needs")
    browser.get("/e/IRQ-PEI")
    assert "Suspended since 27 November 2019" in words(browser.page.text)
    browser.get("/engagements?state=on_hold")
    assert "Policy on Engagement" in words(browser.page.text)
    clock.shift(clock.offset() + timedelta(days=100))
    browser.get("/me")
    assert "Look at the suspension again" in section(browser, "needs")
    act(LEAD, "resume", reason="Work goes on (illustrative).")
    browser.get("/e/IRQ-PEI")
    # 365 days until the suspension; the 100 days in it do not count.
    assert "365 days, since" in words(browser.page.text)
    assert "Overdue by 36 weeks" in words(browser.page.text)


def test_all_engagements_are_shown_with_days_and_overdue_in_words(browser: Browser) -> None:
    browser.sign_in(ADMIN)
    browser.get("/engagements")
    text = words(browser.page.text)
    assert "Overdue by 36 weeks" in text and "Afghanistan" in text
    assert "Presented, not adopted" in text and "No adoption is recorded" in text
    for query, shown, hidden in (("country=IQ", "IRQ-PEI", "AFG-CMP"),
                                 ("country=AF", "AFG-CMP", "IRQ-PEI"),
                                 ("stage=draft", "IRQ-PEI", "AFG-CMP")):  # fmt: skip
        table = browser.get(f"/engagements?{query}").text.split("<tbody")[1].split("</table")[0]
        assert shown in table and hidden not in table
    assert "No engagement fits" in words(browser.get("/engagements?stage=closed").text)
    browser.get("/engagements?country=%27%3E&sort=nothing&stage=x")


def test_a_ministry_sees_only_its_own_engagement(browser: Browser) -> None:
    browser.sign_in(FOCAL)
    text = browser.get("/engagements").text
    assert "IRQ-PEI" in text and "AFG-CMP" not in text


def test_letters_that_are_restricted_stay_with_facility_and_lead(
    browser: Browser, act: Act
) -> None:
    act(LEAD, "file_paper", kind="letter", sender="MoMD", addressee="ICMPD", restricted=True,
        title={"en": "A canary letter"}, occurred_on=date(2019, 11, 1))  # fmt: skip
    for email, seen in ((LEAD, True), (FOCAL, True), ("focal.moj.iq@example.org", False)):
        browser.sign_in(email)
        assert ("canary" in browser.get("/e/IRQ-PEI").text) is seen


@pytest.mark.parametrize("language", ["ar", "fa-AF"])
def test_pages_are_written_in_the_readers_digits_and_direction(
    browser: Browser, language: str
) -> None:
    browser.sign_in(LEAD)
    browser.language = language
    for path in ("/me", "/engagements", "/e/IRQ-PEI"):
        text = browser.get(path).text
        assert f'<html lang="{language}" dir="rtl">' in text
        assert "\u00b7" not in text
        assert (
            "\u06f1\u06f3\u06f9\u06f8" if language == "fa-AF" else "\u0662\u0660\u0661\u0669"
        ) in text


def test_the_number_of_statements_does_not_grow_with_the_engagements(demo_store: Store) -> None:
    counts: list[int] = []
    for email in (LEAD, ADMIN):
        token = accounts.sign_in(demo_store, email, PASSWORD, "place")
        with demo_store.database.reading() as session:
            found = accounts.session_of(session, token)
            assert found is not None
            today, seen = clock.today(), list[str]()
            engine = demo_store.database.engine
            listener = lambda _c, _u, statement, *_: seen.append(statement)  # noqa: E731, B023
            event.listen(engine, "before_cursor_execute", listener)
            desk.desk(session, found.viewer, today)
            all_.standings(session, found.viewer, today)
            row = one.find(session, found.viewer, "IRQ-PEI")
            one.sheet(session, found.viewer, row, today)
            event.remove(engine, "before_cursor_execute", listener)
            counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("who", ["focal.mofa.iq@example.org", "observer.eud.iq@example.org"])
def test_every_link_on_the_page_of_an_engagement_opens(browser: Browser, who: str) -> None:
    """Also for who is neither of the Facility nor of the lead institution."""
    browser.sign_in(who)
    browser.get("/e/IRQ-PEI")
    main = browser.page.text.partition("<main")[2]
    targets = {re.sub(r"[?#].*", "", found) for found in re.findall(r'href="(/[^"]+)"', main)}
    assert {"/en/e/IRQ-PEI/comments", "/en/e/IRQ-PEI/days"} <= targets
    targets = {target for target in targets if not target.endswith((".docx", "/r/1", "/r/2"))}
    opened = {target: browser.get(target.removeprefix("/en"), None) for target in targets}
    shut = sorted(target for target, page in opened.items() if page.status_code != 200)
    assert shut == []


def test_the_page_of_an_engagement_leads_to_its_rounds(browser: Browser) -> None:
    browser.sign_in(LEAD)
    browser.get("/e/IRQ-PEI")
    assert 'href="/en/e/IRQ-PEI/rounds"' in browser.page.text
