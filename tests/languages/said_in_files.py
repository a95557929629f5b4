"""Which codes a Word file may say, read from the sources of those who make one.

Every string that is a code of the English catalogue counts, and every f-string that could be one
stands for its whole family, because the data decide which member of it is said.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from srf_policy.documents.kinds import KINDS
from srf_policy.languages.catalogues import catalogue

ROOT = Path(__file__).parents[2]
_MAKERS = "srf_policy.documents"

# What the makers let other rooms say: a file, and the functions in it that files ask (none: all).
_BESIDE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("srf_policy/word/standing.py", ()),
    ("srf_policy/domain/numbering.py", ()),
    ("srf_policy/languages/calendars.py", ("say_moment",)),
    ("srf_policy/engine/definition.py", ("_titled",)),
    ("srf_policy/engine/explain.py", ("_hindrances",)),
    ("srf_policy/engine/veil.py", ()),
    ("srf_policy/engine/wording.py", ("_need",)),
)
_GUARDS = "srf_policy/engine/guards"
_TITLED = (re.compile(r"stage\..+"), re.compile(r"move\..+"))

_ON_SCREENS = frozenset({"missing.other_stage", "cause.none"})
"""A file tells of the move ahead, which starts in the stage where the engagement is, and leaves the
cell empty where a change has no cause."""

_PLACEHOLDERS = {("form.py", "round."), ("transmittal.py", "transmittal.")}
"""Families of names in templates that are called like families of sentences."""


@cache
def codes() -> frozenset[str]:
    """All codes that a Word file may say."""
    english = catalogue("en").sentences.keys()
    told = [each for path, functions in _sources() for each in _told(path, functions)]
    families = [*_TITLED, *(each for each in told if isinstance(each, re.Pattern))]
    found = {code for code in english if any(one.fullmatch(code) for one in families)}
    return frozenset((found | (english & set(told))) - _ON_SCREENS)


def _sources() -> Iterator[tuple[Path, tuple[str, ...]]]:
    yield from ((path, ()) for path in makers())
    yield from ((ROOT / path, functions) for path, functions in _BESIDE)
    yield from ((path, ()) for path in sorted((ROOT / _GUARDS).glob("*.py")))


@cache
def makers() -> tuple[Path, ...]:
    """The files of the kinds' makers, and all that they import from their own room."""
    waiting, seen = [kind.make.__module__ for kind in KINDS.values()], set[str]()
    while waiting:
        module = waiting.pop()
        if module in seen or not _file(module).is_file() or not module.startswith(_MAKERS + "."):
            continue
        seen.add(module)
        waiting += _imports(_file(module))
    return tuple(map(_file, sorted(seen)))


def _file(module: str) -> Path:
    return ROOT / f"{module.replace('.', '/')}.py"


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module or "" if not node.level else f"{_MAKERS}.{node.module}"


def _told(path: Path, functions: tuple[str, ...]) -> Iterator[str | re.Pattern[str]]:
    tree = ast.parse(path.read_text("utf-8"))
    asked: list[ast.AST] = [
        node for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name in functions
    ] if functions else [tree]  # fmt: skip
    assert len(asked) == max(1, len(functions)), (path, functions)
    for root in asked:
        refusals = {
            id(inner) for call in ast.walk(root) if _refuses(call) for inner in ast.walk(call)
        }
        for node in ast.walk(root):
            if id(node) not in refusals:
                yield from _said(node, path.name)


def _refuses(node: ast.AST) -> bool:
    """What is refused is said on the screen: there is no file then."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "refused"


def _said(node: ast.AST, file: str) -> Iterator[str | re.Pattern[str]]:
    """A string as it stands, or what an f-string can become as a pattern."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        family = str(node.values[0].value)
        if re.match(r"[a-z_]+\.", family) and (file, family) not in _PLACEHOLDERS:
            parts = (str(p.value) if isinstance(p, ast.Constant) else None for p in node.values)
            yield re.compile("".join(".+" if part is None else re.escape(part) for part in parts))
