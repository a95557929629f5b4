"""Messages on their way: to a mail server, or into files where none is set.

A message that is kept as a file names nobody: it is addressed to the person's opaque number in a
domain that no server delivers to, and carries role and institution. The real address leaves the
program only towards the mail server. Both ways may be repeated: the Message-ID stays the same.
"""

from __future__ import annotations

import os
import re
import smtplib
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from srf_policy.domain.errors import Problem, Refused, refused
from srf_policy.languages.bidi import one_line
from srf_policy.languages.messages import msg
from srf_policy.settings import Settings

from .messages import Notice, compose

TIMEOUT = 30
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_LONGEST_WORDS = 200
_ADDRESS = re.compile(r"<?[^\s<>@=]+(?:@|=40|%40|=)[^\s<>]+\.[^\s<>:;,]+>?")


class MailRefused(Refused):
    """The mail server refused the message: `for_good` (5xx) or for now (4xx).

    `words` are the server's, without anything of the person's address.
    """

    def __init__(self, code: int, words: str) -> None:
        self.code, self.words, self.for_good = code, words, code >= 500
        said = "mail.refused_for_good" if self.for_good else "mail.refused_for_now"
        super().__init__([Problem(msg(said, code=str(code), words=words))])


def send(notice: Notice, address: str, settings: Settings) -> dict[str, str]:
    """Deliver or keep one message; gives its Message-ID, and the path where it was kept.

    Raises MailRefused where the server refused it, Refused where it did not get that far.
    """
    if settings.smtp_url:
        url = _checked(settings.smtp_url)
        message = compose(notice, address, settings.base_url, _sender(url))
        with _in_sentences(url, address):
            _deliver(message, url)
        return {"message_id": str(message["Message-ID"])}
    message = compose(notice, f"{notice.number}@person.invalid", settings.base_url)
    for name, value in (("Role", notice.role), ("Institution", notice.institution)):
        if value:
            message[f"X-SRF-{name}"] = value
    message["X-SRF-Person"] = notice.number
    path = keep(message, settings.data_dir / "mail")
    return {"message_id": str(message["Message-ID"]), "path": str(path)}


def post(message: EmailMessage, address: str, settings: Settings) -> dict[str, str]:
    """Deliver or keep a message that is nobody's notice; as `send`."""
    if settings.smtp_url:
        url = _checked(settings.smtp_url)
        with _in_sentences(url, address):
            _deliver(message, url)
        return {"message_id": str(message["Message-ID"])}
    path = keep(message, settings.data_dir / "mail")
    return {"message_id": str(message["Message-ID"]), "path": str(path)}


def sender(settings: Settings) -> str:
    """The sender that the address of the mail server names; empty where it names none."""
    return _sender(_checked(settings.smtp_url)) if settings.smtp_url else ""


def keep(message: EmailMessage, folder: Path) -> Path:
    """Write the message under its Message-ID, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{message['Message-ID'].strip('<>').partition('@')[0]}.eml"
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(message.as_bytes())
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).rename(path)
    for written in (folder, folder.parent):
        _sync(written)
    return path


def _sync(folder: Path) -> None:
    """A file's name is on the disk only when its folder is; so is a folder's own name."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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


@contextmanager
def _in_sentences(url: SplitResult, address: str) -> Iterator[None]:
    """What went wrong on the way, as a sentence; libraries put addresses into their errors."""
    host = url.hostname or ""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise refused("mail.password_refused", host=host, code=str(error.smtp_code)) from None
    except smtplib.SMTPRecipientsRefused as error:
        refusal, said = next(iter(error.recipients.values()))
        raise MailRefused(refusal, bare(said, address)) from None
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise MailRefused(error.smtp_code, bare(error.smtp_error, address)) from None
    except smtplib.SMTPServerDisconnected:
        raise refused("mail.cut_off", host=host) from None
    except smtplib.SMTPResponseException as error:
        # It greets nobody for now: that is about the server, not about this message.
        words = bare(error.smtp_error, address)
        raise refused("mail.not_now", host=host, code=str(error.smtp_code), words=words) from None
    except smtplib.SMTPException as error:
        raise refused("mail.no_understanding", host=host, kind=type(error).__name__) from None
    except ssl.SSLError:
        raise refused("mail.not_trusted", host=host) from None
    except OSError:
        raise refused("mail.unreachable", host=host, port=str(_port(url))) from None


def bare(words: bytes | str, address: str) -> str:
    """A server's answer on one line, without addresses and without the parts of this one's name."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    text = _ADDRESS.sub("…", one_line(text))
    local = address.partition("@")[0]
    for part in sorted({local, *re.split(r"[^\w]+|_", local)}, key=len, reverse=True):
        if len(part) > 2:
            text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "…", text, flags=re.IGNORECASE)
    return text[:_LONGEST_WORDS]


def _deliver(message: EmailMessage, url: SplitResult) -> None:
    context = ssl.create_default_context()
    host, port = url.hostname or "", _port(url)
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        if url.scheme == "smtp":
            _encrypt(server, url, context)
        _hand_over(server, message, url)
    finally:
        _leave(server)


def _encrypt(server: smtplib.SMTP, url: SplitResult, context: ssl.SSLContext) -> None:
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()
    elif url.username and url.hostname not in _LOCAL:
        raise refused("mail.open_password", host=url.hostname or "")


def _hand_over(server: smtplib.SMTP, message: EmailMessage, url: SplitResult) -> None:
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
    server.send_message(message)


def _leave(server: smtplib.SMTP) -> None:
    """Say good-bye. What goes wrong now changes nothing: the message was taken, or it was not."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()
