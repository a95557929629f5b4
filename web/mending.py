"""Where a missing thing is mended: the link beside it, and what the link says.

Anchors are named after verbs: `/e/IRQ-PEI/records?do=record_meeting#record_meeting` opens the form.
"""

from __future__ import annotations

from markupsafe import Markup

from srf_policy.engine.guards import Item, Missing

from .say import path, t

_BY_ITEM = {
    "item.meeting.minutes_not_approved": (
        "records",
        "",
        "meetings",
        "mend.approve_minutes",
    ),
    "item.meeting.minutes_not_recorded": (
        "records",
        "",
        "meetings",
        "mend.record_minutes",
    ),
    "item.body.no_outcome": ("records", "", "presentations", "mend.record_outcome"),
    "item.institution.never_invited": (
        "rounds",
        "open_round",
        "open_round",
        "mend.open_round",
    ),
    "item.round.none": ("rounds", "open_round", "open_round", "mend.open_round"),
}
"""Items that another verb than the guard's own mends: screen, form to open, anchor, words."""

_ANCHORS = {
    "meet_condition": "presentations",
    "close_round": "rounds",
    "record_no_reply": "rounds",
}
"""Verbs whose forms stand beside each row of a list."""

_WITHOUT_FORM = frozenset(
    {"answer_comment", "take_position", "publish_revision", "change_text", "decide_dispute"}
)

_OF_PLAN = frozenset({"action_plan_present", "action_plan_complete"})
"""Guards that are mended line by line in the action plan."""

LEAD_SCREENS = frozenset({"records", "rounds"})
"""Screens of the Facility and the lead institution: no link for others who hold the same role."""

OPEN_SCREENS = frozenset({"validation"})
"""Screens that show everybody of the engagement how the matter stands, not only who mends it."""


def link(code: str, missing: Missing) -> str:
    """The path of the screen and the form that mend it."""
    special = _special(missing)
    if special is not None:
        return _to(code, *special[:3])
    if missing.mends == "answer_comment":
        return path("comments", code=code) + "?d=none#comments"
    if missing.guard in _OF_PLAN:
        return path("edit_plan", code=code)
    if missing.mends in _WITHOUT_FORM:
        return path(missing.screen, code=code)
    verb = missing.mends
    return _to(code, missing.screen, "" if verb in _ANCHORS else verb, _ANCHORS.get(verb, verb))


def words(missing: Missing) -> Markup:
    """What the link says: the verb that mends it."""
    special = _special(missing)
    return t(
        special[3] if special is not None else f"mend.{missing.mends}",
        count=missing.count,
    )


def item_link(code: str, missing: Missing, item: Item) -> str | None:
    """The path to the one item; None where the link of the whole leads there already."""
    if missing.guard == "action_plan_complete" and item.message.code == "item.action_plan.gap":
        return path("plan_line", code=code, provision=item.key)
    if missing.mends != "answer_comment" or not item.key.isdecimal():
        return None
    before = int(item.key) - 1
    return f"{path('comments', code=code)}?after={before}#comment-{item.key}"


def _special(missing: Missing) -> tuple[str, str, str, str] | None:
    return next(
        (_BY_ITEM[i.message.code] for i in missing.items if i.message.code in _BY_ITEM),
        None,
    )


def _to(code: str, screen: str, form: str, anchor: str) -> str:
    query = f"?do={form}" if form else ""
    return f"{path(screen, code=code)}{query}#{anchor}"
