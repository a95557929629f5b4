"""People and institutions, handover notes, opening an engagement, administration; in the browser."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import event

from srf_policy.operations import Store
from tests.makers import ADMINISTRATOR, IRAQ, LEAD, LEAD_FOCAL, MOFA_CONSULAR, MOFA_FOCAL, STAFF
from tests.web.acting import act, comment, last_event, part, problems
from tests.web.browser import PASSWORD, Browser

PEOPLE = f"/e/{IRAQ}/people"
NEW = {"address": "new.person@example.org", "name": "A New Person"}


def open_form(browser: Browser, do: str, **about: str) -> None:
    query = "".join(f"&{name}={value}" for name, value in about.items())
    browser.get(f"{PEOPLE}?do={do}{query}")


def number(store: Store, address: str) -> str:
    from srf_policy.store import people

    with store.database.reading() as session:
        found = people.find_by_address(session, store.keys, address)
        assert found is not None
        return found.number


def end(browser: Browser, store: Store, leaver: str, role: str, /, **fields: str) -> None:
    open_form(browser, "end_member", person=number(store, leaver), role=role)
    browser.submit("#end_member", **{"reason": "Called to another post.", **fields})


def test_the_facility_reads_names_a_ministry_its_own(browser: Browser, demo: Flask) -> None:
    browser.sign_in(LEAD)
    assert "Consular department, MoFA" in browser.get(PEOPLE).text
    ministry = Browser(demo)
    ministry.sign_in(LEAD_FOCAL)
    page = ministry.get(PEOPLE).text
    assert "Legal department, MoMD" in page
    assert "Consular department, MoFA" not in page
    assert "Reviewer: 1 person" in part(ministry, "institution-MoFA")
    assert "?do=add" not in page and "?do=end" not in page


def test_who_may_not_is_refused_by_the_verb_too(browser: Browser) -> None:
    browser.sign_in(MOFA_FOCAL)
    page = browser.get(f"{PEOPLE}?do=add_institution")
    assert 'name="code"' not in page.text
    form = {"csrf_token": browser.token(), "form": "add_institution", "key": "k", "code": "X"}
    answer = browser.client.post(f"/en{PEOPLE}?do=add_institution", data=form)
    assert answer.status_code == 403


def test_an_institution_is_added_renamed_and_ended(browser: Browser) -> None:
    browser.sign_in(STAFF)
    open_form(browser, "add_institution")
    more = {"code": "MoFA-CON", "name-en": "Consular Department", "parent": "MoFA"}
    browser.submit("#add_institution", role="invited", kind="government", **more)
    assert "part of Ministry of Foreign Affairs" in part(browser, "institution-MoFA-CON")
    open_form(browser, "rename_institution", institution="MoFA-CON")
    renamed = {"name-en": "Consular Directorate", "occurred_on": "2019-11-27"}
    browser.submit("#rename_institution", **renamed)
    shown = part(browser, "institution-MoFA-CON")
    assert "Consular Directorate" in shown
    assert "called Consular Department" in shown
    open_form(browser, "end_institution", institution="MoFA-CON")
    browser.submit("#end_institution", reason="Merged.")
    assert "Ended on 27 November 2019" in part(browser, "institution-MoFA-CON")


def test_another_ministry_takes_the_lead(browser: Browser) -> None:
    browser.sign_in(LEAD)
    open_form(browser, "set_institution_role", institution="MoI")
    browser.submit("#set_institution_role", role="lead", former_lead="invited")
    assert "Lead institution" in part(browser, "institution-MoI")
    assert "Invited" in part(browser, "institution-MoMD")


def test_a_refused_form_keeps_what_was_typed(browser: Browser) -> None:
    browser.sign_in(STAFF)
    open_form(browser, "add_member")
    told = {"institution": "MoFA", "role": "reviewer", "department": "Protocol"}
    browser.submit("#add_member", status=422, address="who@example.org", **told)
    assert [anchor for anchor, _ in problems(browser)] == ["#add_member-name"]
    shown = browser.form("#add_member").fields
    assert (shown["department"], shown["address"]) == ("Protocol", "who@example.org")
    browser.submit("#add_member", name="Somebody")
    assert "Somebody" in part(browser, "institution-MoFA")


def test_a_message_is_previewed_once_the_role_is_chosen(browser: Browser) -> None:
    browser.sign_in(LEAD)
    open_form(browser, "add_member")
    assert "Who is named here" in browser.page.text and "role." not in browser.page.text
    assert "Read the message" not in browser.page.text
    browser.submit("#add_member", status=422, institution="MoFA", role="reviewer")
    assert "Read the message" in browser.page.text and "Reviewer" in browser.page.text


def test_ending_leads_to_the_note_and_the_session_is_over(
    browser: Browser, demo: Flask, demo_store: Store
) -> None:
    leaver = Browser(demo)
    leaver.sign_in(MOFA_CONSULAR)
    said = {"round": 2, "answer": "remark", "text": "Not sent yet.", "provision": "il-o1-m2"}
    mine = act(demo_store, MOFA_CONSULAR, "save_comment", **said).values["comment"]
    browser.sign_in(ADMINISTRATOR)
    end(browser, demo_store, MOFA_CONSULAR, "reviewer", **NEW)
    assert "Handover note" in browser.page.text
    assert "A New Person" in browser.page.text
    assert f"Comment {mine}" not in browser.page.text
    leaver.get("/me", status=401)
    assert comment(demo_store, mine).author == number(demo_store, NEW["address"])


def test_the_successor_reads_the_note_and_others_do_not(
    browser: Browser, demo: Flask, demo_store: Store
) -> None:
    said = {"round": 2, "answer": "remark", "text": "Not sent yet.", "provision": "il-o1-m2"}
    mine = act(demo_store, MOFA_CONSULAR, "save_comment", **said).values["comment"]
    told = {"person": number(demo_store, MOFA_CONSULAR), "role": "reviewer", "reason": "x"}
    event_ = act(demo_store, STAFF, "end_member", address=NEW["address"],
                 name={"en": NEW["name"]}, **told).values["event"]  # fmt: skip
    give_password(browser, demo_store)
    heir, other = Browser(demo), Browser(demo)
    heir.sign_in(NEW["address"])
    assert f"Comment {mine}" in heir.get(f"/e/{IRAQ}/handover/{event_}").text
    other.sign_in(MOFA_FOCAL)
    other.get(f"/e/{IRAQ}/handover/{event_}", status=404)
    heir.get(f"/e/{IRAQ}/handover/{event_ - 1}", status=404)


def give_password(browser: Browser, store: Store) -> None:
    browser.sign_in(ADMINISTRATOR)
    person = number(store, NEW["address"])
    browser.get(f"/admin/people?do=set_password&person={person}")
    browser.submit("#set_password", password=PASSWORD)


def test_two_people_end_one_membership(browser: Browser, demo: Flask, demo_store: Store) -> None:
    browser.sign_in(ADMINISTRATOR)
    second = Browser(demo)
    second.sign_in(STAFF)
    person = number(demo_store, MOFA_CONSULAR)
    open_form(second, "end_member", person=person, role="reviewer")
    end(browser, demo_store, MOFA_CONSULAR, "reviewer")
    second.submit("#end_member", status=409, reason="I was later.")
    assert "This was changed while you had it open" in second.page.text
    assert "I was later." in second.page.text
    assert last_event(demo_store).verb == "end_member"


def test_a_successor_who_is_a_member_already(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(STAFF)
    open_form(browser, "end_member", person=number(demo_store, MOFA_FOCAL), role="focal_point")
    browser.submit("#end_member", status=422, reason="Leaves.", address=LEAD_FOCAL)
    assert [a for a, _ in problems(browser)] == ["#end_member-address"]
    assert "Leaves." in browser.page.text


def test_what_is_not_here_is_not_found(browser: Browser) -> None:
    browser.sign_in(STAFF)
    browser.get(f"{PEOPLE}?do=rename_institution&institution=MoRR", status=404)
    browser.get(f"{PEOPLE}?do=end_member&person=nobody&role=expert", status=404)
    browser.get(f"/e/{IRAQ}/handover/1", status=404)
    browser.get(f"/e/{IRAQ}/handover/999999", status=404)


OPENING = {
    "code": "uzb-lmp", "country": "UZ", "title": "Labour Migration Policy",
    "lead_name": "Ministry of Employment", "lead_code": "MoELR", "written_in": "en",
    "official_languages": ["uz"], "body-1": "Cabinet", "body-3": "Senate",
    "request_sender": "MoELR", "request_on": "2019-10-01", "reply_on": "2019-10-20",
    "expert_address": "lead.uzb@example.org", "expert_name": "Lead expert, Uzbekistan",
}  # fmt: skip


def test_an_engagement_is_opened_in_one_form(browser: Browser) -> None:
    browser.sign_in(STAFF)
    browser.get("/engagements/new")
    browser.submit("/engagements/new", **OPENING)
    assert browser.page.request.path == "/en/e/UZB-LMP"
    assert "Labour Migration Policy" in browser.page.text
    assert "Lead expert, Uzbekistan" in browser.get("/e/UZB-LMP/people").text


def test_everything_that_is_wrong_is_shown_beside_its_field(browser: Browser) -> None:
    browser.sign_in(STAFF)
    browser.get("/engagements/new")
    wrong = {**OPENING, "code": "Uzbekistan", "lead_code": "", "reply_on": "2019-09-01"}
    browser.submit("/engagements/new", status=422, **wrong)
    assert {anchor for anchor, _ in problems(browser)} == {"#code", "#lead_code", "#reply_on"}
    shown = browser.form("/engagements/new").fields
    assert {name: shown[name] for name in wrong} == wrong
    browser.submit("/engagements/new", code="UZB-LMP", lead_code="MoELR", reply_on="2019-10-20")
    assert browser.page.request.path == "/en/e/UZB-LMP"


def test_who_may_open_and_administer(browser: Browser, demo: Flask) -> None:
    browser.sign_in(LEAD)
    for path in ("/engagements/new", "/admin/people", "/admin/institutions", "/admin/audit"):
        browser.get(path, status=403)
    staff = Browser(demo)
    staff.sign_in(STAFF)
    assert "/engagements/new" in staff.get("/engagements").text
    staff.get("/admin/people", status=403)


def test_an_administrator_adds_a_person_with_a_role(browser: Browser, demo: Flask) -> None:
    browser.sign_in(ADMINISTRATOR)
    browser.get("/admin/people?do=add_person")
    browser.submit("#add_person", status=422, password="short", **NEW)
    assert "A New Person" in browser.page.text
    browser.submit("#add_person", role="staff", password=PASSWORD)
    other = Browser(demo)
    other.sign_in(NEW["address"])
    other.get("/engagements/new")
    page = browser.get("/admin/people").text
    person = page.partition("A New Person")[2].partition("person=")[2].partition("#")[0]
    browser.get(f"/admin/people?do=end_facility_member&person={person}")
    browser.submit("#end_facility_member", role="staff")
    other.get("/me", status=401)


def test_an_auditor_reads_what_was_granted(browser: Browser, demo: Flask) -> None:
    browser.sign_in(ADMINISTRATOR)
    browser.get("/admin/people?do=grant_auditor")
    who = {"address": "auditor@example.org", "engagements": [IRAQ]}
    browser.submit("#grant_auditor", status=422, **who)
    assert [a for a, _ in problems(browser)] == ["#grant_auditor-until"]
    browser.submit("#grant_auditor", until="2019-12-31")
    auditor = Browser(demo)
    auditor.sign_in("auditor@example.org")
    for rest in ("", "/records", "/rounds", "/history", "/comments", "/people", "/validation"):
        auditor.get(f"/e/{IRAQ}{rest}")
    auditor.get(f"/e/{IRAQ}/move", status=403)
    auditor.get("/e/AFG-CMP", status=404)


def test_lists_of_the_whole_facility(browser: Browser) -> None:
    browser.sign_in(ADMINISTRATOR)
    assert "Ministry of Foreign Affairs" in browser.get("/admin/institutions").text
    page = browser.get("/admin/audit").text
    assert "Set a password" in page
    older = page.partition('rel="next" href="/en')[2].partition('"')[0]
    assert browser.get(older.replace("&amp;", "&")).text != page


def test_pages_take_a_constant_number_of_statements(browser: Browser, demo_store: Store) -> None:
    browser.sign_in(ADMINISTRATOR)
    counted: list[str] = []
    event.listen(
        demo_store.database.engine, "before_cursor_execute",
        lambda _c, _cursor, statement, *_: counted.append(statement),
    )  # fmt: skip
    before = {}
    for path in (PEOPLE, "/admin/people", "/admin/institutions", "/admin/audit"):
        counted.clear()
        browser.get(path)
        before[path] = len(counted)
    act(demo_store, STAFF, "add_institution", code="NEW", name={"en": "New"}, role="invited")
    for n in range(3):
        seat = {"address": f"n{n}@example.org", "name": {"en": "N"}, "institution": "NEW"}
        act(demo_store, STAFF, "add_member", role="reviewer", **seat)
    for path, count in before.items():
        counted.clear()
        browser.get(path)
        assert len(counted) == count, path
