"""Reading workflow definitions: from a file, from text, as shipped, and from stored bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from srf_policy.engine.build import build
from srf_policy.engine.canonical import as_file
from srf_policy.engine.definition import Definition
from srf_policy.engine.proof import Fault, Outline, outline, prove
from srf_policy.engine.reading import NotReadable, Text, read
from srf_policy.engine.sentences import sentences
from srf_policy.engine.shape import WorkflowFile
from srf_policy.languages.messages import Message, msg

_SHIPPED = "srf_policy.workflows"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a workflow file, where, and how to mend it."""

    file: str
    line: int
    message: Message


class DefinitionErrors(Exception):
    """Everything that is wrong with one file, in the order of its lines."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (p.line, p.message.code))
        super().__init__("; ".join(f"{p.file}:{p.line} {p.message.code}" for p in self.problems))


def load(source: Path | str, *, file: str | None = None) -> Definition:
    """A definition from a path, or from text that is called `file` in what is said about it.

    Raises DefinitionErrors.
    """
    if isinstance(source, str):
        return _from_bytes(source.encode("utf-8", "surrogatepass"), file or "text")
    name = file or str(source)
    try:
        raw = source.read_bytes()
    except OSError:
        raise DefinitionErrors([Problem(name, 1, msg("shape.no_file"))]) from None
    return _from_bytes(raw, name)


def shipped_names() -> tuple[str, ...]:
    found = (entry.name for entry in files(_SHIPPED).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


@lru_cache(maxsize=32)
def shipped(name: str) -> Definition:
    """A workflow that came with the program. Raises DefinitionErrors."""
    file = f"workflows/{name}.yaml"
    if not re.fullmatch(r"[a-z0-9_]+", name) or name not in shipped_names():
        known = list(shipped_names())
        raise DefinitionErrors([Problem(file, 1, msg("shape.not_shipped", name=name, known=known))])
    return _from_bytes(files(_SHIPPED).joinpath(f"{name}.yaml").read_bytes(), file)


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


def _from_bytes(raw: bytes, name: str) -> Definition:
    try:
        text = read(raw)
    except NotReadable as error:
        raise DefinitionErrors([Problem(name, line, said) for line, said in error.faults]) from None
    file, faults = _checked(text, outline(text.data))
    problems = [Problem(name, text.line(path), said) for path, said in faults]
    problems += [Problem(name, line, said) for line, said in text.twice]
    if file is None or problems:
        raise DefinitionErrors(problems)
    return build(file)


def _checked(text: Text, found: Outline) -> tuple[WorkflowFile | None, list[Fault]]:
    """Shape and proof at once, so that one run tells everything."""
    faults = [*_untitled(text.data), *prove(found)]
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
