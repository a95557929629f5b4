"""Pictures of figures: PNG and JPEG only, known by their bytes, and shown as nothing else."""

from __future__ import annotations

from flask import Response, send_file

from srf_policy.domain.errors import NotFound
from srf_policy.languages.messages import msg
from srf_policy.operations.attaching import Attachment, location
from srf_policy.store.queries import figures

from . import context, uploads
from .forms import Form
from .routing import Route

_BEGINNINGS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def received(form: Form) -> Attachment | None:
    """The picture that was sent, None for none; anything else is noted as wrong."""
    file = uploads.attachment(form, "image")
    if file is None:
        return None
    kind = kind_of(location(context.settings(), file["sha256"]).open("rb").read(16))
    form.wrong_if(kind is None, "image", msg("refused.not_a_picture", file=file["name"]))
    return {**file, "media_type": kind or file["media_type"]}


def kept_name(form: Form) -> str:
    return uploads.kept_name(form, "image")


def kind_of(beginning: bytes) -> str | None:
    """The media type that the first bytes tell."""
    return next((kind for sign, kind in _BEGINNINGS.items() if beginning.startswith(sign)), None)


def show(code: str, provision: str, sha256: str) -> Response:
    """The picture of a figure that this viewer may read."""
    engagement, viewer = context.engagement(), context.viewer()
    if not figures.stands(context.reader(), viewer, engagement, provision, sha256):
        raise NotFound
    file = location(context.settings(), sha256)
    with file.open("rb") as stream:
        kind = kind_of(stream.read(16))
    if kind is None:
        raise NotFound
    return send_file(file, mimetype=kind, etag=sha256, conditional=True, max_age=3600)


routes = [Route("/e/<code>/figure/<provision>/<sha256>", show, "engagement")]
