"""What is written to who takes over from somebody, and to who has left."""

from __future__ import annotations

from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import HistoryEvent, Institution, Member, Person
from srf_policy.store import people
from srf_policy.store.queries import handover

from .notices import announce
from .work import Work


def tell_leaver(work: Work, row: Member, number: str, seat: Institution) -> None:
    """The role has ended, and on which day; the link to the engagement would open nothing."""
    more = {"day": work.occurred_on.isoformat(), "institution": seat.name}
    announce(work, "end_member", more=more, person=number, role=row.role, institution=seat.code)


def tell_heir(work: Work, row: Member, number: str, seat: Institution, heir: Person) -> None:
    """What waits for who takes over, in figures, and where the handover note is."""
    event = _end(work, row, number)
    if event is None:
        return
    viewer = people.viewer(work.session, heir, clock.today())
    note = handover.note(
        work.session, work.keys, viewer, work.engagement, event, clock.today()
    )  # fmt: skip
    found = {
        "unanswered": len(note.unanswered), "promised": len(note.promised),
        "unsent": len(note.unsent), "rounds": len(note.rounds), "minutes": len(note.minutes),
    }  # fmt: skip
    waits = [[kind, count] for kind, count in found.items() if count]
    more = {"institution": seat.name, "note": event, "waits": waits}
    announce(
        work, "succeed_member", more=more, person=heir.number, role=row.role,
        institution=seat.code,
    )  # fmt: skip


def _end(work: Work, row: Member, number: str) -> int | None:
    """The place of the event that ended the seat: the number of the handover note."""
    work.session.flush()
    events = work.session.scalars(
        select(HistoryEvent)
        .where(
            HistoryEvent.chain == work.engagement.code,
            HistoryEvent.verb == "end_member",
            HistoryEvent.subject == f"member:{number}",
            HistoryEvent.occurred_on == row.ended_on,
        )
        .order_by(HistoryEvent.seq.desc())
    )
    return next((e.seq for e in events if e.payload["role"] == row.role), None)
