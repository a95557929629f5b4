"""Promises of answers: "accepted, in draft n", and whether draft n keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select
from sqlalchemy.orm import Session

from srf_policy.domain import Comment, Provision, Response


@dataclass(frozen=True)
class Unkept:
    """A comment that was promised a change in the next revision; its provision is as it was."""

    number: int
    provision: str


def unkept(
    session: Session,
    comments: Select[Comment],
    number: int,
    changed: Mapping[str, Sequence[str]],
) -> list[Unkept]:
    """Those of `comments` that were accepted for revision `number` and whose provision is in none
    of the lists of `changed` (`comparing.changes`), by comment number."""
    touched = {i for ids in changed.values() for i in ids}
    rows = session.execute(
        comments.with_only_columns(Comment.number, Provision.code)
        .join(Response, Response.id == Comment.response_id)
        .join(Provision, Provision.id == Comment.provision_id)
        .where(
            Response.resulting_revision == number,
            Response.disposition.in_(("accepted", "accepted_in_part")),
        )
        .order_by(Comment.number)
    )
    return [Unkept(comment, code) for comment, code in rows if code not in touched]
