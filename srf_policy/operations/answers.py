"""Answering comments: a disposition and words given back, for one or for many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from srf_policy.domain import Comment, Response
from srf_policy.domain.consultation import DISPOSITIONS, OWES_REASON
from srf_policy.domain.errors import NotFound, refused
from srf_policy.languages.tags import normalise

from . import find
from .runner import verb
from .words import keep_if_any, words
from .work import Work


@verb("dispose")
def answer_comment(
    work: Work,
    *,
    comment: int,
    disposition: str,
    response: str = "",
    language: str = "en",
    duplicate_of: int | None = None,
    resulting_revision: int | None = None,
) -> dict[str, Any]:
    """Answer one comment; a later answer follows the earlier one, which stays on record.

    Not accepted, accepted in part, deferred and out of scope owe a reason. `resulting_revision`
    is a promise that is checked when that revision is published.
    """
    row = _answerable(work, comment)
    work.expect(row.version, f"comment:{comment}")
    answer = _answer(work, row, disposition, response, language)
    answer.duplicate_of = _original(work, row, disposition, duplicate_of)
    answer.resulting_revision = resulting_revision
    _keep(work, row, answer)
    work.record(
        f"comment:{comment}", number=comment, disposition=disposition, texts={"words": answer.words},
        language=answer.language, duplicate_of=duplicate_of, resulting_revision=resulting_revision,
    )  # fmt: skip
    return {"comment": comment}


@verb("dispose")
def answer_comments(
    work: Work,
    *,
    comments: Sequence[int],
    disposition: str,
    response: str = "",
    language: str = "en",
) -> dict[str, Any]:
    """Give the same answer to many comments that have none; all or nothing, one event each."""
    if not comments:
        raise refused("refused.nothing_ticked", "pick")
    if disposition == "duplicate":
        raise refused("refused.duplicate_one_by_one", "disposition")
    for number in dict.fromkeys(comments):
        row = _answerable(work, number)
        if row.response_id is not None:
            raise refused("refused.comment_answered", "pick", number=number)
        answer = _answer(work, row, disposition, response, language)
        _keep(work, row, answer)
        work.record(
            f"comment:{number}", as_verb="answer_comment", number=number, disposition=disposition,
            language=answer.language, texts={"words": answer.words}, duplicate_of=None,
            resulting_revision=None,
        )  # fmt: skip
    return {"comments": list(comments)}


def _answerable(work: Work, number: int) -> Comment:
    row = find.comment(work, number)
    # What an institution has not sent does not exist for the Facility.
    if row.layer != "engagement":
        raise NotFound
    return row


def _answer(work: Work, row: Comment, disposition: str, response: str, language: str) -> Response:
    if disposition not in DISPOSITIONS:
        raise refused("refused.choose_disposition", "disposition")
    if work.occurred_on < row.occurred_on:
        raise refused("refused.before_comment", "occurred_on", said=row.occurred_on)
    text = words(response, "response")
    if disposition in OWES_REASON and not text:
        raise refused("refused.reason_owed", "response", number=row.number)
    return Response(
        engagement_id=work.engagement.id, comment_id=row.id, disposition=disposition,
        words=keep_if_any(work.session, work.engagement.id, text), language=normalise(language) or "en",
        answered_by=work.actor.number, occurred_on=work.occurred_on, seq=work.next_seq,
        illustrative=work.illustrative,
    )  # fmt: skip


def _original(work: Work, row: Comment, disposition: str, number: int | None) -> int | None:
    if disposition != "duplicate":
        return None
    if number is None:
        raise refused("refused.duplicate_of_what", "duplicate_of")
    original = _answerable(work, number)
    if original.id == row.id:
        raise refused("refused.duplicate_of_itself", "duplicate_of")
    if original.response_id is not None:
        earlier = work.session.get_one(Response, original.response_id)
        if earlier.disposition == "duplicate":
            raise refused("refused.duplicate_of_duplicate", "duplicate_of", number=number)
    return original.id


def _keep(work: Work, row: Comment, answer: Response) -> None:
    work.session.add(answer)
    work.session.flush()
    row.response_id = answer.id
    row.version += 1
