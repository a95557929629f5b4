"""All screen families. A new one is added here, one a line."""

from __future__ import annotations

from importlib import import_module

FAMILIES = tuple(
    import_module(f".{name}", __package__)
    for name in (
        "admin_jobs",
        "admin_lists",
        "admin_people",
        "adoption",
        "calendar",
        "commenting",
        "days",
        "diagrams",
        "diffing",
        "editing",
        "engagement",
        "engagements",
        "exporting",
        "exports",
        "extending",
        "files",
        "handover",
        "history",
        "holidays",
        "home",
        "inserting",
        "life",
        "matrix",
        "me",
        "move",
        "numbering",
        "opening",
        "packages",
        "participation",
        "passwords",
        "people",
        "pictures",
        "planning",
        "records",
        "replying",
        "revision",
        "rounds",
        "sessions",
        "structure",
        "tabling",
        "templates",
        "validation",
        "verify",
        "working",
    )
)
