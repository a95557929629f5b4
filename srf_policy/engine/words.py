"""Checked words: the small types of which workflow files and guard parameters are made."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Annotated, NoReturn

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictStr
from pydantic_core import PydanticCustomError

from srf_policy.engine.vocabulary import (
    EVERYONE,
    INSTITUTIONS_OF,
    MEETING_KINDS,
    MINUTES,
    NOTICES,
    OUTCOMES,
    ROLES,
    SINCE,
    TEMPLATES,
)
from srf_policy.languages.messages import Message, msg

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DURATION = re.compile(r"([0-9]{1,4}) (day|week)s?")


class Strict(BaseModel):
    """A part of a workflow file: nothing unknown in it, nothing changed after it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def refuse(message: Message) -> NoReturn:
    """Let pydantic collect `message` with the others, at the place where it arose."""
    raise PydanticCustomError("said", "refused", {"message": message})


def unknown(what: str, name: str, known: Collection[str]) -> Message:
    """`name` is not a `what`; with the nearest known one where there is one."""
    thing, names = msg(f"shape.what.{what}"), sorted(known)
    if near := get_close_matches(name, names, n=1, cutoff=0.7):
        return msg("shape.unknown_near", what=thing, name=name, nearest=near[0], known=names)
    return msg("shape.unknown", what=thing, name=name, known=names)


def one_of(what: str, known: Collection[str]) -> AfterValidator:
    def check(value: str) -> str:
        return value if value in known else refuse(unknown(what, value, known))

    return AfterValidator(check)


def named(value: str) -> str:
    """A name that the file itself gives: a workflow, a stage, a move, a reason."""
    if not _NAME.fullmatch(value) or value == "any":
        refuse(msg("shape.bad_name", name=value[:60]))
    return value


def days(value: object) -> int:
    """`12 weeks` and `30 days` as a number of days."""
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) == 0:
        refuse(msg("shape.bad_duration", value=str(value)[:60]))
    return int(found[1]) * (7 if found[2] == "week" else 1)


def _as_set(values: tuple[str, ...]) -> tuple[str, ...]:
    """The order in which roles are listed means nothing."""
    return tuple(sorted(set(values)))


def _nothing_said(value: object) -> object:
    return {} if value is None else value


def no_more() -> BeforeValidator:
    """`- rounds_closed:` with nothing behind the colon says the same as without it."""
    return BeforeValidator(_nothing_said)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _everyone(value: object) -> object:
    return [value] if value == EVERYONE else value


Name = Annotated[StrictStr, AfterValidator(named)]
Days = Annotated[int, BeforeValidator(days)]
Role = Annotated[StrictStr, one_of("role", ROLES)]
Roles = Annotated[tuple[Role, ...], Field(min_length=1), AfterValidator(_as_set)]
Addressees = Annotated[
    tuple[Annotated[StrictStr, one_of("role", (*ROLES, EVERYONE))], ...],
    Field(min_length=1),
    BeforeValidator(_everyone),
    AfterValidator(_as_set),
]
MeetingKind = Annotated[StrictStr, one_of("meeting_kind", MEETING_KINDS)]
Minutes = Annotated[StrictStr, one_of("minutes", MINUTES)]
Since = Annotated[StrictStr, one_of("since", SINCE)]
SinceStage = Annotated[StrictStr, one_of("since", SINCE[:2])]
InstitutionsOf = Annotated[StrictStr, one_of("of", INSTITUTIONS_OF)]
Notice = Annotated[StrictStr, one_of("notice", NOTICES)]
Template = Annotated[StrictStr, one_of("template", TEMPLATES)]
Outcomes = Annotated[
    tuple[Annotated[StrictStr, one_of("outcome", OUTCOMES)], ...],
    Field(min_length=1),
    BeforeValidator(_listed),
    AfterValidator(_as_set),
]
Bodies = Annotated[StrictStr, one_of("bodies", ("all",))]
