"""The two letters with which an engagement begins: the request, and the Facility's answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from srf_policy import clock
from srf_policy.domain import Engagement
from srf_policy.domain.errors import Problem
from srf_policy.languages.messages import msg

from .papers import file_paper
from .work import Work


def check_opening(
    wrong: list[Problem], opened: date, request: Mapping[str, Any] | None,
    reply: Mapping[str, Any] | None,
) -> None:  # fmt: skip
    """Note what is wrong with the letters, by the fields of the form."""
    if request is not None:
        _check_request(wrong, opened, request)
    if reply is None:
        return
    answered = reply.get("dated")
    if request is None:
        wrong.append(Problem(msg("refused.reply_without_request"), "reply_on"))
    elif answered is None:
        wrong.append(Problem(msg("refused.empty.letter_date"), "reply_on"))
    elif answered > clock.today():
        wrong.append(Problem(msg("refused.date_in_future", today=clock.today()), "reply_on"))
    elif request.get("dated") and answered < request["dated"]:
        problem = msg("refused.reply_before_request", requested=request["dated"])
        wrong.append(Problem(problem, "reply_on"))


def _check_request(wrong: list[Problem], opened: date, request: Mapping[str, Any]) -> None:
    dated = request.get("dated")
    if dated is None:
        wrong.append(Problem(msg("refused.empty.letter_date"), "request_on"))
    elif dated > opened:
        problem = msg("refused.request_after_opening", opened=opened)
        wrong.append(Problem(problem, "request_on"))
    if not str(request.get("sender", "")).strip():
        wrong.append(Problem(msg("refused.empty.sender"), "request_sender"))


def file_opening(
    work: Work, row: Engagement, request: Mapping[str, Any] | None,
    reply: Mapping[str, Any] | None, house: str,
) -> None:  # fmt: skip
    """Put the letters on file, each on its own day; they bear the engagement's title if none."""
    if request is None:
        return
    title = request.get("title") or row.title
    file_paper(
        work.following("file_paper", request["dated"]), kind="request", sender=request["sender"],
        addressee=house, reference=request.get("reference", ""), title=title,
        file=request.get("file"),
    )  # fmt: skip
    if reply is not None:
        work.session.flush()
        file_paper(
            work.following("file_paper", reply["dated"]), kind="reply", sender=house,
            addressee=request["sender"], reference=reply.get("reference", ""),
            title=reply.get("title") or title, file=reply.get("file"),
        )  # fmt: skip
