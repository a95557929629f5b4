"""The paths of screens by name, without the language in front; who shows one puts it there."""

from __future__ import annotations

PATHS = {
    "me": "/me",
    "engagements": "/engagements",
    "engagement": "/e/{code}",
    "move": "/e/{code}/move",
    "records": "/e/{code}/records",
    "file": "/e/{code}/files/{sha256}",
    "adoption": "/e/{code}/adoption/{number}",
    "participation": "/e/{code}/participation",
    "all_participation": "/participation",
    "history": "/e/{code}/history",
    "revision": "/e/{code}/r/{number}",
    "edit": "/e/{code}/edit",
    "edit_provision": "/e/{code}/edit/{provision}",
    "insert": "/e/{code}/insert",
    "move_provision": "/e/{code}/edit/{provision}/move",
    "split_provision": "/e/{code}/edit/{provision}/split",
    "merge_provision": "/e/{code}/edit/{provision}/merge",
    "delete_provision": "/e/{code}/edit/{provision}/delete",
    "edit_table": "/e/{code}/edit/{provision}/table",
    "edit_plan": "/e/{code}/edit/plan",
    "plan_line": "/e/{code}/edit/plan/{provision}",
    "figure": "/e/{code}/figure/{provision}/{sha256}",
    "life": "/e/{code}/p/{provision}",
    "disputes": "/e/{code}/disputes",
    "diff": "/e/{code}/diff/{a}..{b}",
    "rounds": "/e/{code}/rounds",
    "extend": "/c/{round}/extend",
    "days": "/e/{code}/days",
    "calendar": "/me/calendar",
    "round": "/c/{round}",
    "round_provision": "/c/{round}/p/{provision}",
    "matrix": "/c/{round}/matrix",
    "comments": "/e/{code}/comments",
    "validation": "/e/{code}/validation",
    "opening": "/engagements/new",
    "people": "/e/{code}/people",
    "handover": "/e/{code}/handover/{number}",
    "admin_people": "/admin/people",
    "admin_institutions": "/admin/institutions",
    "admin_holidays": "/admin/holidays",
    "admin_audit": "/admin/audit",
    "admin_workflows": "/admin/workflows",
    "workflow_picture": "/admin/workflows/{name}/{version}.svg",
    "way": "/e/{code}/way",
    "engagement_picture": "/e/{code}/diagram.svg",
}


def path(screen: str, **parts: object) -> str:
    """The path of a screen, `/e/IRQ-PEI/move`; KeyError names what is lacking."""
    return PATHS[screen].format(**parts)
