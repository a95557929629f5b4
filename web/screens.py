"""All screen families. A new one is added here, one a line."""

from __future__ import annotations

from . import (
    commenting,
    diffing,
    engagement,
    engagements,
    home,
    matrix,
    me,
    move,
    records,
    replying,
    revision,
    sessions,
)

FAMILIES = (
    commenting,
    diffing,
    engagement,
    engagements,
    home,
    matrix,
    me,
    move,
    records,
    replying,
    revision,
    sessions,
)
