"""Moved into the program: add verbs in `srf_policy/store/rebuilding/state.py`."""

from __future__ import annotations

from srf_policy.store.rebuilding.state import Payload, State, follows, stated

__all__ = ["Payload", "State", "follows", "stated"]
