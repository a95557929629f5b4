"""Word templates of the Facility, a country or an engagement: put in place and withdrawn.

They were checked before they come here: reading Word files is nothing for the write lock.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from srf_policy.domain import Engagement, WordTemplate
from srf_policy.domain.engagements import COUNTRIES
from srf_policy.domain.errors import refused
from srf_policy.domain.exports import KINDS
from srf_policy.domain.templates import EVERYWHERE
from srf_policy.domain.wording import text_hash
from srf_policy.languages.tags import LANGUAGES

from .attaching import Attachment
from .authority import require_administrator
from .runner import verb
from .work import Work


@verb(of_engagement=False, dated=False)
def put_template(
    work: Work, *, kind: str, language: str, file: Attachment | None, scope: str = EVERYWHERE
) -> dict[str, Any]:
    """A checked template, in the place of the one before it in its scope, kind and language.

    `scope`: a country, the code of an engagement, or "" for the whole Facility.
    """
    require_administrator(work)
    _refuse_unknown(work, kind, language, scope)
    if file is None:
        raise refused("refused.file_needed", "file")
    row = WordTemplate(
        scope=scope, kind=kind, language=language, version=_next(work, scope, kind, language),
        sha256=file["sha256"], name=file["name"], size=file["size"], entered_on=work.occurred_on,
        withdrawn_on=None,
    )  # fmt: skip
    work.session.add(row)
    work.record(
        _subject(row), scope=scope, kind=kind, language=language, version=row.version,
        file={"sha256": row.sha256, "size": row.size, "name_sha256": text_hash(row.name)},
    )  # fmt: skip
    return {"version": row.version, "label": row.label}


@verb(of_engagement=False, dated=False)
def withdraw_template(
    work: Work, *, kind: str, language: str, version: int, scope: str = EVERYWHERE
) -> dict[str, Any]:
    """Use it no longer: the version before it comes back, or what holds more widely."""
    require_administrator(work)
    row = work.session.scalar(
        select(WordTemplate).where(
            WordTemplate.scope == scope, WordTemplate.kind == kind,
            WordTemplate.language == language, WordTemplate.version == version,
        )
    )  # fmt: skip
    if row is None:
        raise refused("refused.no_such_template", version=version)
    if row.withdrawn_on is not None:
        raise refused("refused.template_withdrawn", day=row.withdrawn_on)
    row.withdrawn_on = work.occurred_on
    work.record(_subject(row), scope=scope, kind=kind, language=language, version=version)
    return {"version": version}


def _subject(row: WordTemplate) -> str:
    return f"template:{row.scope}:{row.kind}:{row.language}"


def _next(work: Work, scope: str, kind: str, language: str) -> int:
    newest = work.session.scalar(
        select(func.max(WordTemplate.version)).where(
            WordTemplate.scope == scope,
            WordTemplate.kind == kind,
            WordTemplate.language == language,
        )
    )
    return int(newest or 0) + 1


def _refuse_unknown(work: Work, kind: str, language: str, scope: str) -> None:
    if kind not in KINDS:
        raise refused("word.template.unknown_kind", "kind", name=kind[:40])
    if language not in LANGUAGES:
        raise refused("word.template.unknown_language", "language", name=language[:40])
    if scope == EVERYWHERE or scope in COUNTRIES:
        return
    if work.session.scalar(select(Engagement.id).where(Engagement.code == scope)) is None:
        raise refused("refused.template_scope", "scope", name=scope[:40])
