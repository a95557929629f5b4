"""A mail server that refuses, is away, breaks off or asks for encryption; and what staff then see."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from srf_policy import clock
from srf_policy.domain import Job
from srf_policy.domain.errors import Refused
from srf_policy.jobs import worker
from srf_policy.mail import sending
from srf_policy.store.queries import jobs as queries
from tests.jobs.test_worker import job, make_due, put
from tests.mail.letters import notice
from tests.mail.test_sending import free_port, make_certificate, port_of, settings
from tests.makers import LEAD, MOFA_FOCAL, Seeded

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


class Office:
    """A mail server that answers as it is told; `got` are the Message-IDs that reached it."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.to_recipient: list[str] = []
        self.after_data: list[str] = []

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.to_recipient:
            return self.to_recipient.pop(0).format(address=address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        lines = envelope.content.decode().splitlines()
        self.got += [line for line in lines if line.startswith("Message-ID")]
        answer = self.after_data.pop(0) if self.after_data else "250 OK"
        if answer == "cut":
            server.transport.close()
        return answer

    async def handle_QUIT(self, server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        return "421 I have no time for courtesies"


@pytest.fixture
def office() -> Office:
    return Office()


@contextmanager
def open_office(office: Office, **options: Any) -> Iterator[Controller]:
    controller = Controller(office, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()


@contextmanager
def mailed(seeded: Seeded, office: Office) -> Iterator[int]:
    """The number of a mail job, with the settings leading to the office."""
    with open_office(office) as controller:
        url = f"smtp://127.0.0.1:{port_of(controller)}"
        seeded.settings = seeded.settings.model_copy(update={"smtp_url": url})
        focal = seeded.viewer(MOFA_FOCAL).number
        yield put(seeded, "mail", notice="adopted", person=focal, params={})


def work(seeded: Seeded) -> bool:
    return worker.run_once(seeded.store, seeded.settings)


@SQLITE
def test_what_is_refused_for_good_is_shown_and_not_sent_again(
    seeded: Seeded, office: Office
) -> None:
    office.to_recipient = ["550 5.1.1 <{address}>: no Focal here, ask focal.mofa.iq=40example.org"]
    with mailed(seeded, office) as number:
        assert work(seeded)
        assert not work(seeded)
    row = job(seeded, number)
    assert (row.state, row.attempts) == ("failed", 1)
    assert row.result is not None
    assert row.result["refused"]["code"] == 550
    assert (row.result["role"], row.result["institution"]) == ("focal_point", "MoFA")
    assert row.result["message_id"].startswith("<")
    assert "no … here" in row.error
    assert "focal" not in row.error.lower()
    assert "@" not in row.error
    with seeded.reading() as session:
        refused = queries.refused(session, seeded.engagement())
        assert set(refused) == {seeded.viewer(MOFA_FOCAL).number}


@SQLITE
def test_a_later_message_that_arrives_takes_the_warning_away(
    seeded: Seeded, office: Office
) -> None:
    office.to_recipient = ["550 no"]
    with mailed(seeded, office):
        work(seeded)
        person = seeded.viewer(MOFA_FOCAL).number
        put(seeded, "mail", "again", notice="adopted", person=person, params={})
        work(seeded)
    with seeded.reading() as session:
        assert queries.refused(session, seeded.engagement()) == {}


@SQLITE
def test_what_is_refused_for_now_is_sent_again_later(seeded: Seeded, office: Office) -> None:
    office.to_recipient = ["451 greylisted, come back"]
    with mailed(seeded, office) as number:
        work(seeded)
        row = job(seeded, number)
        assert row.state == "waiting"
        pause = row.run_after - clock.real_now()
        assert timedelta(seconds=50) < pause <= timedelta(minutes=1)
        make_due(seeded, number)
        work(seeded)
    done = job(seeded, number)
    assert (done.state, done.error, len(office.got)) == ("done", "", 1)


@SQLITE
def test_a_connection_cut_after_the_text_is_sent_again_as_the_same_message(
    seeded: Seeded, office: Office
) -> None:
    office.after_data = ["cut"]
    with mailed(seeded, office) as number:
        work(seeded)
        assert "broke the connection off" in job(seeded, number).error
        make_due(seeded, number)
        work(seeded)
    assert job(seeded, number).state == "done"
    assert len(office.got) == 2
    assert len(set(office.got)) == 1


@SQLITE
def test_with_another_message_id_each_time_nobody_could_know_it(
    seeded: Seeded, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault."""
    numbers = iter(range(9))
    monkeypatch.setattr(
        "srf_policy.mail.messages.message_id", lambda *_: f"<{next(numbers)}@example.org>"
    )
    with pytest.raises(AssertionError):
        test_a_connection_cut_after_the_text_is_sent_again_as_the_same_message(seeded, office)


def test_a_rude_good_bye_does_not_make_it_unsent(office: Office, tmp_path: Path) -> None:
    with open_office(office) as controller:
        url = f"smtp://127.0.0.1:{port_of(controller)}"
        sending.send(notice(), "focal@example.org", settings(tmp_path, url))
    assert len(office.got) == 1


def test_a_server_that_is_away_says_so(tmp_path: Path) -> None:
    with pytest.raises(Refused) as error:
        sending.send(
            notice(), "a@example.org", settings(tmp_path, f"smtp://127.0.0.1:{free_port()}")
        )
    assert error.value.problems[0].message.code == "mail.unreachable"


def test_a_message_that_is_refused_for_its_content(office: Office, tmp_path: Path) -> None:
    office.after_data = ["554 5.7.1 looks like spam"]
    with open_office(office) as controller:
        url = f"smtp://127.0.0.1:{port_of(controller)}"
        with pytest.raises(sending.MailRefused) as error:
            sending.send(notice(), "focal@example.org", settings(tmp_path, url))
    assert error.value.for_good
    assert error.value.words == "5.7.1 looks like spam"


def test_a_server_that_demands_encryption_gets_it(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with open_office(office, tls_context=context, require_starttls=True) as controller:
        url = f"smtp://127.0.0.1:{port_of(controller)}"
        sending.send(notice(), "focal@example.org", settings(tmp_path, url))
        monkeypatch.setattr(sending, "_encrypt", lambda server, *_: server.ehlo())
        with pytest.raises(sending.MailRefused) as error:
            sending.send(notice(), "focal@example.org", settings(tmp_path, url))
    assert error.value.code == 530
    assert len(office.got) == 1


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("550 <ali.hassan@mofa.gov.iq> unknown", "550 … unknown"),
        (b"no mailbox ali.hassan", "no mailbox …"),
        ("Hassan, Ali: quota", "…, …: quota"),
        ("user ali.hassan=40mofa.gov.iq", "user …"),
        ("alibi for\r\nall\x00 of us", "alibi for all of us"),
        ("x" * 900, "x" * 200),
    ],
)
def test_the_server_s_words_lose_the_address(said: str | bytes, left: str) -> None:
    assert sending.bare(said, "ali.hassan@mofa.gov.iq") == left


@SQLITE
def test_a_mail_of_another_engagement_tells_nothing(seeded: Seeded) -> None:
    number = put(seeded, "mail", notice="adopted", person=seeded.viewer(LEAD).number, params={})
    with seeded.store.database.writing() as session:
        row = session.get_one(Job, number)
        row.engagement_id, row.state = None, "failed"
        row.result = {"refused": {"code": 550, "words": "no", "for_good": True}}
        row.refused_at = clock.real_now()
    with seeded.reading() as session:
        assert queries.refused(session, seeded.engagement()) == {}
