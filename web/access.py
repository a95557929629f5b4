"""Who may open a route: a closed list of classes, asked in one place before the view runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from srf_policy.domain.viewer import Viewer

PUBLIC: Final = "public"

WHOLE: Final[Mapping[str, Callable[[Viewer], bool]]] = {
    "signed_in": lambda viewer: True,
    "staff": lambda viewer: bool(viewer.facility_roles & {"staff", "administrator"}),
    "administrator": lambda viewer: "administrator" in viewer.facility_roles,
}
"""Classes of routes that belong to no engagement."""

_EXPERTS = frozenset({"lead_expert", "expert"})
_MINISTRIES = frozenset({"lead", "required", "invited"})


def _has(*roles: str) -> Callable[[Viewer, int], bool]:
    return lambda viewer, engagement: bool(viewer.roles_in(engagement) & set(roles))


def _ministry(viewer: Viewer, engagement: int) -> bool:
    seat = viewer.seat_in(engagement)
    return seat is not None and seat.institution_role in _MINISTRIES


def _votes(viewer: Viewer, engagement: int) -> bool:
    return _ministry(viewer, engagement) and _has("validator", "focal_point")(viewer, engagement)


OF_ENGAGEMENT: Final[Mapping[str, Callable[[Viewer, int], bool]]] = {
    "engagement": lambda viewer, engagement: True,
    "expert": _has(*_EXPERTS),
    "mover": _has(*_EXPERTS, "administrator"),
    "translator": _has(*_EXPERTS, "translator"),
    "facility": lambda viewer, engagement: viewer.is_facility(engagement),
    "lead_or_facility": lambda viewer, engagement: viewer.sees_all_comments(engagement),
    "evidence": lambda viewer, engagement: viewer.sees_evidence(engagement),
    "ministry": _ministry,
    "focal_point": _has("focal_point"),
    "validator": _votes,
}
"""Classes of routes of one engagement. Who does not reach it gets "not found", whatever the class."""

CLASSES: Final = frozenset({PUBLIC, *WHOLE, *OF_ENGAGEMENT})
