"""`/verify`: a Word file is sent in, and told where it is from and whether its text is unaltered."""

from __future__ import annotations

from flask import Response

from srf_policy.documents import checking
from srf_policy.documents.checking import Verdict
from srf_policy.languages.messages import msg
from srf_policy.word.package import MAX_PACKAGE, PackageRefused

from . import context
from .forms import Form
from .rendering import page
from .routing import Route


def verify() -> Response:
    """Nothing of the file is kept."""
    form = Form()
    verdict = _verdict(form) if form.posted else None
    return page("verify.html", form=form, verdict=verdict, sentences=checking.sentences)


def _verdict(form: Form) -> Verdict | None:
    sent = form.file("file")
    form.wrong_if(sent is None, "file", msg("verify.no_file"))
    if sent is None:
        return None
    # One sign more than may be: the guard of packages tells of it.
    content = sent.stream.read(MAX_PACKAGE + 1)
    try:
        return checking.check(
            context.reader(), context.viewer(), content, context.store().keys.recognises
        )
    except PackageRefused as error:
        form.wrong_if(True, "file", error.message)
        return None


routes = [Route("/verify", verify, "staff", ("GET", "POST"))]
