"""Signing in: rotation, expiry, limits, the same answer for everybody who may not come in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, update

from srf_policy import clock
from srf_policy.domain import Credential, HistoryEvent, SignInTry, WebSession
from srf_policy.domain.errors import Refused
from srf_policy.operations import Store, accounts, people
from tests.web.browser import PASSWORD, Browser

LEAD = "lead.irq@example.org"


def cookie(browser: Browser) -> str:
    found = browser.client.get_cookie("srf_session")
    return found.value if found else ""


def test_the_page_asked_for_comes_after_signing_in(browser: Browser) -> None:
    browser.get("/engagements?sort=country", status=401)
    browser.submit("/sign-in", email=LEAD, password=PASSWORD)
    assert browser.page.request.full_path == "/en/engagements?sort=country"


def test_nobody_is_sent_to_another_site(browser: Browser) -> None:
    for target in ("//evil.example/", "https://evil.example/", "/\\evil.example", "/a\r\nb"):
        browser.get("/sign-in")
        browser.submit("/sign-in", email=LEAD, password=PASSWORD, next=target)
        assert browser.page.request.path == "/en/me"


def test_each_signing_in_is_another_session(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(LEAD)
    first = cookie(browser)
    browser.sign_in(LEAD)
    assert cookie(browser) not in ("", first)
    with demo_store.database.reading() as session:
        assert accounts.session_of(session, first) is None
        kept = session.scalars(select(WebSession.token_hash)).all()
        assert first not in kept and cookie(browser) not in kept


def test_the_cookie_is_closed_to_scripts_and_other_sites(browser: Browser) -> None:
    browser.get("/sign-in")
    form = browser.form("/sign-in")
    answer = browser.client.post(
        "/en/sign-in", data={**form.fields, "email": LEAD, "password": PASSWORD}
    )
    sent = next(v for v in answer.headers.getlist("Set-Cookie") if v.startswith("srf_session"))
    assert "HttpOnly" in sent and "SameSite=Lax" in sent


def test_signing_out_ends_the_session_on_the_server(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(LEAD)
    held = cookie(browser)
    browser.submit("/sign-out")
    assert not cookie(browser)
    with demo_store.database.reading() as session:
        assert accounts.session_of(session, held) is None
    browser.get("/me", status=401)


@pytest.mark.parametrize(
    ("seen", "made", "alive"),
    [(11, 11, True), (13, 13, False), (1, 24 * 7 - 1, True), (1, 24 * 7 + 1, False)],
)
def test_a_session_ends_after_idle_hours_and_after_a_week(
    browser: Browser, demo_store: Store, seen: int, made: int, alive: bool
) -> None:
    browser.sign_in(LEAD)
    now = clock.real_now()
    with demo_store.database.writing() as session:
        session.execute(
            update(WebSession).values(
                seen_at=now - timedelta(hours=seen), created_at=now - timedelta(hours=made)
            )
        )
    browser.get("/me", status=200 if alive else 401)


def test_using_a_session_keeps_it_alive(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(LEAD)
    with demo_store.database.writing() as session:
        session.execute(update(WebSession).values(seen_at=clock.real_now() - timedelta(hours=11)))
    browser.get("/me")
    with demo_store.database.reading() as session:
        seen = session.scalars(select(WebSession.seen_at)).one()
    assert clock.real_now() - seen < timedelta(minutes=1)


def test_unknown_addresses_and_wrong_passwords_get_the_same_answer(browser: Browser) -> None:
    answers = []
    for email in (LEAD, "nobody@example.org"):
        browser.get("/sign-in")
        browser.submit("/sign-in", status=422, email=email, password="wrong")
        answers.append(browser.page.text.split('<div class="errors"')[1].split("</div>")[0])
        assert "wrong" not in browser.form("/sign-in").fields.values()
        assert browser.form("/sign-in").fields["email"] == email
    assert answers[0] == answers[1]


def test_an_unknown_address_is_checked_against_a_password_too(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(accounts, "_matches", lambda kept, _: bool(asked.append(kept)))
    for email in (LEAD, "nobody@example.org"):
        with pytest.raises(Refused):
            accounts.sign_in(demo_store, email, PASSWORD, "place")
    assert [kept.startswith("$argon2") for kept in asked] == [True, True]


def test_after_five_wrong_tries_an_address_waits(browser: Browser, demo_store: Store) -> None:
    for _ in range(5):
        browser.get("/sign-in")
        browser.submit("/sign-in", status=422, email=LEAD, password="wrong")
    browser.get("/sign-in")
    browser.submit("/sign-in", status=422, email=LEAD.upper(), password=PASSWORD)
    assert "15" in browser.page.text.split('<div class="errors"')[1].split("</div>")[0]
    # Others at the same place are let in, and after a while so is this one.
    browser.sign_in("staff.one@example.org")
    with demo_store.database.writing() as session:
        session.execute(update(SignInTry).values(tried_at=clock.real_now() - timedelta(minutes=16)))
    browser.sign_in(LEAD)


def test_thirty_tries_from_one_place_are_enough(demo_store: Store) -> None:
    for number in range(30):
        with pytest.raises(Refused):
            accounts.sign_in(demo_store, f"person{number}@example.org", "wrong", "place")
    with pytest.raises(Refused) as refusal:
        accounts.sign_in(demo_store, LEAD, PASSWORD, "place")
    assert refusal.value.problems[0].message.code == "refused.too_many_tries"
    assert accounts.sign_in(demo_store, LEAD, PASSWORD, "elsewhere")


def test_the_table_of_tries_names_nobody(browser: Browser, demo_store: Store) -> None:
    browser.get("/sign-in")
    browser.submit("/sign-in", status=422, email=LEAD, password="wrong")
    with demo_store.database.reading() as session:
        buckets = "".join(session.scalars(select(SignInTry.bucket)))
    assert "iraq" not in buckets and "127.0.0.1" not in buckets


def test_signing_in_writes_no_event(browser: Browser, demo_store: Store) -> None:
    count = select(func.count()).select_from(HistoryEvent)
    with demo_store.database.reading() as session:
        before = session.scalar(count)
    browser.sign_in(LEAD)
    browser.submit("/sign-out")
    with demo_store.database.reading() as session:
        assert session.scalar(count) == before


def test_a_hash_of_older_strength_is_renewed(browser: Browser, demo_store: Store) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with demo_store.database.writing() as session:
        session.execute(update(Credential).values(password_hash=weak))
    browser.sign_in(LEAD)
    with demo_store.database.reading() as session:
        hashes = session.scalars(select(Credential.password_hash)).all()
    assert len([h for h in hashes if h != weak]) == 1


def test_passwords_are_hashed_at_full_strength(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other tests hash with little work (tests/quick.py): here the next sign-in renews it."""
    for module in (accounts, people):
        monkeypatch.setattr(module, "PasswordHasher", PasswordHasher)
    for cached in (accounts._hasher, accounts._nobody):
        monkeypatch.setattr(accounts, cached.__name__, cached.__wrapped__)
    accounts.sign_in(demo_store, LEAD, PASSWORD, "place")
    with demo_store.database.reading() as session:
        kept = session.scalars(select(Credential.password_hash)).all()
    strong = [h for h in kept if h.startswith("$argon2id$v=19$m=65536,t=3,p=4$")]
    assert len(strong) == 1
    assert people.hash_password(PASSWORD).split("$")[:4] == strong[0].split("$")[:4]
    assert accounts.sign_in(demo_store, LEAD, PASSWORD, "place")


def test_a_workshop_behind_one_address_is_not_locked_out(demo_store: Store) -> None:
    for _ in range(accounts.TRIES_PER_PLACE + 5):
        accounts.sign_in(demo_store, "lead.irq@example.org", PASSWORD, "192.0.2.7")
