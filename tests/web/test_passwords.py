"""A forgotten password: asked for without an oracle, set once by a link, told to its owner."""

from __future__ import annotations

import re
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from srf_policy import clock
from srf_policy.domain import Credential, HistoryEvent, Job, SignInTry, WebSession
from srf_policy.jobs import worker
from srf_policy.operations import Store, accounts, passwords, perform
from srf_policy.operations.people import SYSTEM, hash_password
from srf_policy.settings import Settings
from tests.makers import LEAD, MOFA_FOCAL
from tests.web.browser import Browser

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
NEW = "a wholly new password"


def ask(browser: Browser, address: str) -> str:
    browser.get("/password/forgotten")
    return browser.submit(email=address).text


def work(store: Store, settings: Settings) -> None:
    while worker.run_once(store, settings):
        pass


def letters(settings: Settings) -> list[EmailMessage]:
    folder = settings.data_dir / "mail"
    files = sorted(folder.iterdir(), key=lambda f: f.stat().st_mtime) if folder.is_dir() else []
    return [BytesParser(policy=policy.default).parsebytes(f.read_bytes()) for f in files]  # type: ignore[misc]


def link_in(letter: EmailMessage) -> str:
    body = letter.get_body()
    assert body is not None
    found = re.search(r"/[\w-]+(/password/[\w.-]+[\w-])", body.get_content())
    assert found is not None, body.get_content()
    return found[1]


@pytest.fixture
def link(browser: Browser, demo_store: Store, demo_settings: Settings) -> str:
    ask(browser, LEAD)
    work(demo_store, demo_settings)
    return link_in(letters(demo_settings)[-1])


def count(store: Store, model: Any) -> int:
    with store.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def events(store: Store) -> list[str]:
    with store.database.reading() as session:
        return list(
            session.scalars(
                select(HistoryEvent.verb)
                .where(HistoryEvent.chain == "FACILITY", HistoryEvent.verb.like("%password%"))
                .order_by(HistoryEvent.seq.desc())
                .limit(3)
            )
        )


def test_a_link_sets_the_password_once(
    browser: Browser, demo_store: Store, demo_settings: Settings, demo: Flask, link: str
) -> None:
    other = Browser(demo)
    other.sign_in(LEAD)
    for _ in range(2):
        browser.get(link)
    assert other.client.get("/en/me").status_code == 200, "opening a link spends and ends nothing"
    browser.submit(password="short", status=422)
    browser.submit(password=NEW)
    assert "Your password is set" in browser.page.text
    assert other.client.get("/en/me").status_code == 401
    browser.get(link, status=404)
    assert "does not work any more" in browser.page.text
    browser.sign_in(LEAD, NEW)
    browser.get("/me")
    work(demo_store, demo_settings)
    assert "password was changed" in letters(demo_settings)[-1]["Subject"]
    assert events(demo_store) == ["reset_password", "set_password", "send_password_link"]


@SQLITE
def test_known_or_not_the_answer_and_the_writing_are_the_same(
    browser: Browser, demo_store: Store, demo_settings: Settings
) -> None:
    answers, written = [], []
    for address in (LEAD, "nobody@example.org", "what is this"):
        before = (count(demo_store, Job), count(demo_store, SignInTry))
        answers.append(ask(browser, address))
        after = (count(demo_store, Job), count(demo_store, SignInTry))
        written.append((after[0] - before[0], after[1] - before[1]))
    assert answers[0] == answers[1] == answers[2]
    assert written == [(1, 2)] * 3
    work(demo_store, demo_settings)
    assert len(letters(demo_settings)) == 1
    with demo_store.database.reading() as session:
        assert not any("@" in str(row.arguments) for row in session.scalars(select(Job)))
        results = session.scalars(select(Job.result).where(Job.kind == "password_link")).all()
    assert results == [{}] * 3, "nor do the jobs tell who is known"


@SQLITE
def test_an_oracle_would_be_seen(
    browser: Browser, demo_store: Store, demo_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: asking looks whether the address is known."""
    real = accounts.ask_for_link

    def telling(store: Store, address: str, place: str) -> None:
        with store.database.reading() as session:
            known = passwords.person_by_lookup(session, store.keys.lookup(address))
        if known is not None:
            real(store, address, place)

    monkeypatch.setattr(accounts, "ask_for_link", telling)
    with pytest.raises(AssertionError):
        test_known_or_not_the_answer_and_the_writing_are_the_same(
            browser, demo_store, demo_settings
        )


@SQLITE
def test_an_address_gets_so_many_links_and_a_place_asks_so_often(
    browser: Browser, demo_store: Store, demo_settings: Settings
) -> None:
    for _ in range(accounts.TRIES_PER_ADDRESS + 2):
        ask(browser, MOFA_FOCAL)
    work(demo_store, demo_settings)
    assert len(letters(demo_settings)) == accounts.TRIES_PER_ADDRESS
    for number in range(accounts.TRIES_PER_PLACE):
        browser.get("/password/forgotten")
        browser.submit(email=f"a{number}@example.org", status=None)
    assert browser.page.status_code == 422
    browser.sign_in(LEAD)
    browser.get("/me")


@SQLITE
def test_a_link_is_dead_once_the_password_was_set_otherwise(
    browser: Browser, demo_store: Store, link: str
) -> None:
    browser.get(link)
    with demo_store.database.reading() as session:
        number = passwords.read(session, demo_store.keys, link.rpartition("/")[2]).number
    hashed = hash_password("the administrator was faster")
    perform(demo_store, "set_password", actor=SYSTEM, person=number, password_hash=hashed)
    browser.submit(password=NEW, status=404)
    browser.sign_in(LEAD, "the administrator was faster")
    browser.get("/me")


@SQLITE
def test_a_link_that_is_bound_to_nothing_would_be_seen(
    browser: Browser, demo_store: Store, demo_settings: Settings, demo: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The planted fault."""
    monkeypatch.setattr(passwords, "_bound", lambda *_: "always")
    ask(browser, LEAD)
    work(demo_store, demo_settings)
    planted = link_in(letters(demo_settings)[-1])
    with pytest.raises(AssertionError):
        test_a_link_sets_the_password_once(browser, demo_store, demo_settings, demo, planted)


@SQLITE
def test_a_link_is_too_old_after_two_hours(
    browser: Browser, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = clock.real_now
    monkeypatch.setattr(clock, "real_now", lambda: real() + timedelta(hours=1, minutes=58))
    browser.get(link)
    monkeypatch.setattr(clock, "real_now", lambda: real() + timedelta(hours=2, minutes=2))
    browser.get(link, status=404)


@SQLITE
@pytest.mark.parametrize(
    "words", ["x", "..", "a.b.c", "WyJ4IiwxLCJ5Il0.AAAA", "é" * 40, "A" * 3000]
)
def test_what_is_no_link_is_dead_too(browser: Browser, words: str) -> None:
    browser.get(f"/password/{words}", status=404)


@SQLITE
def test_a_link_of_somebody_else_cannot_be_made(browser: Browser, link: str) -> None:
    head, _, signature = link.rpartition(".")
    for forged in (f"{head}x.{signature}", f"{head}.{signature[:-2]}AA", head):
        browser.get(forged, status=404)


@SQLITE
def test_the_database_and_the_history_hold_no_link(
    demo_store: Store, demo_settings: Settings, link: str
) -> None:
    token = link.rpartition("/")[2]
    assert token.encode() not in (demo_settings.data_dir / "srf.db").read_bytes()
    with demo_store.database.reading() as session:
        assert not any(token in str(row.result) for row in session.scalars(select(Job)))


@SQLITE
def test_who_is_new_is_invited_and_sets_a_first_password(
    browser: Browser, demo_store: Store, demo_settings: Settings
) -> None:
    name = {"en": "New Colleague"}
    perform(demo_store, "add_facility_person", actor=SYSTEM, address="new@example.org", name=name,
            role="staff")  # fmt: skip
    work(demo_store, demo_settings)
    browser.get(link_in(letters(demo_settings)[-1]))
    browser.submit(password=NEW)
    browser.sign_in("new@example.org", NEW)
    browser.get("/engagements")
    assert count(demo_store, Credential) > 0
    assert count(demo_store, WebSession) == 1


@SQLITE
def test_who_has_used_up_the_tries_can_sign_in_with_the_new_password(
    browser: Browser, link: str
) -> None:
    for _ in range(accounts.TRIES_PER_ADDRESS):
        browser.get("/sign-in")
        browser.submit("/sign-in", email=LEAD, password="wrong", status=422)
    browser.get(link)
    browser.submit(password=NEW)
    browser.sign_in(LEAD, NEW)
    browser.get("/me")
