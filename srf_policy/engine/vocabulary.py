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

EFFECTS: Final = ("open_ballot", "void_ballot", "notify")
EVERYONE: Final = "everyone"
NOTICES: Final = ("please_take_position", "adopted")
"""What `notify` may say; the words are `notify.<name>.subject` and `notify.<name>.body`."""

LATER: Final = ("document", "deadlines")
"""Words of the format that this version of the program reads but does not carry out yet."""

KEPT_AFTER_END: Final = "record"
"""The one permission that stays open in ended stages, for corrections."""

PROPOSAL_DAYS: Final = 30
"""A proposed move that nobody confirms lapses after this many days."""
