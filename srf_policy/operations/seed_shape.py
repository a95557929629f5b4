"""The shape of seed files (seeds/README.md); whatever is not in it is an error with file and line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from srf_policy.engine.reading import NotReadable, Text, read
from srf_policy.languages.messages import Message, msg

Local = dict[str, str]
Role = Literal[
    "lead_expert", "expert", "focal_point", "reviewer", "validator", "translator", "observer",
    "administrator", "staff", "auditor",
]  # fmt: skip


class SeedError(Exception):
    """All that is wrong with one seed file: (line, sentence), in the order of lines."""

    def __init__(self, file: str, problems: list[tuple[int, Message]]) -> None:
        self.file = file
        self.problems = sorted(problems, key=lambda p: (p[0], p[1].code))
        super().__init__(f"{file}: {len(problems)} problems")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonSeed(_Part):
    email: str
    name: Local
    institution: str
    role: Role
    department: str = ""


class FacilityInstitution(_Part):
    code: str
    name: Local
    kind: Literal["facility"]


class FacilitySeed(_Part):
    as_of: dt.date
    institutions: list[FacilityInstitution]
    people: list[PersonSeed]


class BodySeed(_Part):
    key: str
    name: Local


class PaperSeed(_Part):
    id: str
    kind: str
    date: dt.date
    sender: str = Field(alias="from")
    addressee: str = Field(alias="to")
    reference: str = ""
    title: Local
    known: bool = False


class InstitutionSeed(_Part):
    code: str
    name: Local
    role: Literal["lead", "required", "invited", "observer", "facility"]
    parent: str | None = None


class MeetingSeed(_Part):
    date: dt.date
    until: dt.date | None = None
    place: str
    kind: str
    title: Local
    institutions: list[str]
    attendance: int | None = None
    women: int | None = None
    minutes: Local | None = None
    minutes_approved: dt.date | None = None
    known: bool = False


class ProvisionSeed(_Part):
    id: str
    kind: str
    heading: Local | None = None
    text: Local | None = None
    children: list[ProvisionSeed] = []


class ChangeSeed(_Part):
    """One of change, insert, delete, move; the rest belongs to it."""

    change: str | None = None
    insert: ProvisionSeed | None = None
    delete: str | None = None
    move: str | None = None
    heading: Local | None = None
    text: Local | None = None
    parent: str | None = None
    after: str | None = None


class RevisionSeed(_Part):
    number: int
    date: dt.date
    label: Local
    note: Local | None = None
    provisions: list[ProvisionSeed] = []
    changes: list[ChangeSeed] = []


class ActionSeed(_Part):
    id: str
    measure: str
    activity: Local
    responsible: str | None = None
    partners: list[str] = []
    start: str | None = None
    end: str | None = None
    indicator: Local | None = None
    budget_eur: int | None = None
    source: Local | None = None


class NoReplySeed(_Part):
    institution: str
    date: dt.date


class RoundSeed(_Part):
    round: int
    revision: int
    opens: dt.date
    closes: dt.date
    invited: list[str]
    questions: list[Local] = []
    no_reply: list[NoReplySeed] = []


class CommentSeed(_Part):
    id: str
    round: int
    provision: str | None = None
    institution: str
    by: str
    date: dt.date
    via: Literal["form", "word", "letter", "meeting"]
    kind: str
    severity: str
    text: Local
    proposed_text: Local | None = None
    justification: Local | None = None
    disposition: str | None = None
    response: Local | None = None
    disposed: dt.date | None = None
    resulting_revision: int | None = None
    duplicate_of: str | None = None


class PositionSeed(_Part):
    institution: str
    by: str
    position: str
    text: Local | None = None
    date: dt.date


class BallotSeed(_Part):
    revision: int
    opened: dt.date
    positions: list[PositionSeed]


class AgreementSeed(_Part):
    move: str = Field(alias="for")
    by: str
    paper: str | None = None
    date: dt.date


class PresentationSeed(_Part):
    body: str
    chair: Local
    date: dt.date
    place: str
    outcome: str | None = None
    conditions: list[str] = []
    known: bool = False


class MoveSeed(_Part):
    move: str
    date: dt.date
    by: str
    reason: Local | None = None


class EngagementSeed(_Part):
    code: str
    country: str
    instrument: Literal["policy", "strategic_plan"]
    workflow: str
    title: Local
    languages: list[str]
    official_languages: list[str] = []
    opened: dt.date
    stage: str
    approving_body: Local
    bodies: list[BodySeed]
    priorities: list[str]
    papers: list[PaperSeed] = []
    institutions: list[InstitutionSeed]
    people: list[PersonSeed]
    meetings: list[MeetingSeed] = []
    revisions: list[RevisionSeed] = []
    action_plan: list[ActionSeed] = []
    consultations: list[RoundSeed] = []
    comments: list[CommentSeed] = []
    ballot: BallotSeed | None = None
    lead_agrees: list[AgreementSeed] = []
    presentations: list[PresentationSeed] = []
    moves: list[MoveSeed] = []


def read_facility(raw: bytes, file: str) -> FacilitySeed:
    """The Facility's own seed. Raises SeedError."""
    seed, _ = _checked(raw, file, FacilitySeed)
    assert isinstance(seed, FacilitySeed)
    return seed


def read_engagement(raw: bytes, file: str) -> tuple[EngagementSeed, Text]:
    """One engagement's seed, with the lines of its parts. Raises SeedError."""
    seed, text = _checked(raw, file, EngagementSeed)
    assert isinstance(seed, EngagementSeed)
    return seed, text


def _checked(raw: bytes, file: str, model: type[BaseModel]) -> tuple[BaseModel, Text]:
    try:
        text = read(raw)
    except NotReadable as error:
        raise SeedError(file, error.faults) from None
    if text.twice:
        raise SeedError(file, text.twice)
    try:
        return model.model_validate(text.data), text
    except ValidationError as error:
        raise SeedError(file, list(_sentences(error, text))) from None


def _sentences(error: ValidationError, text: Text) -> Iterator[tuple[int, Message]]:
    for found in error.errors(include_url=False):
        path: tuple[Any, ...] = found["loc"]
        name = ".".join(str(part) for part in path)
        code = {
            "missing": "seed.missing",
            "extra_forbidden": "seed.unknown_key",
            "literal_error": "seed.unknown_value",
        }.get(found["type"], "seed.bad_value")
        yield text.line(path), msg(code, name=name, value=str(found.get("input", ""))[:80])
