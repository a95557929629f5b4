"""What the page of one engagement shows."""

from __future__ import annotations

from sqlalchemy.orm import Session

from srf_policy.domain import Engagement
from srf_policy.domain.viewer import Viewer

from .. import scope


def find(session: Session, viewer: Viewer, code: str) -> Engagement:
    """One engagement by its code; NotFound when there is none or it is not the viewer's."""
    return scope.engagement(session, viewer, code)
