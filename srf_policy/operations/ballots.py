"""Validation: the ballot on one revision, positions that follow one another, reservations lifted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import Session

from srf_policy.domain import Ballot, Engagement, Institution, Position, Revision
from srf_policy.domain.errors import NotFound, refused
from srf_policy.domain.records import POSITIONS
from srf_policy.languages.tags import normalise
from srf_policy.store.prepared import Prepared

from . import find
from .notices import Said, announce, tells
from .reply_days import is_late
from .runner import verb
from .words import keep_if_any, words
from .work import Work

_VOTING = ("lead", "required", "invited")


def open_ballot(work: Work, closes_after: int) -> int:
    """Open a ballot on the newest revision, as an effect of a move. `closes_after` in days.

    Gives the number of the revision.
    """
    found = _before(work)
    if found.revision is None:
        raise refused("refused.ballot_without_revision")
    _void(work, found.standing)
    row = Ballot(
        engagement_id=work.engagement.id, number=(found.last or 0) + 1,
        revision_number=found.revision, occurred_on=work.occurred_on,
        closes_on=work.occurred_on + timedelta(days=closes_after), seq=work.next_seq,
        illustrative=work.illustrative,
    )  # fmt: skip
    work.session.add(row)
    work.record(
        f"ballot:{row.number}", as_verb="open_ballot", ballot=row.number,
        revision=found.revision, closes_on=row.closes_on,
    )  # fmt: skip
    return found.revision


def void_ballot(work: Work) -> None:
    """Void the ballot that stands, if one does; its positions stay on record."""
    _void(work, _before(work).standing)


def _void(work: Work, standing: int | None) -> None:
    if standing is None:
        return
    with work.session.no_autoflush:
        row = work.session.get_one(Ballot, standing)
    row.voided_on = work.occurred_on
    work.record(
        f"ballot:{row.number}", as_verb="void_ballot", ballot=row.number,
        revision=row.revision_number,
    )  # fmt: skip


class _Before(NamedTuple):
    revision: int | None
    last: int | None
    standing: int | None


def _before(work: Work) -> _Before:
    """The newest revision, the last ballot, and the id of the one that stands; None where none is.

    Asked past the session, which would first write the engagement as a move leaves it half done.
    """
    return _Before(*_BEFORE.rows(work.session.connection(), {"id": work.engagement.id})[0])


_BALLOTS: Any = Ballot.__table__
_REVISIONS: Any = Revision.__table__


def _highest(column: Any, *conditions: Any) -> Any:
    of = column.table.c.engagement_id == bindparam("id", type_=Integer)
    return select(func.max(column)).where(of, *conditions).scalar_subquery()


_BEFORE = Prepared(
    select(
        _highest(_REVISIONS.c.number).label("revision"),
        _highest(_BALLOTS.c.number).label("last"),
        _highest(_BALLOTS.c.id, _BALLOTS.c.voided_on.is_(None)).label("standing"),
    )
)


def renew_ballot(work: Work, revision: int) -> None:
    """A revision published while a ballot is open voids it and opens one on the new revision."""
    row = find.ballot(work)
    if row is None or row.closes_on < work.occurred_on:
        return
    open_ballot(work, (row.closes_on - row.occurred_on).days)
    announce(work, "publish_revision", revision=revision, on=work.occurred_on)


@tells("publish_revision")
def _told_of_revision(
    session: Session, engagement: Engagement, *, revision: int, on: date
) -> Iterator[Said]:
    """Who validates is asked again, where the ballot that stands is open on the day of publishing."""
    standing = session.scalar(
        select(Ballot.closes_on).where(
            Ballot.engagement_id == engagement.id, Ballot.voided_on.is_(None)
        )
    )
    if standing is not None and standing >= on:
        yield Said("please_take_position", ("validator",), params={"revision": revision})


@verb("take_position")
def take_position(
    work: Work, *, position: str, text: str = "", language: str = "en", paper: str | None = None
) -> dict[str, Any]:
    """State the position of one's institution on the revision in validation.

    `expected` is the number of the ballot that was shown. A reservation owes its reasons, and
    blocks until the same institution lifts it; a later position lifts an earlier reservation.
    What comes after the closing date is taken as long as the stage lasts, and said to be late.
    """
    institution = find.own_institution(work)
    if institution.role not in _VOTING:
        raise NotFound
    row = _standing(work)
    return _keep(work, row, institution, position, text, language, paper)


@verb("record")
def record_position(
    work: Work, *, institution: str, position: str, paper: str, text: str = "", language: str = "en"
) -> dict[str, Any]:
    """Record the position that an institution stated by letter, on the day of the letter.

    It counts like one that the institution took itself, and the institution may change it.
    `expected` is the number of the ballot that was shown.
    """
    asked = find.institution(work, institution)
    if asked.role not in _VOTING:
        raise refused("refused.takes_no_position", "institution", institution=asked.name)
    row = _standing(work)
    if not paper:
        raise refused("refused.position_without_letter", "paper", institution=asked.name)
    if work.occurred_on < row.occurred_on:
        raise refused("refused.before_ballot", "occurred_on", opened=row.occurred_on)
    return _keep(work, row, asked, position, text, language, paper, by_letter=True)


@verb("take_position")
def lift_reservation(
    work: Work, *, position: str = "no_objection", text: str = "", language: str = "en",
    paper: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Lift the reservation of one's institution by another position."""
    institution = find.own_institution(work)
    row = _standing(work)
    if position == "reservation":
        raise refused("refused.choose_position", "position")
    if _open_reservation(work, institution) is None:
        raise refused("refused.no_reservation", "position")
    return _keep(work, row, institution, position, text, language, paper)


def _standing(work: Work) -> Ballot:
    row = find.ballot(work)
    if row is None:
        raise refused("refused.no_ballot")
    work.expect(row.number, f"ballot:{row.number}")
    return row


def _keep(
    work: Work, row: Ballot, institution: Institution, position: str, text: str, language: str,
    paper: str | None, *, by_letter: bool = False,
) -> dict[str, Any]:  # fmt: skip
    if position not in POSITIONS:
        raise refused("refused.choose_position", "position")
    said = words(text, "text")
    if position == "reservation" and not said:
        raise refused("refused.reservation_without_text", "text")
    held = _open_reservation(work, institution)
    ground = find.paper(work, paper)
    entry = Position(
        engagement_id=work.engagement.id, ballot_id=row.id, institution_id=institution.id,
        position=position, words=keep_if_any(work.session, work.engagement.id, said),
        language=normalise(language) or "en",
        lifts_id=held.id if held is not None and position != "reservation" else None,
        paper_id=ground.id if ground else None, by_letter=by_letter, taken_by=work.actor.number,
        occurred_on=work.occurred_on, seq=work.next_seq, illustrative=work.illustrative,
    )  # fmt: skip
    work.session.add(entry)
    work.record(
        f"ballot:{row.number}:{institution.code}", ballot=row.number, position=position,
        revision=row.revision_number, institution=institution.code, lifts=entry.lifts_id is not None,
        late=is_late(work, row.closes_on),
        language=entry.language, texts={"words": entry.words}, paper=paper,
    )  # fmt: skip
    return {"institution": institution.code, "position": position}


def _open_reservation(work: Work, institution: Institution) -> Position | None:
    latest = work.session.scalar(
        select(Position)
        .where(
            Position.engagement_id == work.engagement.id,
            Position.institution_id == institution.id,
        )
        .order_by(Position.id.desc())
        .limit(1)
    )
    return latest if latest is not None and latest.position == "reservation" else None
