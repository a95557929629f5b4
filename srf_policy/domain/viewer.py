"""Who is looking: roles, institutions and departments, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

FACILITY_WIDE = frozenset({"administrator", "staff", "translator"})
"""Facility roles that reach every engagement; an auditor reads only those named."""

FACILITY_ROLES = frozenset({"administrator", "staff", "translator", "lead_expert", "expert"})
"""Roles that see what institutions sent (layer `engagement`), whole."""


@dataclass(frozen=True)
class Seat:
    """What one person is in one engagement."""

    roles: frozenset[str]
    institution_id: int
    institution: str
    institution_role: str
    department: str = ""


@dataclass(frozen=True)
class Delegated:
    """A role that a person holds for another in one engagement. `giver` is an opaque number."""

    number: int
    giver: str
    role: str
    until: date


@dataclass(frozen=True)
class Viewer:
    """A person as scoping, guards and screens know them. `number` is the opaque number.

    `delegations`: by engagement, what the person holds for others on the day that is asked about.
    """

    person_id: int
    number: str
    language: str = "en"
    facility_roles: frozenset[str] = frozenset()
    seats: Mapping[int, Seat] = field(default_factory=dict)
    delegations: Mapping[int, tuple[Delegated, ...]] = field(default_factory=dict)

    def reaches(self, engagement_id: int) -> bool:
        """May this person see that the engagement exists?"""
        return engagement_id in self.seats or bool(self.facility_roles & FACILITY_WIDE)

    @property
    def reaches_all(self) -> bool:
        """Does this person's role reach every engagement?"""
        return bool(self.facility_roles & FACILITY_WIDE)

    def roles_in(self, engagement_id: int) -> frozenset[str]:
        """All roles this person acts with in that engagement, those held for others too."""
        lent = {held.role for held in self.lent_in(engagement_id)}
        return self.own_roles_in(engagement_id) | lent

    def lent_in(self, engagement_id: int) -> tuple[Delegated, ...]:
        """What this person holds for others in that engagement; nothing without a seat there."""
        return self.delegations.get(engagement_id, ()) if engagement_id in self.seats else ()

    def lent_roles(self, engagement_id: int) -> tuple[tuple[str, str], ...]:
        """The same as pairs of the role and who gave it."""
        return tuple((held.role, held.giver) for held in self.lent_in(engagement_id))

    def selves(self, engagement_id: int) -> frozenset[str]:
        """This person, and everybody for whom this person may act there."""
        return frozenset({self.number, *(held.giver for held in self.lent_in(engagement_id))})

    def own_roles_in(self, engagement_id: int) -> frozenset[str]:
        """The roles that this person holds in that engagement."""
        seat = self.seats.get(engagement_id)
        return (self.facility_roles & FACILITY_WIDE) | (seat.roles if seat else frozenset())

    def seat_in(self, engagement_id: int) -> Seat | None:
        """The seat in that engagement, if there is one."""
        return self.seats.get(engagement_id)

    def is_facility(self, engagement_id: int) -> bool:
        """Does this person see the engagement as the Facility does?"""
        return bool(self.roles_in(engagement_id) & FACILITY_ROLES)

    def is_lead(self, engagement_id: int) -> bool:
        """Does this person belong to the lead institution?"""
        seat = self.seat_in(engagement_id)
        return seat is not None and seat.institution_role == "lead"

    def sees_all_comments(self, engagement_id: int) -> bool:
        """The Facility, its auditors and the lead institution see whatever was sent."""
        auditor = "auditor" in self.roles_in(engagement_id)
        return auditor or self.is_facility(engagement_id) or self.is_lead(engagement_id)

    def sees_evidence(self, engagement_id: int) -> bool:
        """Who took part is shown to donors and auditors too, in sums and without names."""
        told = self.roles_in(engagement_id) & {"observer", "auditor"}
        return bool(told) or self.sees_all_comments(engagement_id)
