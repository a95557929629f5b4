"""The daily mail of signed heads: an explanation, and the heads as a file to keep."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from srf_policy.languages.messages import msg
from srf_policy.languages.rendering import say
from srf_policy.settings import Settings

from . import sending
from .messages import message_id, own_address


def send(
    content: bytes, count: int, key: str, asked_at: datetime, settings: Settings
) -> dict[str, str]:
    """Deliver or keep the mail of the heads in `content`; the same key gives the same Message-ID."""
    to = settings.heads_to if settings.smtp_url else "heads@person.invalid"
    message = EmailMessage()
    sender = sending.sender(settings) or own_address(settings.base_url)
    message["From"] = Address(display_name="Silk Routes Facility", addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    day = asked_at.date()
    message["Subject"] = say(msg("mail.heads.subject", day=day), "en")
    message["Date"] = format_datetime(asked_at)
    message["Message-ID"] = message_id(key, settings.base_url)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        say(msg("mail.heads.body", count=count), "en") + "\n",
        charset="utf-8", cte="quoted-printable",
    )  # fmt: skip
    message.add_attachment(
        content, maintype="text", subtype="plain", filename=f"heads-{day.isoformat()}.txt"
    )
    return sending.post(message, to, settings)
