"""Files that come with forms, kept at once so that a refused form need not be sent them again."""

from __future__ import annotations

from typing import Any

from flask import current_app, g
from itsdangerous import BadData, URLSafeSerializer

from srf_policy.domain.errors import Refused
from srf_policy.operations.attaching import Attachment, receive

from . import context
from .forms import Form, refuse_into


def attachment(form: Form, name: str = "file") -> Attachment | None:
    """The file that was chosen now, else the one that came with the refused form before."""
    found = form.file(name)
    if found is None:
        return _unpack(form.value(_kept(name)))
    try:
        received = receive(
            context.settings(), found.stream, found.filename or "", found.mimetype, name
        )
    except Refused as error:
        refuse_into(form, error)
        return None
    form.typed.setlist(_kept(name), [_pack(received)])
    return received


def kept_name(form: Form, name: str) -> str:
    """The name of the file that came with the refused form before, "" for none."""
    found = _unpack(form.value(_kept(name)))
    return str(found["name"]) if found else ""


def _kept(name: str) -> str:
    return f"{name}_kept"


def _pack(received: Attachment) -> str:
    return str(_serializer().dumps(dict(received)))


def _unpack(packed: str) -> dict[str, Any] | None:
    """Only what this person sent for this engagement (or for a new one); anything else is no file."""
    try:
        found: dict[str, Any] = _serializer().loads(packed)
    except (BadData, ValueError):
        return None
    return found


def _serializer() -> URLSafeSerializer:
    key = current_app.secret_key
    assert key is not None
    code = context.engagement().code if "engagement" in g else "new"
    whose = f"upload {code} {context.viewer().number}"
    return URLSafeSerializer(key, salt=whose)
