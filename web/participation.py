"""Who took part: sums for donors, observers, auditors and staff, on the screen and as a workbook."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response

from srf_policy import clock
from srf_policy.documents.participation import participation_file
from srf_policy.documents.sheets import XLSX
from srf_policy.domain.errors import NotAllowed, Problem
from srf_policy.languages.messages import msg
from srf_policy.store.queries.participation import Participation
from srf_policy.store.queries.participation import participation as find

from . import context
from .rendering import page
from .routing import Route
from .say import path


def participation(code: str) -> Response:
    """One engagement."""
    found = find(context.reader(), context.viewer(), code)
    return _page(found, code, engagement=context.engagement())


def everywhere() -> Response:
    """All engagements of which the viewer may see this."""
    return _page(_all(), None, engagement=None)


def participation_sheet(code: str) -> Response:
    """One engagement as a workbook."""
    return _file(find(context.reader(), context.viewer(), code), f"{code}-participation")


def everywhere_sheet() -> Response:
    """All of them as a workbook."""
    return _file(_all(), "participation")


def _all() -> Participation:
    found = find(context.reader(), context.viewer())
    if not found.engagements:
        raise NotAllowed([Problem(msg("refused.not_your_page"))])
    return found


def _page(found: Participation, code: str | None, **values: Any) -> Response:
    here = path("participation", code=code) if code else path("all_participation")
    return page(
        "participation.html",
        found=found,
        total=found.total(),
        sheet=f"{here}.xlsx",
        illustrative=any(e.illustrative for e in found.engagements),
        **values,
    )


def _file(found: Participation, name: str) -> Response:
    """File names are ours, plain ASCII."""
    today = clock.today()
    response = make_response(participation_file(found, context.language(), today))
    response.headers["Content-Type"] = XLSX
    name = f"{name}-{today.isoformat()}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


routes = [
    Route("/e/<code>/participation", participation, "evidence"),
    Route("/e/<code>/participation.xlsx", participation_sheet, "evidence"),
    Route("/participation", everywhere, "signed_in"),
    Route("/participation.xlsx", everywhere_sheet, "signed_in"),
]
