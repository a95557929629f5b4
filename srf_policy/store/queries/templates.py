"""Uploaded Word templates: which one is used, and the list for who looks after them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, WordTemplate
from srf_policy.domain.templates import EVERYWHERE
from srf_policy.domain.viewer import Viewer

from .. import scope as scoping


def all_of_them(session: Session) -> Sequence[WordTemplate]:
    """Every version, those of the whole Facility first, newest versions first."""
    order = (WordTemplate.scope, WordTemplate.kind, WordTemplate.language)
    return session.scalars(select(WordTemplate).order_by(*order, WordTemplate.version.desc())).all()


def in_use(
    session: Session, engagement: Engagement | None, kind: str, language: str
) -> WordTemplate | None:
    """The nearest one: the engagement's, its country's, the Facility's; in each the language's own
    before the English one. None: the shipped one is used. One statement.
    """
    scopes = [EVERYWHERE]
    if engagement is not None:
        scopes = [engagement.code, engagement.country, EVERYWHERE]
    rows = session.scalars(
        select(WordTemplate)
        .where(
            WordTemplate.kind == kind,
            WordTemplate.scope.in_(scopes),
            WordTemplate.language.in_({language, "en"}),
            WordTemplate.withdrawn_on.is_(None),
        )
        .order_by(WordTemplate.version)
    ).all()
    newest = {(row.scope, row.language): row for row in rows}
    for scope in scopes:
        for tag in (language, "en"):
            if (scope, tag) in newest:
                return newest[scope, tag]
    return None


def one(
    session: Session, scope: str, kind: str, language: str, version: int
) -> WordTemplate | None:
    return session.scalar(
        select(WordTemplate).where(
            WordTemplate.scope == scope,
            WordTemplate.kind == kind,
            WordTemplate.language == language,
            WordTemplate.version == version,
        )
    )


def scopes(session: Session, viewer: Viewer) -> Sequence[str]:
    """The codes of the engagements for which a template may be put in place."""
    query = scoping.engagements(viewer).with_only_columns(Engagement.code)
    return session.scalars(query.order_by(Engagement.code)).all()
