"""What a process of tests does once or cheaply, and the program each time or thoroughly.

A sign-in at full strength takes 0.2 s of a processor, and an application compiles each page when it
is first shown: most tests make an application of their own, and sign in.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import CodeType

import argon2
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from srf_policy.operations import accounts, people

MEMORY = Path("/dev/shm")


def make_quick() -> None:
    """Change the program of this process: once, before any test is collected."""
    for module in (accounts, people):
        module.PasswordHasher = quick_hasher  # type: ignore[attr-defined]
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledPages()}
    if has_room(MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def has_room(folder: Path) -> bool:
    """May the files of tests, also programs, lie here? In memory no write waits for a disk."""
    return (
        os.access(folder, os.W_OK)
        and shutil.disk_usage(folder).free > 4 * 2**30
        and not os.statvfs(folder).f_flag & os.ST_NOEXEC
    )


def quick_hasher() -> argon2.PasswordHasher:
    """Takes the place of `argon2.PasswordHasher`."""
    return argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class CompiledPages(BytecodeCache):
    """The code of pages by their name; the bucket's checksum is that of the page's source."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.kept[bucket.key, bucket.checksum] = bucket.code
