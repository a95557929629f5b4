"""What is not yours answers like what does not exist: every route, every role, both methods."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Engagement, Text
from srf_policy.jobs import queue
from srf_policy.operations import Store, perform
from srf_policy.store import people
from srf_policy.web import context
from srf_policy.web.routing import Route, Unclassified, register
from tests.web.browser import Browser
from tests.web.walking import NONE, Hole, fill, holes, plain, table

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

IRAQ, AFGHANISTAN = "IRQ-PEI", "AFG-CMP"
OUTSIDERS = {
    "lead expert": "lead.afg@example.org",
    "expert": "expert.return@example.org",
    "translator": "translator.dari.afg@example.org",
    "focal point of the lead": "focal.morr@example.org",
    "reviewer of the lead": "policy.morr@example.org",
    "focal point": "focal.mofa@example.org",
    "validator": "validator.mofa@example.org",
    "observer": "observer.aihrc@example.org",
    "auditor": "auditor@example.org",
}
"""People of Afghanistan's engagement (and an auditor without any), by role."""

REACHING_ALL = ("admin@example.org", "staff.one@example.org", "translator.ur@example.org")
SECRETS = (IRAQ, "Iraqis Abroad", "Ministry of Migration and Displaced", "Kurdistan")


def own(role: str) -> str | None:
    return None if role == "auditor" else AFGHANISTAN


@pytest.mark.parametrize("role", OUTSIDERS)
def test_a_foreign_engagement_answers_like_none(browser: Browser, role: str) -> None:
    browser.sign_in(OUTSIDERS[role])
    assert list(holes(browser, IRAQ, own(role), SECRETS)) == []


def test_who_is_not_signed_in_cannot_tell_engagements_apart(browser: Browser) -> None:
    assert list(holes(browser, IRAQ, None, SECRETS)) == []


@pytest.mark.parametrize("address", REACHING_ALL)
def test_who_reaches_all_gets_not_found_for_none(browser: Browser, address: str) -> None:
    browser.sign_in(address)
    browser.get(f"/e/{IRAQ}")
    browser.get(f"/e/{AFGHANISTAN}")
    assert list(holes(browser, "YYY-NONE", None, ())) == []


def test_no_page_of_ones_own_engagement_serves_another_round(browser: Browser) -> None:
    """A round that the institution was not invited to is like one that does not exist."""
    browser.sign_in("focal.molsa.iq@example.org")
    for rest in ("", "/general", "/check", "/sent", "/p/pre-p1"):
        found = [plain(browser.get(f"/c/{IRAQ}-{n}{rest}", status=404).text) for n in (1, 99)]
        assert found[0].replace("CODE-1", "") == found[1].replace("CODE-99", "")
    browser.get(f"/c/{IRAQ}-2")


def test_files_of_others_are_like_none(browser: Browser, demo: Flask, demo_store: Store) -> None:
    with demo_store.database.reading() as session:
        person = people.find_by_address(session, demo_store.keys, "lead.irq@example.org")
        assert person is not None
        viewer = people.viewer(session, person, clock.today())
    asked = perform(demo_store, "request_export", actor=viewer, engagement=IRAQ, revision=1,
                    language="en")  # fmt: skip
    job = asked.values["job"]
    for address in (*OUTSIDERS.values(), "staff.one@example.org"):
        other = Browser(demo)
        other.sign_in(address)
        for rest in ("", "/file"):
            found = [plain(other.get(f"/x/{n}{rest}", status=404).text) for n in (job, job + 999)]
            assert found[0].replace(f"/x/{job}", "") == found[1].replace(f"/x/{job + 999}", "")


def test_a_file_of_a_move_is_for_its_engagement_alone(
    browser: Browser, demo: Flask, demo_store: Store
) -> None:
    """Two files as a move has them made: what all of Iraq's read, and what only some may."""
    jobs = {}
    with demo_store.database.writing() as session:
        engagement = session.scalars(select(Engagement).where(Engagement.code == IRAQ)).one()
        for kind in ("draft", "matrix"):
            told = {"document": kind, "revision": 3, "language": "en", "move": "begin_drafting"}
            jobs[kind] = queue.put(session, "export", f"of-move:{kind}", engagement, "x", told).id
    readers = {
        "observer.eud.iq@example.org": ["draft"], "focal.mofa.iq@example.org": ["draft"],
        "focal.momd@example.org": ["draft", "matrix"], "staff.one@example.org": ["draft", "matrix"],
        **{OUTSIDERS[role]: [] for role in ("lead expert", "focal point", "auditor")},
    }  # fmt: skip
    for address, kinds in readers.items():
        reader = Browser(demo)
        reader.sign_in(address)
        for kind, job in jobs.items():
            found = reader.get(f"/x/{job}", status=200 if kind in kinds else 404).text
            if kind not in kinds:
                none = plain(reader.get(f"/x/{job + 999}", status=404).text)
                assert plain(found).replace(f"/x/{job}", "") == none.replace(f"/x/{job + 999}", "")
        page = reader.get(f"/e/{IRAQ}", status=200 if kinds else 404).text
        assert [kind for kind, job in jobs.items() if f'/x/{job}"' in page] == kinds


def test_every_served_address_is_in_the_table(demo: Flask) -> None:
    assert unclassified(demo) == set()
    demo.add_url_rule("/en/hole", "hole", lambda: "everything")
    assert unclassified(demo) == {"hole"}
    assert demo.test_client().get("/en/hole").status_code == 404
    with pytest.raises(Unclassified):
        register(demo, [Route("/e/<code>/hole", all_comments, "everybody")])


def unclassified(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules()} - set(table(app))


def all_comments(code: str) -> str:
    """A view that forgets the scope: the words of all engagements."""
    return " ".join(context.reader().scalars(select(Text.words)))


def by_number(number: int) -> str:
    """A view that finds an engagement by its row, whoever asks."""
    found = context.reader().get(Engagement, number)
    return found.code if found else ""


def by_word(wanted: str) -> str:
    """A view that says more of a code than whether it is the reader's."""
    known = context.reader().scalar(select(Engagement.id).where(Engagement.code == wanted))
    return "taken" if known else "free"


@pytest.mark.parametrize(
    "hole",
    [
        Route("/e/<code>/all", all_comments, "engagement"),
        Route("/n/<int:number>", by_number, "signed_in"),
        Route("/n/<wanted>", by_word, "signed_in"),
    ],
)
def test_a_planted_hole_is_found(browser: Browser, demo: Flask, hole: Route) -> None:
    register(demo, [hole])
    browser.sign_in(OUTSIDERS["focal point"])
    found = list(holes(browser, IRAQ, AFGHANISTAN, ("Kurdistan", IRAQ)))
    assert found, fill(hole.rule, NONE)
    assert all(isinstance(one, Hole) and hole.rule.split("<")[0] in one.path for one in found)
