"""From what pydantic collected to sentences, each with the way to mend it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from srf_policy.engine import shape
from srf_policy.engine.deadlines import Do, Rule
from srf_policy.engine.definition import Document, Notify, OpenBallot
from srf_policy.engine.guards import GUARDS
from srf_policy.engine.proof import Fault, Path
from srf_policy.engine.vocabulary import EFFECTS
from srf_policy.engine.words import unknown
from srf_policy.languages.messages import Message, msg

Beside = Callable[[Path], Collection[str]]

_WRONG_TYPE = {
    "string_type": "text",
    "int_type": "number",
    "bool_type": "yes_no",
    "tuple_type": "list",
    "dict_type": "mapping",
    "mapping_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
}


def sentences(error: ValidationError, beside: Beside | None = None) -> list[Fault]:
    """Everything that was collected. `beside`: the known keys at a place of another kind of file."""
    errors = error.errors(include_url=False)
    kept = [(_path(e["loc"]), e) for e in errors if not _echoes(e, errors)]
    return [
        (path, unknown("key", str(path[-1]), beside(path)))
        if beside is not None and e["type"] == "extra_forbidden"
        else (path, _sentence(e))
        for path, e in kept
    ]


def _echoes(error: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """A list is called too short also where pydantic left out the items that were refused."""
    loc = error["loc"]
    return error["type"] == "too_short" and any(
        len(e["loc"]) > len(loc) and e["loc"][: len(loc)] == loc for e in errors
    )


def _path(loc: Path) -> Path:
    return tuple(part for part in loc if part != "[key]")


def _sentence(error: ErrorDetails) -> Message:
    path, kind = _path(error["loc"]), error["type"]
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    if kind == "said":
        said: Message = error["ctx"]["message"]
        return said
    if kind == "extra_forbidden":
        return _unknown_key(path)
    if kind == "missing":
        return msg("shape.missing", name=name)
    if kind == "too_short":
        return msg("shape.empty_list", name=name)
    if expected := _WRONG_TYPE.get(kind):
        return msg("shape.wrong_type", name=name, expected=msg(f"shape.expected.{expected}"))
    return msg("shape.wrong_value", name=name)


def _unknown_key(path: Path) -> Message:
    """A guard, an effect, a guard's parameter or a plain key, told by where it stands."""
    name = str(path[-1])
    match path:
        case ("moves", _, "needs", int(), str()):
            return unknown("guard", name, GUARDS)
        case ("moves", _, "then", int(), str()):
            return unknown("effect", name, EFFECTS)
        case ("deadlines", int(), "do", str()):
            return unknown("effect", name, Do.model_fields)
        case ("moves", _, "needs", int(), str(guard), _) if guard in GUARDS:
            return _unknown_parameter(guard, name)
    return unknown("key", name, _keys_beside(path))


def _unknown_parameter(guard: str, name: str) -> Message:
    known = GUARDS[guard].params.model_fields
    if not known:
        return msg("shape.no_parameters", guard=guard, name=name)
    return unknown("parameter", name, known)


def _keys_beside(path: Path) -> Collection[str]:
    model: type[BaseModel] = shape.WorkflowFile
    match path[:-1]:
        case ("stages", _):
            model = shape.StagePart
        case ("moves", _):
            model = shape.MovePart
        case ("deadlines", int()):
            model = Rule
        case ("suspend",):
            model = shape.SuspendPart
        case ("moves", _, "then", int(), "notify"):
            model = Notify
        case ("moves", _, "then", int(), "open_ballot"):
            model = OpenBallot
        case ("moves", _, "then", int(), "document"):
            model = Document
    return [field.alias or key for key, field in _fields(model)]


def _fields(model: type[BaseModel]) -> list[tuple[str, Any]]:
    return list(model.model_fields.items())
