"""All screen families. A new one is added here, one a line."""

from __future__ import annotations

from . import (
    diffing,
    engagement,
    engagements,
    home,
    matrix,
    move,
    revision,
    sessions,
)

FAMILIES = (
    diffing,
    engagement,
    engagements,
    home,
    matrix,
    move,
    revision,
    sessions,
)
