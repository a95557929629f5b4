"""Short ways to try what must be refused, and to try without keeping anything."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from srf_policy.domain import Engagement, HistoryEvent
from srf_policy.domain.errors import Refused
from srf_policy.domain.viewer import Seat, Viewer
from srf_policy.operations import perform
from tests.makers import IRAQ, Seeded


class RolledBack(Exception):
    pass


def refusal(seeded: Seeded, address: str, verb: str, /, **args: Any) -> Refused:
    """The refusal; asserts that nothing was written."""
    before = seeded.engagement().event_count
    with pytest.raises(Refused) as error:
        seeded.act(address, verb, **args)
    assert seeded.engagement().event_count == before
    return error.value


def codes(error: Refused) -> list[str]:
    return [problem.message.code.removeprefix("refused.") for problem in error.problems]


def assert_refused(seeded: Seeded, code: str, address: str, verb: str, /, **args: Any) -> None:
    assert code in codes(refusal(seeded, address, verb, **args)), (verb, args)


def role_viewer(seeded: Seeded, role: str) -> Viewer:
    """Somebody with this one role: experts at the Facility, the others at the lead institution."""
    here = seeded.engagement().id
    if role in ("administrator", "staff"):
        return Viewer(0, "somebody", facility_roles=frozenset({role}))
    own = role in ("lead_expert", "expert", "translator", "auditor")
    code, kind = ("ICMPD", "facility") if own else ("MoMD", "lead")
    number = institution_id(seeded, code)
    return Viewer(0, "somebody", seats={here: Seat(frozenset({role}), number, code, kind)})


def institution_id(seeded: Seeded, code: str) -> int:
    from srf_policy.domain import Institution

    with seeded.reading() as session:
        found = session.scalar(select(Institution.id).where(Institution.code == code))
        assert found is not None
        return found


def attempt(seeded: Seeded, viewer: Viewer, stage: str, verb: str, **args: Any) -> Refused | None:
    """Try a verb in a stage and keep nothing; the refusal, or None where it was done."""
    try:
        with seeded.store.database.writing() as session:
            row = session.scalars(select(Engagement).where(Engagement.code == IRAQ)).one()
            row.stage = stage
            session.flush()
            perform(seeded.store, verb, actor=viewer, engagement=IRAQ, within=session, **args)
            raise RolledBack
    except Refused as error:
        return error
    except RolledBack:
        return None


def last_event(seeded: Seeded) -> HistoryEvent:
    with seeded.reading() as session:
        query = select(HistoryEvent).where(HistoryEvent.chain == IRAQ)
        return session.scalars(query.order_by(HistoryEvent.seq.desc()).limit(1)).one()
