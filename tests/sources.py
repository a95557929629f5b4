"""Source files read as what they import and use, for the architecture test."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from srf_policy import ANYTHING, OWNERS, ROOMS

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {
    "srf_policy": "srf_policy",
    "web": "srf_policy.web",
    "workflows": "srf_policy.workflows",
    "templates": "srf_policy.templates",
}
"""Folder of the tree -> the package that it is."""

OUTSIDE = frozenset({"web", "workflows", "templates", "tests", "bench"})
"""Importable from the checkout by accident; the first three would be second copies."""


@dataclass(frozen=True)
class Source:
    name: str
    """Dotted, without `__init__`."""
    is_package: bool
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def package(self) -> str:
        return self.name if self.is_package else self.name.rpartition(".")[0]


def read_sources() -> list[Source]:
    return [
        Source(dotted_name(file), file.name == "__init__.py", file.read_text())
        for folder in FOLDERS
        for file in sorted((ROOT / folder).rglob("*.py"))
    ]


def dotted_name(file: Path) -> str:
    folder, *rest = file.relative_to(ROOT).with_suffix("").parts
    parts = [FOLDERS[folder], *(part for part in rest if part != "__init__")]
    return ".".join(parts)


def room_of(name: str) -> str | None:
    """The room of a dotted name; None for `srf_policy` itself and for what is in no room."""
    parts = name.split(".")[1:]
    if parts and parts[0].startswith("cli_"):
        # The families of commands stand beside `cli.py`.
        parts = ["cli"]
    for length in range(len(parts), 0, -1):
        if (room := ".".join(parts[:length])) in ROOMS:
            return room
    return None


def is_within(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


def imported(source: Source, node: ast.AST) -> list[tuple[str, str]]:
    """Pairs (name in this file, "" when it is the full one; full dotted name) of one node."""
    match node:
        case ast.Import(names=names):
            return [(alias.asname or "", alias.name) for alias in names]
        case ast.ImportFrom(module=module, names=names, level=level):
            base = absolute(source, module or "", level)
            return [(alias.asname or alias.name, f"{base}.{alias.name}") for alias in names]
        case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]):
            if ast.unparse(function).split(".")[-1] in ("import_module", "__import__"):
                return [("", name)]
    return []


def absolute(source: Source, module: str, level: int) -> str:
    if level == 0:
        return module
    parts = source.package.split(".")
    kept = parts[: len(parts) - level + 1]
    return ".".join([*(kept or ["(above the package)"]), *([module] if module else [])])


def imports_of(source: Source) -> Iterator[tuple[int, str, str]]:
    """Every import, also inside functions: line, name in the file, full dotted name."""
    for node in ast.walk(source.tree):
        for local, full in imported(source, node):
            yield node.lineno, local, full  # type: ignore[attr-defined]


def used_names(source: Source) -> Iterator[tuple[int, str]]:
    """Every full dotted name that is imported, or reached through an imported name."""
    known: dict[str, set[str]] = {}
    for line, local, full in imports_of(source):
        yield line, full
        first = full.split(".")[0]
        known.setdefault(local or first, set()).add(full if local else first)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute | ast.Name):
            first, _, rest = ast.unparse(node).partition(".")
            for full in known.get(first, ()):
                yield node.lineno, f"{full}.{rest}" if rest else full


def breaches(source: Source) -> list[str]:
    """What this file does against the tables, as `module:line: …`; empty when nothing."""
    found = {*wrong_imports(source), *taken_from_owners(source)}
    return [f"{source.name}:{line}: {what}" for line, what in sorted(found)]


def wrong_imports(source: Source) -> Iterator[tuple[int, str]]:
    room = room_of(source.name)
    for line, _, full in imports_of(source):
        top = full.split(".")[0]
        if top in OUTSIDE or top.startswith("("):
            yield line, f"imports {full}, which is outside the package"
        elif top == "srf_policy" and not may_import(room, full):
            yield line, f"{room or 'srf_policy'} may not import {full}"


def may_import(room: str | None, full: str) -> bool:
    target = room_of(full)
    if target is None:
        return is_own_data(full)
    if room is None:
        return False
    allowed = ROOMS[room]
    name = full.removeprefix("srf_policy.")
    return (
        target == room or ANYTHING in allowed or any(is_within(name, prefix) for prefix in allowed)
    )


def is_own_data(full: str) -> bool:
    """`srf_policy` itself holds nothing but its version and these tables."""
    return full in ("srf_policy", "srf_policy.__version__")


def taken_from_owners(source: Source) -> Iterator[tuple[int, str]]:
    room = room_of(source.name) or ""
    for line, name in used_names(source):
        for owned, owner in OWNERS.items():
            if is_within(name, owned) and not is_within(room, owner):
                yield line, f"uses {owned}, which only {owner} may"


def long_functions(source: Source, limit: int) -> Iterable[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > limit:
                yield f"{source.name}:{node.lineno}: {node.name} has {lines} lines"
