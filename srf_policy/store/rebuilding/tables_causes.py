"""Why the working draft was changed, and the versions that forms carry, as the tables hold them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from srf_policy.domain import (
    Change,
    Comment,
    Dispute,
    Meeting,
    Minutes,
    Presentation,
    WorkingProvision,
)

from .causes import held_cause
from .state import Payload
from .tables_records import Records

_ROWS: Any = Change.__table__


def changes(reader: Records, codes: dict[int, str]) -> list[Payload]:
    """In the order of the history. Plain rows: there is one for each provision ever touched."""
    query = select(_ROWS).where(_ROWS.c.engagement_id == reader.row.id)
    found = [
        {
            "provision": codes[r.provision_id], "action": r.action, "kind": r.cause_kind,
            "cause": held_cause(r.cause_kind, r.cause), "editorial": r.editorial,
            "by": r.made_by, "revision": r.revision_number, "on": r.occurred_on, "seq": r.seq,
            "illustrative": r.illustrative,
        }
        for r in reader.session.execute(query)
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row["seq"], row["provision"], row["action"]))


def versions(reader: Records, codes: dict[int, str]) -> dict[str, int]:
    """By what it is of: `comment:5`, `provision:il-o1-m1`."""
    meeting = {row.id: row.number for row in reader.all(Meeting)}
    return {
        **{f"comment:{row.number}": row.version for row in reader.all(Comment)},
        **{f"presentation:{row.number}": row.version for row in reader.all(Presentation)},
        **{f"dispute:{row.number}": row.version for row in reader.all(Dispute)},
        **{f"minutes:{meeting[row.meeting_id]}": row.version for row in reader.all(Minutes)},
        **{
            f"provision:{codes[row.provision_id]}": row.version
            for row in reader.all(WorkingProvision)
        },
    }
