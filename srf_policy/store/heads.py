"""Signed heads of the histories as they stand."""

from __future__ import annotations

from collections.abc import Iterable

from srf_policy import clock
from srf_policy.domain.heads import SignedHead, Signing, sign

from .verifying import Chain


def sign_all(signer: Signing, chains: Iterable[Chain]) -> list[SignedHead]:
    """The signed heads of these chains as they stand now, in real time."""
    now = clock.real_now()
    return [sign(signer, chain.name, chain.event_count, chain.head, now) for chain in chains]
