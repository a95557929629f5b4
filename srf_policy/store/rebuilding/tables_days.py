"""More time for rounds, planned presentations, and what deadlines did, as the tables hold it."""

from __future__ import annotations

from srf_policy.domain import Deadline, PlannedPresentation, RoundExtension
from srf_policy.domain.wording import text_hash

from .state import Payload
from .tables_records import Records, columns, day, stated


def extensions(reader: Records, rounds: dict[int, int], codes: dict[int, str]) -> list[Payload]:
    return [
        {
            "round": rounds[r.round_id], "institution": codes.get(r.institution_id),
            "was": day(r.was), "closes_on": day(r.closes_on), "reason": text_hash(r.reason),
            "by": r.extended_by, **stated(r),
        }
        for r in reader.all(RoundExtension)
    ]  # fmt: skip


def planned(reader: Records, bodies: dict[int, str]) -> dict[str, Payload]:
    return {
        bodies[r.body_id]: {"on_day": day(r.planned_on), **stated(r)}
        for r in reader.all(PlannedPresentation)
    }


def acted(reader: Records) -> dict[tuple[str, str, str], list[str]]:
    """What was done, of the days about which something was done."""
    return {
        (r.kind, r.subject, r.day.isoformat()): columns(r, "acted")["acted"]
        for r in reader.all(Deadline)
        if r.acted
    }
