"""Who reaches what: plain questions to a viewer."""

from __future__ import annotations

import pytest

from srf_policy.domain.viewer import Seat, Viewer

HERE, ELSEWHERE = 1, 2


def seated(*roles: str, institution_role: str = "required") -> Viewer:
    seat = Seat(frozenset(roles), 10, "MoFA", institution_role)
    return Viewer(1, "abc", seats={HERE: seat})


def of_facility(*roles: str) -> Viewer:
    return Viewer(1, "abc", facility_roles=frozenset(roles))


@pytest.mark.parametrize("role", ["administrator", "staff", "translator"])
def test_facility_roles_reach_every_engagement(role: str) -> None:
    assert of_facility(role).reaches_all
    assert of_facility(role).reaches(ELSEWHERE)
    assert of_facility(role).roles_in(ELSEWHERE) == {role}
    assert of_facility(role).sees_all_comments(ELSEWHERE)


def test_an_auditor_reaches_only_the_engagements_named() -> None:
    auditor = of_facility("auditor")
    assert not auditor.reaches(HERE)
    assert auditor.roles_in(HERE) == frozenset()


def test_a_seat_reaches_its_own_engagement_only() -> None:
    viewer = seated("focal_point")
    assert viewer.reaches(HERE)
    assert not viewer.reaches(ELSEWHERE)
    assert not viewer.reaches_all
    assert viewer.seat_in(ELSEWHERE) is None
    assert viewer.roles_in(ELSEWHERE) == frozenset()


@pytest.mark.parametrize("role", ["lead_expert", "expert", "translator"])
def test_experts_see_what_was_sent_where_they_sit(role: str) -> None:
    viewer = seated(role, institution_role="facility")
    assert viewer.sees_all_comments(HERE)
    assert not viewer.sees_all_comments(ELSEWHERE)


def test_the_lead_institution_sees_what_was_sent() -> None:
    assert seated("reviewer", institution_role="lead").sees_all_comments(HERE)


@pytest.mark.parametrize("role", ["focal_point", "reviewer", "validator", "observer"])
def test_other_institutions_do_not(role: str) -> None:
    assert not seated(role).sees_all_comments(HERE)


def test_roles_of_seat_and_facility_are_joined() -> None:
    seat = Seat(frozenset({"expert"}), 10, "ICMPD", "facility")
    viewer = Viewer(1, "abc", facility_roles=frozenset({"staff", "auditor"}), seats={HERE: seat})
    assert viewer.roles_in(HERE) == {"staff", "expert"}
