"""A workflow as the program knows it: stages, moves, who may, what must be there, what follows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SerializeAsAny

from srf_policy.engine.deadlines import Rule
from srf_policy.engine.vocabulary import EVERYONE
from srf_policy.engine.words import Addressees, Days, Notice, Strict, Template
from srf_policy.languages.catalogues import catalogue
from srf_policy.languages.messages import Message, msg


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


def _sealed(value: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType(dict(value))


Grants = Annotated[Mapping[str, tuple[str, ...]], AfterValidator(_sealed)]
"""Permission -> the roles that have it."""

Titles = Annotated[Mapping[str, str], AfterValidator(lambda value: MappingProxyType(dict(value)))]


class OpenBallot(Strict):
    """Opens a ballot on the newest revision; silence counts after `closes_after` days."""

    closes_after: Days


class VoidBallot(Strict):
    """Voids the ballot that is open, if there is one."""


class Notify(Strict):
    """`who`: roles, or `everyone` who takes part in the engagement."""

    who: Addressees
    message: Notice

    @property
    def everyone(self) -> bool:
        return EVERYONE in self.who

    @property
    def subject(self) -> str:
        return f"notify.{self.message}.subject"

    @property
    def body(self) -> str:
        return f"notify.{self.message}.body"


class Document(Strict):
    """Has a document of this kind made of the newest revision and kept with the engagement."""

    template: Template


Effect = OpenBallot | VoidBallot | Notify | Document


class Need(_Frozen):
    """One guard with its parameters. `params` is the guard's own model."""

    guard: str
    params: SerializeAsAny[Strict]
    source: str | None = None


class Stage(_Frozen):
    """`target` in days. `waits`: on others, so that no alarm says "nothing happens here"."""

    id: str
    title: Titles = Field(default_factory=dict)
    source: str | None = None
    starts: bool = False
    ends: bool = False
    seals: bool = False
    waits: bool = False
    target: int | None = None
    open: Grants = Field(default_factory=dict)


class Move(_Frozen):
    """`reason`: none asked, `required`, or the reasons to choose from with free text beside."""

    id: str
    source: str | None = None
    starts_in: tuple[str, ...]
    to: str
    by: tuple[str, ...]
    confirmed_by: tuple[str, ...] = ()
    reason: Literal["required"] | tuple[str, ...] | None = None
    needs: tuple[Need, ...] = ()
    then: tuple[Effect, ...] = ()


class Suspend(_Frozen):
    """`review_after` in days."""

    by: tuple[str, ...]
    reason: Literal["required"] | tuple[str, ...] | None = None
    review_after: int | None = None
    allows: tuple[str, ...] = ()


class Definition(_Frozen):
    """`canonical` is what an engagement is pinned to, `hash` its SHA-256 in hexadecimal.

    Titles are empty in a definition that was rebuilt from canonical bytes; screens take
    `stage_title` and `move_title`, which never depend on them.
    """

    workflow: str
    version: int
    title: Titles = Field(default_factory=dict)
    source: str | None = None
    always: Grants = Field(default_factory=dict)
    stages: tuple[Stage, ...]
    moves: tuple[Move, ...]
    suspend: Suspend | None = None
    deadlines: tuple[Rule, ...] = ()
    canonical: bytes = b""
    hash: str = ""

    @property
    def start(self) -> str:
        return next(stage.id for stage in self.stages if stage.starts)

    def stage(self, name: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.id == name), None)

    def votes_in(self, stage: str) -> bool:
        """Whether positions are taken there, so that the day of an open ballot counts."""
        found = self.stage(stage)
        return found is not None and "take_position" in {**self.always, **found.open}

    def target_of(self, stage: str) -> int | None:
        """The days after which a stage is to be left; an end never is."""
        found = self.stage(stage)
        return None if found is None or found.ends else found.target

    def move(self, name: str) -> Move | None:
        return next((move for move in self.moves if move.id == name), None)

    def moves_from(self, stage: str) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if stage in move.starts_in)


def stage_title(stage: str) -> Message:
    """Titles are not part of the meaning: their words stand in the catalogues."""
    return _titled("stage", stage)


def move_title(move: str) -> Message:
    return _titled("move", move)


def _titled(kind: str, name: str) -> Message:
    """A file that is only being written names what no catalogue knows yet: then by its own name."""
    code = f"{kind}.{name}"
    return msg(code) if code in catalogue("en").sentences else msg("common.by_name", name=name)
