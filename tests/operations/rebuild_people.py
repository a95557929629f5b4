"""Moved into the program: add verbs in `srf_policy/store/rebuilding/people.py`."""

from __future__ import annotations

from srf_policy.store.rebuilding.people import Payload

__all__ = ["Payload"]
