"""All screen families. A new one is added here, one a line."""

from __future__ import annotations

from . import (
    home,
    sessions,
)

FAMILIES = (
    home,
    sessions,
)
