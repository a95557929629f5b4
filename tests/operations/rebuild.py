"""Moved into the program: add verbs in `srf_policy/store/rebuilding/events.py`."""

from __future__ import annotations

from srf_policy.store.rebuilding.events import FOLLOW, State, rebuild

__all__ = ["FOLLOW", "State", "rebuild"]
