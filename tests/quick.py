"""What a process of tests does once or cheaply, and the program each time or thoroughly.

A sign-in at full strength takes 0.2 s of a processor, an application compiles each page when it is
first shown, an engine each statement: most tests sign in, in an application and a database of their
own. Together this, and a garbage collector that looks less often, halve the time of most tests.
"""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path
from types import CodeType
from typing import Any

import argon2
import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from srf_policy.operations import accounts, people
from srf_policy.store import database

MEMORY = Path("/dev/shm")


def make_quick() -> None:
    """Change the program of this process: once, before any test is collected."""
    for module in (accounts, people):
        module.PasswordHasher = quick_hasher  # type: ignore[attr-defined]
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledPages()}
    share_compiled_statements()
    share_compiled_addresses()
    if has_room(MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def has_room(folder: Path) -> bool:
    """May the files of tests, also programs, lie here? In memory no write waits for a disk."""
    return (
        os.access(folder, os.W_OK)
        and shutil.disk_usage(folder).free > 4 * 2**30
        and not os.statvfs(folder).f_flag & os.ST_NOEXEC
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """All that was imported and collected stays: the garbage collector need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def share_compiled_statements() -> None:
    """Among all engines of the program on one kind of database; SQLAlchemy keeps them by dialect."""
    compiled: LRUCache[Any, Any] = LRUCache(5000)
    make = database.create_engine

    def create_engine(*args: Any, **options: Any) -> Engine:
        engine = make(*args, **options)
        engine._compiled_cache = compiled
        return engine

    database.create_engine = create_engine
    DefaultDialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    DefaultDialect.__eq__ = lambda self, other: _kind(self) == _kind(other)  # type: ignore[method-assign]


def _kind(dialect: object) -> tuple[Any, ...]:
    names = ("_json_serializer", "_json_deserializer", "server_version_info")
    return type(dialect), *(getattr(dialect, name, None) for name in names)


def share_compiled_addresses() -> None:
    """What makes an address of a route's parts, made anew for each of the routes of an application."""
    made: dict[tuple[Any, ...], Any] = {}
    make = Rule._compile_builder

    def compile_builder(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, *rule._trace, repr(rule.defaults), append_unknown)
        if key not in made:
            made[key] = make(rule, append_unknown)
        return made[key]

    Rule._compile_builder = compile_builder  # type: ignore[method-assign]


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
