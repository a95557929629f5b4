"""Messages on their way: to a mail server, or into files where none is set.

A message that is kept as a file names nobody: it is addressed to the person's opaque number in a
domain that no server delivers to, and carries role and institution. The real address leaves the
program only towards the mail server. Both ways may be repeated: the Message-ID stays the same.
"""

from __future__ import annotations

import os
import smtplib
import ssl
import tempfile
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from srf_policy.domain.errors import refused
from srf_policy.settings import Settings

from .messages import Notice, compose

TIMEOUT = 30
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def send(notice: Notice, address: str, settings: Settings) -> dict[str, str]:
    """Deliver or keep one message; gives its Message-ID, and the path where it was kept.

    Raises Refused for a wrong `SRF_SMTP_URL`, OSError and SMTPException where it did not leave.
    """
    if settings.smtp_url:
        url = _checked(settings.smtp_url)
        message = compose(notice, address, settings.base_url, _sender(url))
        _deliver(message, url)
        return {"message_id": str(message["Message-ID"])}
    message = compose(notice, f"{notice.number}@person.invalid", settings.base_url)
    for name, value in (("Role", notice.role), ("Institution", notice.institution)):
        message[f"X-SRF-{name}"] = value
    message["X-SRF-Person"] = notice.number
    path = keep(message, settings.data_dir / "mail")
    return {"message_id": str(message["Message-ID"]), "path": str(path)}


def keep(message: EmailMessage, folder: Path) -> Path:
    """Write the message under its Message-ID, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{message['Message-ID'].strip('<>').partition('@')[0]}.eml"
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(message.as_bytes())
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).rename(path)
    return path


def destination(settings: Settings) -> str:
    """Where messages go, without password: `smtp://host:port`, or the folder."""
    if not settings.smtp_url:
        return str(settings.data_dir / "mail")
    url = _checked(settings.smtp_url)
    return f"{url.scheme}://{url.hostname}:{_port(url)}"


def _checked(text: str) -> SplitResult:
    """Raises Refused where the address of the mail server cannot be read."""
    url = urlsplit(text)
    try:
        readable = url.scheme in ("smtp", "smtps") and bool(url.hostname) and _port(url) > 0
    except ValueError:
        readable = False
    if not readable:
        raise refused("mail.bad_url")
    return url


def _port(url: SplitResult) -> int:
    return url.port or (465 if url.scheme == "smtps" else 587 if url.username else 25)


def _sender(url: SplitResult) -> str:
    """`smtp://host/?from=facility@example.org` names the sender."""
    return parse_qs(url.query).get("from", [""])[0]


def _deliver(message: EmailMessage, url: SplitResult) -> None:
    context = ssl.create_default_context()
    host, port = url.hostname or "", _port(url)
    if url.scheme == "smtps":
        with smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context) as server:
            _hand_over(server, message, url)
        return
    with smtplib.SMTP(host, port, timeout=TIMEOUT) as server:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif url.username and host not in _LOCAL:
            raise refused("mail.open_password", host=host)
        _hand_over(server, message, url)


def _hand_over(server: smtplib.SMTP, message: EmailMessage, url: SplitResult) -> None:
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
    server.send_message(message)
