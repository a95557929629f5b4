"""Messages to a real mail server, and into files."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from srf_policy.domain.errors import Refused
from srf_policy.mail import sending
from srf_policy.settings import Settings
from tests.mail.letters import BASE, notice


class Post:
    """Keeps what arrives: (recipients, message)."""

    def __init__(self) -> None:
        self.got: list[tuple[list[str], EmailMessage]] = []
        self.refuse = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refuse:
            return "451 try again later"
        read = BytesParser(policy=policy.default).parsebytes(envelope.content)
        self.got.append((envelope.rcpt_tos, read))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def server(post: Post) -> Iterator[Controller]:
    controller = Controller(post, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


def port_of(controller: Controller) -> int:
    port: int = controller.port
    return port


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def settings(tmp_path: Path, url: str = "") -> Settings:
    return Settings(data_dir=tmp_path, smtp_url=url, base_url=BASE)


def test_a_message_reaches_the_person(server: Controller, post: Post, tmp_path: Path) -> None:
    url = f"smtp://127.0.0.1:{port_of(server)}/?from=facility@example.org"
    result = sending.send(notice(), "focal@example.org", settings(tmp_path, url))
    [(recipients, message)] = post.got
    assert recipients == ["focal@example.org"]
    assert message["To"] == "focal@example.org"
    assert "facility@example.org" in message["From"]
    assert message["Message-ID"] == result["message_id"]
    assert not [name for name in message if name.startswith("X-SRF")]
    assert list(tmp_path.iterdir()) == []


def test_sent_twice_it_is_one_message(server: Controller, post: Post, tmp_path: Path) -> None:
    for _ in range(2):
        url = f"smtp://127.0.0.1:{port_of(server)}"
        sending.send(notice(), "focal@example.org", settings(tmp_path, url))
    assert len({message["Message-ID"] for _, message in post.got}) == 1
    assert len({message.as_bytes() for _, message in post.got}) == 1


def test_arabic_arrives_as_it_was_written(server: Controller, post: Post, tmp_path: Path) -> None:
    url = f"smtp://127.0.0.1:{port_of(server)}"
    sending.send(notice(language="ar"), "focal@example.org", settings(tmp_path, url))
    assert "سياسة التواصل" in post.got[0][1].get_content()


def test_a_server_that_refuses_is_an_error(server: Controller, post: Post, tmp_path: Path) -> None:
    post.refuse = True
    with pytest.raises(sending.MailRefused) as error:
        sending.send(
            notice(), "a@example.org", settings(tmp_path, f"smtp://127.0.0.1:{port_of(server)}")
        )
    assert (error.value.code, error.value.words) == (451, "try again later")
    assert not error.value.for_good


def test_kept_as_a_file_a_message_names_nobody(tmp_path: Path) -> None:
    result = sending.send(notice(), "focal@example.org", settings(tmp_path))
    [file] = (tmp_path / "mail").iterdir()
    assert str(file) == result["path"]
    raw = file.read_bytes()
    assert b"focal@example.org" not in raw
    read = BytesParser(policy=policy.default).parsebytes(raw)
    assert read["To"] == "abc234abc234@person.invalid"
    assert (read["X-SRF-Person"], read["X-SRF-Role"]) == ("abc234abc234", "validator")
    assert read["X-SRF-Institution"] == "MoFA"
    sending.send(notice(), "focal@example.org", settings(tmp_path))
    assert [f.read_bytes() for f in (tmp_path / "mail").iterdir()] == [raw]


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://x", "smtp://", "smtp://x:99999", "x:1"]
)
def test_an_address_of_a_server_that_cannot_be_read_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as error:
        sending.send(notice(), "a@example.org", settings(tmp_path, url))
    assert error.value.problems[0].message.code == "mail.bad_url"


def test_where_mail_goes_is_told_without_the_password(tmp_path: Path) -> None:
    url = "smtp://user:secret@mail.example.org"
    assert sending.destination(settings(tmp_path, url)) == "smtp://mail.example.org:587"
    assert sending.destination(settings(tmp_path)) == str(tmp_path / "mail")


def signed_in(
    _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.password == b"se:cret"
    return AuthResult(success=right)


def test_a_password_goes_only_through_encryption(
    post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    controller = Controller(
        post, hostname="127.0.0.1", port=free_port(), tls_context=context, require_starttls=True,
        authenticator=signed_in, auth_required=True,
    )  # fmt: skip
    controller.start()
    try:
        url = f"smtp://user:se%3Acret@127.0.0.1:{port_of(controller)}"
        sending.send(notice(), "focal@example.org", settings(tmp_path, url))
        assert len(post.got) == 1
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(Refused) as error:
            sending.send(notice(), "focal@example.org", settings(tmp_path, url))
        assert error.value.problems[0].message.code == "mail.not_trusted"
    finally:
        controller.stop()
    assert len(post.got) == 1


def test_a_password_is_not_sent_openly_to_another_machine(
    server: Controller, post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_LOCAL", frozenset())
    url = f"smtp://user:secret@127.0.0.1:{port_of(server)}"
    with pytest.raises(Refused) as error:
        sending.send(notice(), "a@example.org", settings(tmp_path, url))
    assert error.value.problems[0].message.code == "mail.open_password"
    assert post.got == []


def make_certificate(folder: Path) -> Path:
    """Key and certificate of 127.0.0.1, signed by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file
