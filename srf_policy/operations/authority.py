"""Who may open engagements, look after institutions and members, and end memberships."""

from __future__ import annotations

from srf_policy.domain.errors import NotAllowed, Problem
from srf_policy.languages.messages import msg

from .work import Work

OPENERS = frozenset({"administrator", "staff"})


def require_administrator(work: Work) -> None:
    """Administrators look after the people of the Facility."""
    _require("administrator" in work.actor.facility_roles)


def require_opener(work: Work) -> None:
    """Administrators and staff open engagements and end memberships."""
    _require(bool(work.actor.facility_roles & OPENERS))


def require_manager(work: Work) -> None:
    """Administrators, staff and the lead expert look after institutions and add members."""
    _require(bool(work.actor.facility_roles & OPENERS) or work.acts_as("lead_expert"))


def refuse_both_seats(work: Work, by: str, behalf: str | None) -> None:
    """Two people decide: whoever proposed it, or acts for the proposer, or for whom it was proposed,
    is not the second one."""
    if by == work.actor.number:
        raise NotAllowed([Problem(msg("refused.same_person"))])
    if {by, behalf} & work.actor.selves(work.engagement.id):
        raise NotAllowed([Problem(msg("refused.same_person_behind"))])


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed([Problem(msg("refused.not_your_role"))])
