"""Signed heads of the histories as they stand, or as they stood after one event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from srf_policy import clock
from srf_policy.domain.heads import Head, SignedHead

from .signing import HEAD, Signer
from .verifying import Chain


def sign(signer: Signer, chain: str, event_count: int, head: str, moment: datetime) -> SignedHead:
    """The signed head of a chain after that many events; the same always gives the same."""
    said = Head(chain, event_count, head, moment, signer.id)
    return SignedHead(said, signer.sign(HEAD, said.content()))


def sign_all(signer: Signer, chains: Iterable[Chain]) -> list[SignedHead]:
    """The signed heads of these chains as they stand now, in real time."""
    now = clock.real_now()
    return [sign(signer, chain.name, chain.event_count, chain.head, now) for chain in chains]
