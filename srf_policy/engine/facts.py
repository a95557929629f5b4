"""The shape of everything guards may ask about: plain values, loaded once, no database.

`seq` fields are places in the engagement's history; "since" is decided by them, never by time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from srf_policy.languages.messages import LocalText


@dataclass(frozen=True)
class InstitutionFact:
    """`role`: lead, required, invited, observer or facility; ended ones are not loaded."""

    code: str
    name: LocalText
    role: str


@dataclass(frozen=True)
class RevisionFact:
    number: int
    seq: int
    published_on: date


@dataclass(frozen=True)
class InvitationFact:
    """`answered`: the institution's submission is sent. `no_reply`: the day it was recorded.

    `closes`: the institution's own day, where it was given more time.
    """

    institution: str
    answered: bool
    no_reply: date | None = None
    closes: date | None = None


@dataclass(frozen=True)
class RoundFact:
    number: int
    revision: int
    seq: int
    closes: date
    closed: bool
    invitations: tuple[InvitationFact, ...] = ()


@dataclass(frozen=True)
class CommentFact:
    """A comment in the engagement's layer that still lacks something.

    `lacks` is `answer`, or `reason` where the disposition owes one and has none.
    """

    number: int
    institution: str
    provision: str | None
    printed: str
    lacks: str = "answer"


@dataclass(frozen=True)
class MeetingFact:
    """`minutes`: none, recorded or approved; `seq` of its recording."""

    number: int
    kind: str
    seq: int
    held_on: date
    minutes: str


@dataclass(frozen=True)
class PaperFact:
    ref: str
    kind: str
    sender: str
    seq: int
    dated: date


@dataclass(frozen=True)
class AgreementFact:
    move: str
    revision: int
    institution: str
    paper: str | None
    agreed_on: date


@dataclass(frozen=True)
class PositionFact:
    """The latest position of one institution on one ballot."""

    institution: str
    position: str
    taken_on: date


@dataclass(frozen=True)
class BallotFact:
    """The one ballot that is not void, open or closed."""

    number: int
    revision: int
    opened_on: date
    closes_on: date
    closed: bool
    positions: tuple[PositionFact, ...] = ()


@dataclass(frozen=True)
class BodyFact:
    key: str
    name: LocalText


@dataclass(frozen=True)
class ConditionFact:
    number: int
    words: str
    met: bool


@dataclass(frozen=True)
class PresentationFact:
    number: int
    body: str
    seq: int
    revision: int
    held_on: date
    outcome: str | None
    conditions: tuple[ConditionFact, ...] = ()


@dataclass(frozen=True)
class AdoptionFact:
    """The formal act on record. `compared`: identical, differs or not_seen; `revision` if known."""

    number: int
    adopted_on: date
    compared: str
    revision: int | None


@dataclass(frozen=True)
class PlanGapFact:
    """A line of the newest revision's action plan that lacks some of responsible, indicator, budget."""

    line: str
    printed: str
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class DisputeFact:
    """A provision in brackets that is not decided. `referred`: it was left to a body.

    `printed` is the provision's number in the newest revision, "" for none.
    """

    number: int
    provision: str
    printed: str
    referred: bool = False


@dataclass(frozen=True)
class ExceptionFact:
    """A confirmed exception: these items of this guard are waived for this move."""

    move: str
    guard: str
    items: frozenset[str]


@dataclass(frozen=True)
class ProposalFact:
    """A move that awaits a second person. `by` is the opaque number of who proposed it.

    `behalf`: of whose role it was, where a delegate proposed it.
    """

    move: str
    by: str
    proposed_on: date
    behalf: str | None = None

    @property
    def selves(self) -> frozenset[str]:
        """Who stands behind the proposal: none of them may confirm it."""
        return frozenset({self.by} if self.behalf is None else {self.by, self.behalf})


@dataclass(frozen=True)
class Facts:
    """All that is known of one engagement on `today`.

    `stage_entered` is the place in the history of the latest entry into the present stage.
    """

    code: str
    stage: str
    stage_entered: int
    today: date
    suspended: bool = False
    languages: tuple[str, ...] = ()
    official_languages: tuple[str, ...] = ()
    institutions: tuple[InstitutionFact, ...] = ()
    revisions: tuple[RevisionFact, ...] = ()
    rounds: tuple[RoundFact, ...] = ()
    comments_lacking: tuple[CommentFact, ...] = ()
    meetings: tuple[MeetingFact, ...] = ()
    papers: tuple[PaperFact, ...] = ()
    agreements: tuple[AgreementFact, ...] = ()
    ballot: BallotFact | None = None
    positions: tuple[PositionFact, ...] = ()
    bodies: tuple[BodyFact, ...] = ()
    presentations: tuple[PresentationFact, ...] = ()
    adoption: AdoptionFact | None = None
    action_lines: int = 0
    plan_gaps: tuple[PlanGapFact, ...] = ()
    disputes: tuple[DisputeFact, ...] = ()
    exceptions: tuple[ExceptionFact, ...] = ()
    proposal: ProposalFact | None = field(default=None)

    @property
    def newest_revision(self) -> int | None:
        """The number of the newest published revision."""
        return self.revisions[-1].number if self.revisions else None

    def of_role(self, role: str) -> tuple[InstitutionFact, ...]:
        """Institutions of one role; `required` never includes the lead institution."""
        return tuple(i for i in self.institutions if i.role == role)
