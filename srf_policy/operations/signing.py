"""The installation's public keys: a key that is used for the first time is registered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import SigningKey
from srf_policy.domain.errors import refused
from srf_policy.store import signing

from .people import SYSTEM
from .runner import Store, perform, verb
from .work import Work


@verb(of_engagement=False)
def register_signing_key(work: Work) -> dict[str, Any]:
    """Register the key in use; it vouches for all that were believed before.

    Those that the newest registered key does not vouch for are left out: somebody added them.
    """
    if work.actor.number != SYSTEM.number:
        raise refused("refused.not_your_role")
    signer = work.keys.signer
    if signing.registered(work.session, signer):
        raise refused("signing.registered", key=signer.id)
    former = _believed(work)
    since = clock.real_now()
    row = SigningKey(
        id=signer.id, public_key=signer.public, since=since, former=sorted(former),
        signature=signer.card(since, former), seq=work.next_seq,
    )  # fmt: skip
    work.session.add(row)
    work.record(f"signing_key:{row.id}", key=row.id, public_key=row.public_key, former=row.former)
    return {"key": row.id}


def _believed(work: Work) -> dict[str, str]:
    newest = work.session.scalar(select(SigningKey).order_by(SigningKey.seq.desc()).limit(1))
    return {} if newest is None else signing.vouched(work.session, newest) | {
        newest.id: newest.public_key
    }  # fmt: skip


def ensure_registered(store: Store) -> None:
    """Register the key in use where it has not been; called before anything is served or signed."""
    with store.database.reading() as session:
        known = signing.registered(session, store.keys.signer)
    if not known:
        perform(store, "register_signing_key", actor=SYSTEM, origin="system")
