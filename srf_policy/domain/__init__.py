"""The nouns of policy work: mapped classes, their pure questions and the errors people see."""

from .base import Base
from .consultation import Comment, Invitation, Response, Round, Submission
from .disputes import Alternative, Dispute
from .engagements import (
    Body,
    Engagement,
    GuardException,
    Institution,
    ProposedMove,
    WorkflowDefinition,
)
from .files import StoredFile
from .history import FacilityChain, HistoryEvent, IdempotencyKey, Job
from .participation import Attendance, ContactNote, InstitutionName
from .people import (
    Credential,
    FacilityMember,
    Identity,
    Member,
    Person,
    SignInTry,
    WebSession,
)
from .records import (
    Adoption,
    Agreement,
    Ballot,
    Condition,
    Meeting,
    Minutes,
    Paper,
    Position,
    Presentation,
    Seal,
)
from .texts import (
    Change,
    LanguageText,
    Provision,
    Revision,
    RevisionProvision,
    RevisionText,
    Text,
    WorkingProvision,
    WorkingText,
)

__all__ = [
    "Adoption",
    "Agreement",
    "Alternative",
    "Attendance",
    "Ballot",
    "Base",
    "Body",
    "Change",
    "Comment",
    "Condition",
    "ContactNote",
    "Credential",
    "Dispute",
    "Engagement",
    "FacilityChain",
    "FacilityMember",
    "GuardException",
    "HistoryEvent",
    "IdempotencyKey",
    "Identity",
    "Institution",
    "InstitutionName",
    "Invitation",
    "Job",
    "LanguageText",
    "Meeting",
    "Member",
    "Minutes",
    "Paper",
    "Person",
    "Position",
    "Presentation",
    "ProposedMove",
    "Provision",
    "Response",
    "Revision",
    "RevisionProvision",
    "RevisionText",
    "Round",
    "Seal",
    "SignInTry",
    "StoredFile",
    "Submission",
    "Text",
    "WebSession",
    "WorkflowDefinition",
    "WorkingProvision",
    "WorkingText",
]
