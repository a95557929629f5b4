"""All screen families. A new one is added here, one a line."""

from __future__ import annotations

from . import (
    commenting,
    diffing,
    editing,
    engagement,
    engagements,
    exports,
    history,
    home,
    matrix,
    me,
    move,
    records,
    replying,
    revision,
    rounds,
    sessions,
    validation,
    working,
)

FAMILIES = (
    commenting,
    diffing,
    editing,
    engagement,
    engagements,
    exports,
    history,
    home,
    matrix,
    me,
    move,
    records,
    replying,
    revision,
    rounds,
    sessions,
    validation,
    working,
)
