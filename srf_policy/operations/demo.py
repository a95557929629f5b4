"""What only a demo needs: its clock, set once, and passwords that are no secret."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from srf_policy import clock
from srf_policy.domain import FacilityChain
from srf_policy.domain.errors import refused
from srf_policy.domain.history import FACILITY_CHAIN

from .runner import verb
from .work import Work

PASSPHRASE = "silk-routes-demo"  # noqa: S105
"""The one password of all demo accounts. It is printed: no demo may be reachable from outside."""


@verb(of_engagement=False)
def set_clock(work: Work, *, as_of: date) -> dict[str, Any]:
    """Let the working clock stand at `as_of` today and run on from there; once and for all."""
    chain = work.session.get_one(FacilityChain, FACILITY_CHAIN)
    if chain.clock_offset:
        raise refused("refused.clock_is_set")
    chain.clock_offset = (as_of - clock.real_now().date()) // timedelta(days=1)
    work.record("clock", as_of=as_of, days=chain.clock_offset)
    return {"days": chain.clock_offset}
