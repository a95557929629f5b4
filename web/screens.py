"""All screen families. A new one is added here, one a line."""

from __future__ import annotations

from . import (
    diffing,
    engagements,
    home,
    matrix,
    move,
    revision,
    sessions,
)

FAMILIES = (
    diffing,
    engagements,
    home,
    matrix,
    move,
    revision,
    sessions,
)
