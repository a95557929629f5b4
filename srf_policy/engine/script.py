"""A facts file for a simulation: how it begins, and the steps. Read as strictly as a workflow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path as File
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    StrictBool,
    StrictStr,
    ValidationError,
)

from srf_policy.engine.definition import Definition
from srf_policy.engine.facts import BodyFact, Facts, InstitutionFact
from srf_policy.engine.problems import DefinitionErrors, Problem
from srf_policy.engine.proof import Fault, Path
from srf_policy.engine.reading import NotReadable, Text, limited, read
from srf_policy.engine.sentences import sentences
from srf_policy.engine.supposing import NotSupposable, suppose
from srf_policy.engine.words import Role, Strict, one_of, refuse
from srf_policy.languages.messages import Message, msg

FORMAT = 1
"""The version of facts files that this program reads."""

INSTITUTION_ROLES = ("lead", "required", "invited", "observer", "facility")


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        refuse(msg("suppose.not_a_day", name="date", value=str(value)[:60]))


def _format(value: object) -> int:
    if value != FORMAT or isinstance(value, bool):
        refuse(msg("simulate.other_format", format=str(FORMAT), value=str(value)[:20]))
    return FORMAT


def _one(step: Step) -> Step:
    """A step records something, or is one move of somebody."""
    if sum(bool(part) for part in (step.record, step.move, step.confirm)) != 1:
        refuse(msg("simulate.one_thing"))
    if step.record is None and step.by is None:
        refuse(msg("simulate.by_whom"))
    return step


Day = Annotated[date, BeforeValidator(_day)]
Said = Mapping[StrictStr, Any]


class Step(Strict):
    """`person` names who acts where two have the same role; without it the role is one person.

    `refused: true` says that this step must be refused.
    """

    date: Day | None = None
    record: Said | None = None
    move: StrictStr | None = None
    confirm: StrictStr | None = None
    by: Role | None = None
    person: StrictStr | None = None
    refused: StrictBool = False

    @property
    def who(self) -> str:
        return self.person or str(self.by)

    @property
    def recorded(self) -> list[str]:
        return [f"{name}={value}" for name, value in (self.record or {}).items()]


class Script(Strict):
    """`facts` are suppositions on an engagement about which nothing is recorded yet."""

    simulation: Annotated[int, BeforeValidator(_format)]
    begins: Day
    institutions: Mapping[
        StrictStr, Annotated[StrictStr, one_of("institution_role", INSTITUTION_ROLES)]
    ] = Field(default_factory=dict)
    bodies: tuple[StrictStr, ...] = ()
    facts: Said = Field(default_factory=dict)
    steps: tuple[Annotated[Step, AfterValidator(_one)], ...] = Field(min_length=1)

    def beginning(self, definition: Definition) -> Facts:
        """The engagement in its first stage, on the first day, with what the file supposes."""
        return suppose(definition, self.nothing(definition), self.facts)

    def nothing(self, definition: Definition) -> Facts:
        """The engagement before anything is supposed."""
        return Facts(
            code="",
            stage=definition.start,
            stage_entered=1,
            today=self.begins,
            institutions=tuple(
                InstitutionFact(code, {"en": code}, role)
                for code, role in self.institutions.items()
            ),
            bodies=tuple(BodyFact(key, {"en": key}) for key in self.bodies),
        )


def read_script(file: File, definition: Definition) -> tuple[Script, Text]:
    """A facts file for this definition, and the lines of its parts. Raises DefinitionErrors."""
    name = str(file)
    try:
        with file.open("rb") as opened:
            text = read(limited(opened))
    except OSError:
        raise DefinitionErrors([Problem(name, 1, msg("shape.no_file"))]) from None
    except NotReadable as error:
        raise DefinitionErrors([Problem(name, line, said) for line, said in error.faults]) from None
    problems = [Problem(name, line, said) for line, said in text.twice]
    try:
        script = Script.model_validate(text.data)
    except ValidationError as error:
        faults = sentences(error, _keys_beside)
        problems += [Problem(name, text.line(path), said) for path, said in faults]
        raise DefinitionErrors(problems) from None
    problems += [Problem(name, text.line(p), said) for p, said in _unknown(script, definition)]
    if problems:
        raise DefinitionErrors(problems)
    return script, text


def _keys_beside(path: Path) -> list[str]:
    model: type[BaseModel] = Step if path[:1] == ("steps",) else Script
    return list(model.model_fields)


def _unknown(script: Script, definition: Definition) -> list[Fault]:
    """Facts that cannot be supposed, wherever they stand; each by itself."""
    places: list[tuple[Path, Said]] = [(("facts",), script.facts)]
    places += [(("steps", at, "record"), s.record or {}) for at, s in enumerate(script.steps)]
    plain = script.nothing(definition)
    found: list[Fault] = []
    for place, said in places:
        for name, value in said.items():
            if (why := _refused(definition, plain, name, value)) is not None:
                found.append(((*place, name), why))
    late = [s.date for s in script.steps]
    last = script.begins
    for at, day in enumerate(late):
        if day is not None and day < last:
            found.append((("steps", at, "date"), msg("simulate.backwards", day=day, last=last)))
        last = max(last, day or last)
    return found


def _refused(definition: Definition, facts: Facts, name: str, value: object) -> Message | None:
    try:
        suppose(definition, facts, {name: value})
    except NotSupposable as error:
        return error.message
    return None
