"""Pictures that stand in a text."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, Provision, RevisionText, WorkingText
from srf_policy.domain.viewer import Viewer
from srf_policy.domain.wording import text_hash
from srf_policy.store import scope


def stands(
    session: Session, viewer: Viewer, engagement: Engagement, provision: str, sha256: str
) -> bool:
    """Whether this file is the picture of this figure in a text that the viewer may read.

    The field `image` holds the file's hash as its words.
    """
    said = text_hash(sha256)
    tables = [RevisionText]
    if scope.sees_working_draft(viewer, engagement.id):
        tables.append(WorkingText)  # type: ignore[arg-type]
    return any(session.scalar(_in(table, engagement, provision, said)) for table in tables)


def _in(
    table: type[RevisionText], engagement: Engagement, provision: str, said: str
) -> Select[int]:
    return (
        select(table.id)
        .join(Provision, Provision.id == table.provision_id)
        .where(
            table.engagement_id == engagement.id,
            Provision.code == provision,
            table.field == "image",
            table.sha256 == said,
        )
        .limit(1)
    )
