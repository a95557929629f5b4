"""All screen families. A new one is added here, one a line."""

from __future__ import annotations

from . import (
    engagements,
    home,
    matrix,
    sessions,
)

FAMILIES = (
    engagements,
    home,
    matrix,
    sessions,
)
