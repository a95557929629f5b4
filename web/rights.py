"""What the person who looks may do here, so that pages offer nothing that would be refused."""

from __future__ import annotations

from flask import g

from srf_policy.domain import Engagement
from srf_policy.engine import permissions
from srf_policy.engine.definition import Definition
from srf_policy.operations.work import definition_of
from srf_policy.store.queries.engagement import find

from . import context


def reread() -> Engagement:
    """The engagement of the page as it stands now: a refused form is shown beside the new state."""
    g.engagement = find(context.reader(), context.viewer(), context.engagement().code)
    return context.engagement()


def roles() -> frozenset[str]:
    """The roles of who is signed in, in the engagement of the page."""
    return context.viewer().roles_in(context.engagement().id)


def definition() -> Definition:
    """The workflow that the engagement of the page is pinned to."""
    return definition_of(context.reader(), context.engagement())


def may(permission: str) -> bool:
    """Whether the workflow grants this now; the verb asks again."""
    return permissions.may(definition(), context.engagement().stage, permission, roles())
