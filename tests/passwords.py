"""Passwords of tests are hashed with little work: at full strength a sign-in takes 0.2 s."""

from __future__ import annotations

import argon2


def quick_hasher() -> argon2.PasswordHasher:
    """Takes the place of `argon2.PasswordHasher` in the program (tests/conftest.py)."""
    return argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
