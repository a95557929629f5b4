"""Another secret for the installation: addresses are found under it from then on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from srf_policy.domain import Identity, Person
from srf_policy.domain.errors import refused

from .people import SYSTEM
from .runner import verb
from .work import Work


@verb(of_engagement=False)
def renew_lookups(work: Work) -> dict[str, Any]:
    """File every address anew under the key ring's secret.

    The key ring must hold the keys under the new secret already. Safe to repeat.
    """
    if work.actor.number != SYSTEM.number:
        raise refused("refused.not_your_role")
    rows = work.session.execute(
        select(Identity, Person.number).join(Person, Person.id == Identity.person_id)
    ).all()
    for identity, number in rows:
        known = work.keys.open(number, identity.sealed)
        if known is not None:
            identity.lookup = work.keys.lookup(known["email"])
    work.record("secret", count=len(rows))
    return {"count": len(rows)}
