"""The demonstration served over a copy of the seeded data, for stories told through screens."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from srf_policy.web import create_app

from srf_policy.domain import Person
from srf_policy.operations import perform
from srf_policy.operations.people import SYSTEM, hash_password
from tests.makers import Seeded
from tests.stories.office import Office
from tests.web.browser import PASSWORD


@pytest.fixture
def office(seeded: Seeded) -> Office:
    """Everybody of the demonstration, each with a browser of their own."""
    hashed = hash_password(PASSWORD)
    with seeded.reading() as session:
        numbers = list(session.scalars(select(Person.number)))
    for number in numbers:
        perform(seeded.store, "set_password", actor=SYSTEM, person=number, password_hash=hashed)
    return Office(create_app(seeded.settings, seeded.store.database), seeded)
