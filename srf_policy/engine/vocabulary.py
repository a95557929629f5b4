"""The closed lists a workflow file may name; what is not here is an error with file and line."""

from __future__ import annotations

from typing import Final

ROLES: Final = (
    "lead_expert",
    "expert",
    "focal_point",
    "reviewer",
    "validator",
    "translator",
    "observer",
    "auditor",
    "staff",
    "administrator",
)
PERMISSIONS: Final = (
    "manage_rounds",
    "dispose",
    "record",
    "agree",
    "translate",
    "waive",
    "invite",
    "edit",
    "edit_editorial",
    "take_position",
    "comment",
)
MEETING_KINDS: Final = (
    "consultation_workshop",
    "drafting_workshop",
    "working_group",
    "validation_workshop",
    "presentation",
    "bilateral",
)
PAPER_KINDS: Final = ("request", "memorandum", "letter", "reply", "clearance", "position")
OUTCOMES: Final = ("noted", "endorsed", "endorsed_with_changes", "returned")
MINUTES: Final = ("recorded", "approved")
SINCE: Final = ("ever", "stage_entered", "revision")
INSTITUTIONS_OF: Final = ("required", "invited")

EFFECTS: Final = ("open_ballot", "void_ballot", "notify", "document")
EVERYONE: Final = "everyone"
NOTICES: Final = ("please_take_position", "adopted")
"""What `notify` may say; the words are `notify.<name>.subject` and `notify.<name>.body`."""

TEMPLATES: Final = ("draft", "form", "translation", "matrix", "report", "transmittal", "record")
"""The documents that a move can have made: those that the program makes without being asked more."""

MOMENTS: Final = (
    "round_closes",
    "ballot_closes",
    "stage_target",
    "presentation",
    "suspension_review",
    "activity",
)
"""What a deadline may count from."""

AUDIENCES: Final = ("invited_without_answer", "without_position")
"""Whom a deadline may remind beside roles: who still owes a reply, or a position."""

LOOKING: Final = ("observer", "auditor")
"""Roles that read and never act: no move can wait for them."""

ALONE: Final = ("lead_expert",)
"""Roles that one person holds in an engagement: there is nobody else to confirm."""

KEPT_AFTER_END: Final = "record"
"""The one permission that stays open in ended stages, for corrections."""

PROPOSAL_DAYS: Final = 30
"""A proposed move that nobody confirms lapses after this many days."""
