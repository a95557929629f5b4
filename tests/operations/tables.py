"""Moved into the program: add verbs in `srf_policy/store/rebuilding/tables.py`."""

from __future__ import annotations

from srf_policy.store.rebuilding.tables import read

__all__ = ["read"]
