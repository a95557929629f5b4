"""Roles in the whole Facility, passwords, and auditors for a limited time."""

from __future__ import annotations

from datetime import date

import pytest

from srf_policy.domain.errors import Stale
from srf_policy.operations import perform
from srf_policy.operations.accounts import session_of, sign_in
from srf_policy.operations.people import SYSTEM, hash_password
from tests.makers import ADMINISTRATOR, AS_OF, IRAQ, LEAD, MOFA_FOCAL, STAFF, Seeded
from tests.operations.test_rebuild import assert_rebuilt
from tests.operations.trying import assert_refused

PASSWORD = "a password for tests"
NEW = {"address": "new.person@example.org", "name": {"en": "A New Person"}}


def number(seeded: Seeded, address: str) -> str:
    return seeded.viewer(address).number


def test_an_auditor_reads_all_of_one_engagement_until_a_day(seeded: Seeded) -> None:
    until = date(2019, 12, 10)
    args = {"engagements": [IRAQ], "until": until, "address": "auditor@example.org"}
    seeded.act(ADMINISTRATOR, "grant_auditor", None, **args)
    here = seeded.engagement().id
    viewer = seeded.viewer("auditor@example.org")
    assert viewer.sees_all_comments(here)
    assert not viewer.is_facility(here)
    with seeded.on(until):
        assert not seeded.viewer("auditor@example.org").reaches(here)
    with seeded.on(date(2019, 12, 9)):
        assert seeded.viewer("auditor@example.org").reaches(here)
    assert_rebuilt(seeded)
    told = {"person": viewer.number, "role": "auditor", "reason": "The audit is over."}
    seeded.act(STAFF, "end_member", **told)
    assert not seeded.viewer("auditor@example.org").reaches(here)
    assert_rebuilt(seeded)


def test_bad_grants(seeded: Seeded) -> None:
    good = {
        "engagements": [IRAQ], "until": date(2019, 12, 10), "address": "auditor@example.org",
        "engagement": None,
    }  # fmt: skip
    for code, more in (
        ("unknown_engagement", {"engagements": ["XXX-NONE"]}),
        ("empty.engagements", {"engagements": []}),
        ("auditor_without_end", {"until": None}),
        ("end_in_past", {"until": AS_OF}),
        ("new_person_name", {"address": "who@example.org"}),
    ):
        assert_refused(seeded, code, ADMINISTRATOR, "grant_auditor", **good | more)
    assert_refused(seeded, "not_your_role", STAFF, "grant_auditor", **good)
    told = {"role": "auditor", "address": "auditor@example.org", "until": date(2019, 12, 10)}
    assert_refused(seeded, "not_your_role", LEAD, "add_member", institution="ICMPD", **told)
    assert_refused(seeded, "role_of_institution", STAFF, "add_member", institution="MoFA", **told)
    told |= {"role": "observer"}
    assert_refused(seeded, "only_auditors_end", STAFF, "add_member", institution="MoFA", **told)


def test_a_role_in_the_facility_ends(seeded: Seeded) -> None:
    person = number(seeded, STAFF)
    told = {"person": person, "role": "staff"}
    seeded.act(ADMINISTRATOR, "end_facility_member", None, **told)
    assert not seeded.viewer(STAFF).reaches_all
    with pytest.raises(Stale):
        seeded.act(ADMINISTRATOR, "end_facility_member", None, **told)
    seeded.act(ADMINISTRATOR, "add_facility_member", None, **told)
    assert seeded.viewer(STAFF).reaches_all


def test_somebody_must_administer(seeded: Seeded) -> None:
    told = {"person": number(seeded, ADMINISTRATOR), "role": "administrator", "engagement": None}
    assert_refused(seeded, "last_administrator", ADMINISTRATOR, "end_facility_member", **told)
    assert_refused(seeded, "not_your_role", STAFF, "end_facility_member", **told)


def test_a_new_password_ends_the_sessions_of_the_person(seeded: Seeded) -> None:
    person = number(seeded, MOFA_FOCAL)
    hashed = hash_password(PASSWORD)
    args = {"person": person, "password_hash": hashed}
    perform(seeded.store, "set_password", actor=SYSTEM, **args)
    token = sign_in(seeded.store, MOFA_FOCAL, PASSWORD, "here")
    seeded.act(MOFA_FOCAL, "set_password", None, **args)
    with seeded.reading() as session:
        assert session_of(session, token) is not None
    seeded.act(ADMINISTRATOR, "set_password", None, **args)
    with seeded.reading() as session:
        assert session_of(session, token) is None


def test_a_person_is_made_with_role_and_password_in_one_step(seeded: Seeded) -> None:
    args = {"role": "staff", "password_hash": hash_password(PASSWORD), "engagement": None}
    assert seeded.act(ADMINISTRATOR, "add_facility_person", **NEW, **args).values["made"]
    assert seeded.viewer(NEW["address"]).reaches_all
    assert sign_in(seeded.store, NEW["address"], PASSWORD, "here")
    again = {"address": NEW["address"], "engagement": None}
    assert_refused(seeded, "address_taken", ADMINISTRATOR, "add_facility_person", **again)
    assert_refused(
        seeded, "member_already", ADMINISTRATOR, "add_facility_person", role="staff", **again
    )
    known = seeded.act(ADMINISTRATOR, "add_facility_person", role="auditor", **again).values
    assert not known["made"]


def test_the_second_press_of_a_form_makes_the_same_hash() -> None:
    assert hash_password(PASSWORD, "key") == hash_password(PASSWORD, "key")
    assert hash_password(PASSWORD, "key") != hash_password(PASSWORD, "other")
    assert hash_password(PASSWORD) != hash_password(PASSWORD)
