"""The pages of jobs and mail: what failed and why, to whom by number, and what can be done."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Engagement, Job, Person
from srf_policy.jobs import queue, worker
from srf_policy.operations import Store
from srf_policy.settings import Settings
from srf_policy.store import people
from tests.makers import ADMINISTRATOR, IRAQ, LEAD, MOFA_FOCAL
from tests.web.browser import Browser

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
pytestmark = SQLITE


def put(store: Store, **changes: Any) -> int:
    """A mail to MoFA's focal point, as it stands after `changes`."""
    with store.database.writing() as session:
        person = people.find_by_address(session, store.keys, MOFA_FOCAL)
        engagement = session.scalar(select(Engagement).where(Engagement.code == IRAQ))
        assert person is not None
        arguments = {"notice": "adopted", "person": person.number, "params": {}}
        job = queue.put(session, "mail", f"k{changes}", engagement, "abc", arguments)
        for name, value in changes.items():
            setattr(job, name, value)
        session.flush()
        return job.id


def refused(store: Store) -> int:
    return put(
        store, state="failed", attempts=1, error="x", refused_at=clock.real_now(),
        result={
            "role": "focal_point", "institution": "MoFA", "message_id": "<abc@example.org>",
            "refused": {"code": 550, "words": "no such mailbox", "for_good": True},
            "why": [{"code": "mail.refused_for_good",
                     "params": {"code": "550", "words": "no such mailbox"}}],
        },
    )  # fmt: skip


def test_what_failed_is_shown_with_its_reason_and_tried_again(
    browser: Browser, demo_store: Store, demo_settings: Settings
) -> None:
    number = refused(demo_store)
    browser.sign_in(ADMINISTRATOR)
    text = browser.get("/admin/jobs").text
    assert "refused the message for good (<bdi>550</bdi>): <bdi>no such mailbox" in text
    assert f'id="job-{number}"' in text
    assert MOFA_FOCAL not in text
    browser.submit("state=failed", job=str(number))
    assert "The job is tried again." in browser.page.text
    assert worker.run_once(demo_store, demo_settings)
    assert f'id="job-{number}"' in browser.get("/admin/jobs?state=done").text


def test_a_waiting_job_is_cancelled(browser: Browser, demo_store: Store) -> None:
    number = put(demo_store)
    browser.sign_in(ADMINISTRATOR)
    browser.get("/admin/jobs?state=waiting")
    form = next(
        f for f in forms(browser) if f.fields.get("form") == "cancel_job"
    )  # fmt: skip
    browser.client.post(form.action, data=form.fields)
    with demo_store.database.reading() as session:
        assert session.get_one(Job, number).state == "cancelled"


def forms(browser: Browser) -> list[Any]:
    from tests.web.browser import forms_of

    return [f for f in forms_of(browser.page.text) if f.method == "post"]


def test_a_job_that_is_over_meanwhile_says_so(browser: Browser, demo_store: Store) -> None:
    number = put(demo_store)
    browser.sign_in(ADMINISTRATOR)
    browser.get("/admin/jobs?state=waiting")
    with demo_store.database.writing() as session:
        session.get_one(Job, number).state = "done"
    form = next(f for f in forms(browser) if f.fields.get("form") == "cancel_job")
    sent = browser.client.post(form.action, data=form.fields)
    assert sent.status_code == 422
    assert "does not wait any more" in sent.text


def test_mail_is_listed_and_what_is_kept_can_be_read(
    browser: Browser, demo_store: Store, demo_settings: Settings
) -> None:
    number = put(demo_store)
    bad = refused(demo_store)
    while worker.run_once(demo_store, demo_settings):
        pass
    browser.sign_in(ADMINISTRATOR)
    text = browser.get("/admin/mail").text
    assert "IRQ-PEI: adopted" in text.replace("<bdi>", "").replace("</bdi>", "")
    assert "Refused by the mail server" in text
    assert "abc@example.org" in text
    assert MOFA_FOCAL not in text
    kept = browser.get(f"/admin/mail/{number}").text
    assert "@person.invalid" in kept
    assert MOFA_FOCAL not in kept
    browser.get(f"/admin/mail/{bad}", status=404)


def test_where_a_server_is_set_no_file_is_shown(
    browser: Browser, demo_store: Store, demo_settings: Settings
) -> None:
    number = put(demo_store, state="done", result={"sent": True, "path": "/etc/passwd"})
    browser.sign_in(ADMINISTRATOR)
    browser.get(f"/admin/mail/{number}", status=404)


def test_the_lead_expert_sees_whose_mail_is_refused_and_a_ministry_does_not(
    browser: Browser, demo_store: Store
) -> None:
    refused(demo_store)
    browser.sign_in(LEAD)
    assert "Mail to this person was refused for good" in browser.get(f"/e/{IRAQ}/people").text
    browser.sign_in(MOFA_FOCAL)
    assert "was refused" not in browser.get(f"/e/{IRAQ}/people").text


def test_others_may_not(browser: Browser, demo_store: Store) -> None:
    with demo_store.database.reading() as session:
        assert session.scalar(select(Person.id).limit(1))
    browser.sign_in(LEAD)
    for page in ("/admin/jobs", "/admin/mail", "/admin/mail/1"):
        browser.get(page, status=403)
