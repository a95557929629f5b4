"""Rows that are written once, against the events that wrote them: day, person, kind of act, and
whether they are illustrative."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Adoption,
    Agreement,
    Alternative,
    Ballot,
    Engagement,
    HistoryEvent,
    LanguageText,
    Paper,
    Position,
    Provision,
    Response,
    Revision,
    SigningKey,
)
from srf_policy.domain.wording import mark
from srf_policy.languages.messages import Message, msg


class Written(NamedTuple):
    """A table, who is told to have acted (None: nobody), and the verbs that may have written it.

    `marked`: rows of a seed are illustrative, all others are not.
    """

    model: Any
    by: str | None
    verbs: frozenset[str]
    marked: bool = True


WRITTEN = (
    Written(Revision, "published_by", frozenset({"publish_revision"})),
    Written(Response, "answered_by", frozenset({"answer_comment"})),
    Written(
        Position, "taken_by", frozenset({"take_position", "record_position", "lift_reservation"})
    ),
    Written(Agreement, "recorded_by", frozenset({"record_agreement"})),
    Written(Adoption, "recorded_by", frozenset({"record_adoption"})),
    Written(LanguageText, None, frozenset({"publish_revision", "translate"})),
    Written(Ballot, None, frozenset({"open_ballot"})),
    Written(Alternative, None, frozenset({"open_dispute", "add_alternative"})),
    # What a seed knows of papers is not illustrative: the tables are compared in full elsewhere.
    Written(Paper, None, frozenset(), marked=False),
)


def first_wrong(session: Session, engagement: Engagement) -> Message | None:
    """The first row that its event does not know, or that is called otherwise in Word files."""
    for written in WRITTEN:
        seq = _unknown(session, engagement, written)
        if seq is not None:
            name = written.model.__tablename__
            return msg("verify.row", chain=engagement.code, table=name, seq=seq)
    query = select(Provision.code, Provision.mark).where(Provision.engagement_id == engagement.id)
    for code, kept in session.execute(query):
        if mark(engagement.code, code) != kept:
            return msg("verify.mark", chain=engagement.code, provision=code)
    return None


def first_wrong_key(session: Session, chain: str) -> Message | None:
    """The first public key that is not as the event of its registration says."""
    query = select(HistoryEvent.payload).where(
        HistoryEvent.chain == chain, HistoryEvent.verb == "register_signing_key"
    )
    told = {p["key"]: (p["public_key"], p["former"]) for p in session.scalars(query)}
    held = {row.id: (row.public_key, row.former) for row in session.scalars(select(SigningKey))}
    wrong = [key for key in sorted(told.keys() | held) if told.get(key) != held.get(key)]
    return msg("verify.key", chain=chain, key=wrong[0]) if wrong else None


def _unknown(session: Session, engagement: Engagement, written: Written) -> int | None:
    model, event = written.model, HistoryEvent
    wrong = [event.seq.is_(None), event.occurred_on != model.occurred_on]
    if written.by is not None:
        wrong.append(event.actor != getattr(model, written.by))
    if written.marked:
        wrong.append(model.illustrative.is_distinct_from(event.origin == "seed"))
    if written.verbs:
        wrong.append(event.verb.not_in(written.verbs))
    return session.scalar(
        select(model.seq)
        .outerjoin(event, and_(event.chain == engagement.code, event.seq == model.seq))
        .where(model.engagement_id == engagement.id, or_(*wrong))
        .order_by(model.seq)
        .limit(1)
    )
