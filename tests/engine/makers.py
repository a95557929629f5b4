"""The smallest facts in which each guard can be asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from srf_policy.engine.facts import (
    AgreementFact,
    BallotFact,
    BodyFact,
    CommentFact,
    ConditionFact,
    DisputeFact,
    Facts,
    InstitutionFact,
    InvitationFact,
    MeetingFact,
    PaperFact,
    PositionFact,
    PresentationFact,
    RevisionFact,
    RoundFact,
)
from srf_policy.engine.guards import GUARDS, Missing, evaluate
from srf_policy.languages.messages import Message

TODAY = date(2019, 11, 27)
LEAD = InstitutionFact("MoMD", {"en": "Ministry of Migration and Displaced"}, "lead")
MOJ = InstitutionFact("MoJ", {"en": "Ministry of Justice"}, "required")
MOI = InstitutionFact("MoI", {"en": "Ministry of Interior"}, "required")
CBI = InstitutionFact("CBI", {"en": "Central Bank"}, "invited")
BODY = BodyFact("direc", {"en": "Executive Committee"})
CABINET = BodyFact("cabinet", {"en": "Cabinet"})


def facts(**values: Any) -> Facts:
    """In draft since place 10, with revision 1 (place 5) and four institutions."""
    given: dict[str, Any] = {
        "code": "IRQ-PEI",
        "stage": "draft",
        "stage_entered": 10,
        "today": TODAY,
        "institutions": (LEAD, MOJ, MOI, CBI),
        "revisions": (revision(1, 5),),
        "bodies": (BODY, CABINET),
    }
    return Facts(**{**given, **values})


def revision(number: int, seq: int) -> RevisionFact:
    return RevisionFact(number, seq, date(2019, 1, 1))


def meeting(kind: str, seq: int = 3, minutes: str = "approved") -> MeetingFact:
    return MeetingFact(seq, kind, seq, date(2018, 4, 18), minutes)


def round_(number: int, *invited: InvitationFact, closed: bool = True) -> RoundFact:
    return RoundFact(number, 1, number, date(2019, 6, 13), closed, invited)


def invited(code: str, answered: bool = False, no_reply: date | None = None) -> InvitationFact:
    return InvitationFact(code, answered, no_reply)


def comment(number: int, lacks: str = "answer", printed: str = "3.2") -> CommentFact:
    return CommentFact(number, "MoJ", "il-o1", printed, lacks)


def agreement(move: str, number: int, institution: str = "MoMD") -> AgreementFact:
    return AgreementFact(move, number, institution, "l-01", date(2019, 10, 1))


def dispute(number: int, referred: bool = False) -> DisputeFact:
    return DisputeFact(number, f"il-o1-m{number}", f"1.1.{number}", referred)


def position(code: str, said: str = "endorse") -> PositionFact:
    return PositionFact(code, said, date(2019, 11, 1))


def ballot(number: int, *taken: PositionFact, closes: date = date(2019, 12, 20)) -> BallotFact:
    return BallotFact(1, number, date(2019, 11, 1), closes, closes < TODAY, taken)


def shown(
    number: int, body: str, outcome: str | None, *conditions: ConditionFact
) -> PresentationFact:
    """Presentations are held in the order of their numbers."""
    held = date(2019, 6, number)
    return PresentationFact(number, body, number, 1, held, outcome, conditions)


def paper(sender: str, kind: str) -> PaperFact:
    return PaperFact("l-09", kind, sender, 20, date(2019, 10, 1))


def ask(guard: str, given: Facts, move: str = "present", **params: Any) -> Missing | Message:
    return evaluate(guard, GUARDS[guard].params(**params), given, move)


def keys(found: Missing | Message) -> tuple[str, ...]:
    """The keys of what is missing; empty where the guard is met."""
    return tuple(item.key for item in found.items) if isinstance(found, Missing) else ()
