"""Reading workflow definitions: from a file, from text, as shipped, and from stored bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from pathlib import Path

from pydantic import ValidationError

from srf_policy.engine.build import build
from srf_policy.engine.canonical import as_file
from srf_policy.engine.deadlines import unsound
from srf_policy.engine.definition import Definition
from srf_policy.engine.locking import compare, lock_of, shipped_lock
from srf_policy.engine.problems import DefinitionErrors, Problem
from srf_policy.engine.proof import Fault, Outline, outline, prove
from srf_policy.engine.reading import NotReadable, Text, limited, read
from srf_policy.engine.sentences import sentences
from srf_policy.engine.shape import WorkflowFile
from srf_policy.engine.soundness import examine, unworded
from srf_policy.languages.messages import msg

__all__ = ["DefinitionErrors", "Problem", "check", "from_canonical", "load", "shipped"]

_SHIPPED = "srf_policy.workflows"

More = Callable[[Definition], Iterable[Fault]]


def load(source: Path | str, *, file: str | None = None) -> Definition:
    """A definition from a path, or from text that is called `file` in what is said about it.

    Raises DefinitionErrors.
    """
    if isinstance(source, str):
        return _from_bytes(source.encode("utf-8", "surrogatepass"), file or "text")
    return _from_bytes(_read(source, file or str(source)), file or str(source))


def check(source: Path | str) -> Definition:
    """As `load` and `shipped`, and held against the lock of released versions.

    A text is the name of a shipped workflow: screens show it, so its words must be in the
    catalogues. Raises DefinitionErrors.
    """
    if isinstance(source, Path):
        lock = lock_of(source)
        raw, name = _read(source, str(source)), str(source)
        return _from_bytes(raw, name, lambda found: compare(found, lock))
    lock = shipped_lock()
    return _from_bytes(
        _shipped_bytes(source),
        f"workflows/{source}.yaml",
        lambda found: chain(compare(found, lock), unworded(found)),
    )


def _read(file: Path, name: str) -> bytes:
    try:
        with file.open("rb") as opened:
            return limited(opened)
    except OSError:
        raise DefinitionErrors([Problem(name, 1, msg("shape.no_file"))]) from None


def shipped_names() -> tuple[str, ...]:
    found = (entry.name for entry in files(_SHIPPED).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


@lru_cache(maxsize=32)
def shipped(name: str) -> Definition:
    """A workflow that came with the program. Raises DefinitionErrors."""
    return _from_bytes(_shipped_bytes(name), f"workflows/{name}.yaml")


def _shipped_bytes(name: str) -> bytes:
    file = f"workflows/{name}.yaml"
    if not re.fullmatch(r"[a-z0-9_]+", name) or name not in shipped_names():
        known = list(shipped_names())
        raise DefinitionErrors([Problem(file, 1, msg("shape.not_shipped", name=name, known=known))])
    return files(_SHIPPED).joinpath(f"{name}.yaml").read_bytes()


@lru_cache(maxsize=256)
def from_canonical(data: bytes) -> Definition:
    """The definition that an engagement is pinned to.

    It has no titles: the words for stages and moves are `stage.<id>` and `move.<id>` of the
    catalogues. Its hash is that of `data`. Raises DefinitionErrors where this version of the
    program no longer knows something that the bytes name.
    """
    meaning = as_file(data)
    try:
        file = WorkflowFile.model_validate(meaning, context=outline(meaning))
    except ValidationError as error:
        problems = [Problem("canonical", 1, said) for _, said in sentences(error)]
        raise DefinitionErrors(problems) from None
    return build(file, pinned=data)


def _from_bytes(raw: bytes, name: str, more: More = lambda found: ()) -> Definition:
    """`more`: what else a sound definition is asked."""
    try:
        text = read(raw)
    except NotReadable as error:
        raise DefinitionErrors([Problem(name, line, said) for line, said in error.faults]) from None
    found = outline(text.data)
    file, faults = _checked(text, found)
    definition = build(file) if file is not None and len(found.starts) == 1 else None
    if definition is not None:
        faults += [*examine(definition), *more(definition)]
    problems = [Problem(name, text.line(path), said) for path, said in faults]
    problems += [Problem(name, line, said) for line, said in text.twice]
    if definition is None or problems:
        raise DefinitionErrors(problems)
    return definition


def _checked(text: Text, found: Outline) -> tuple[WorkflowFile | None, list[Fault]]:
    """Shape and proof at once, so that one run tells as much as can be told."""
    faults = [*_untitled(text.data), *prove(found), *unsound(text.data)]
    try:
        return WorkflowFile.model_validate(text.data, context=found), faults
    except ValidationError as error:
        return None, faults + sentences(error)


def _untitled(data: Mapping[str, object]) -> Iterator[Fault]:
    """Titles are needed in a file, though they are no part of its meaning."""
    if not _titled(data):
        yield (), msg("shape.no_title")
    stages = data.get("stages")
    for name, part in stages.items() if isinstance(stages, dict) else ():
        if isinstance(part, dict) and not _titled(part):
            yield ("stages", name), msg("shape.no_stage_title", stage=name)


def _titled(part: Mapping[str, object]) -> bool:
    """Whether there is an English title; one of the wrong type is told as such elsewhere."""
    title = part.get("title")
    return bool(title.get("en")) if isinstance(title, dict) else title is not None
