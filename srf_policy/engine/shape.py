"""The shape of a workflow file, part by part; what does not fit is collected, not the first only.

Names of stages and moves are checked against the outline that is given as validation context.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationInfo,
    create_model,
)

from srf_policy.engine.deadlines import Rule
from srf_policy.engine.definition import Document, Notify, OpenBallot, VoidBallot
from srf_policy.engine.guards import GUARDS
from srf_policy.engine.proof import Outline
from srf_policy.engine.vocabulary import PERMISSIONS
from srf_policy.engine.words import Days, Name, Roles, Strict, no_more, one_of, refuse, unknown
from srf_policy.languages.messages import msg


def _outline(info: ValidationInfo) -> Outline:
    assert isinstance(info.context, Outline)
    return info.context


def _stage(value: str, info: ValidationInfo) -> str:
    stages = _outline(info).stages
    return value if value in stages else refuse(unknown("stage", value, stages))


def _move(value: str, info: ValidationInfo) -> str:
    moves = _outline(info).moves
    return value if value in moves else refuse(unknown("move", value, moves))


def _expanded(value: object, info: ValidationInfo) -> object:
    """`any` is every stage that does not end; one stage may stand without brackets."""
    outline = _outline(info)
    if value == "any":
        return [stage for stage in outline.stages if stage not in outline.ends]
    return [value] if isinstance(value, str) else value


def _in_order(value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    if len(value) == 1:
        return value
    wanted = set(value)
    return tuple(stage for stage in _outline(info).stages if stage in wanted)


def _reason(value: object) -> object:
    if value == "required" or value is None:
        return value
    if not isinstance(value, list) or not value or not all(isinstance(r, str) for r in value):
        refuse(msg("shape.bad_reason"))
    return tuple(value)


def _spelled_out(value: object) -> object:
    """`rounds_closed` is short for `rounds_closed: {}`."""
    return {value: {}} if isinstance(value, str) else value


def _one(what: str, beside: frozenset[str]) -> Callable[[Strict], Strict]:
    def check(value: Strict) -> Strict:
        if len(value.model_fields_set - beside) != 1:
            refuse(msg(f"shape.one_{what}"))
        return value

    return check


Words = Annotated[Mapping[StrictStr, StrictStr], Field(min_length=1)]
StageName = Annotated[StrictStr, AfterValidator(_stage)]
MoveName = Annotated[StrictStr, AfterValidator(_move)]
Reason = Annotated[Any, BeforeValidator(_reason)]
Open = Mapping[Annotated[StrictStr, one_of("permission", PERMISSIONS)], Roles]
Starts = Annotated[
    tuple[StageName, ...],
    Field(min_length=1),
    BeforeValidator(_expanded),
    AfterValidator(_in_order),
]


class Described(Strict):
    title: Words | None = None
    says: Words | None = None
    source: StrictStr | None = None


_guards: Any = {g.name: (Annotated[g.params, no_more()], None) for g in GUARDS.values()}
NeedPart = create_model("NeedPart", __base__=Strict, source=(StrictStr | None, None), **_guards)


class EffectPart(Strict):
    open_ballot: Annotated[OpenBallot | None, no_more()] = None
    void_ballot: Annotated[VoidBallot | None, no_more()] = None
    notify: Annotated[Notify | None, no_more()] = None
    document: Annotated[Document | None, no_more()] = None


class StagePart(Described):
    starts: StrictBool = False
    ends: StrictBool = False
    seals: StrictBool = False
    waits: StrictBool = False
    target: Days | None = None
    open: Open = Field(default_factory=dict)


class MovePart(Described):
    starts_in: Starts = Field(alias="from")
    to: StageName
    by: Roles
    confirmed_by: Roles | None = None
    reason: Reason = None
    needs: tuple[
        Annotated[
            NeedPart,  # type: ignore[valid-type]
            BeforeValidator(_spelled_out),
            AfterValidator(_one("guard", frozenset({"source"}))),
        ],
        ...,
    ] = ()
    then: tuple[
        Annotated[
            EffectPart,
            BeforeValidator(_spelled_out),
            AfterValidator(_one("effect", frozenset())),
        ],
        ...,
    ] = ()


class SuspendPart(Strict):
    by: Roles
    reason: Reason = None
    review_after: Days | None = None
    allows: tuple[MoveName, ...] = ()


class WorkflowFile(Described):
    workflow: Name
    version: Annotated[StrictInt, Field(ge=1)]
    always: Open = Field(default_factory=dict)
    stages: Annotated[Mapping[Name, StagePart], Field(min_length=1)]
    moves: Mapping[Name, MovePart] = Field(default_factory=dict)
    suspend: SuspendPart | None = None
    deadlines: tuple[Rule, ...] = ()
