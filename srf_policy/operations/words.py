"""Words from outside: cleaned, refused where they must be, and kept once under their hash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, exists, insert, select
from sqlalchemy.orm import Session

from srf_policy.domain import Text
from srf_policy.domain.errors import Problem, Refused
from srf_policy.domain.wording import text_hash
from srf_policy.languages.bidi import clean, refuse_reason
from srf_policy.languages.messages import msg
from srf_policy.languages.tags import normalise
from srf_policy.store.prepared import Prepared

LIMIT = 100_000
"""Characters of one text; a 990-page policy has no provision near it."""


def words(value: str | None, field: str, *, required: bool = False, limit: int = LIMIT) -> str:
    """The cleaned words, "" for none. Raises Refused for what may not be kept."""
    text = clean(value or "")
    if required and not text:
        raise Refused([Problem(msg(f"refused.empty.{field}"), field)])
    if len(text) > limit:
        raise Refused([Problem(msg("refused.too_long", limit=limit, length=len(text)), field)])
    reason = refuse_reason(text)
    if reason is not None:
        raise Refused([Problem(reason, field)])
    return text


def local(value: Mapping[str, str] | None, field: str, *, required: bool = False) -> dict[str, str]:
    """A text in several languages, cleaned; tags normalised. Raises Refused for unknown tags."""
    result: dict[str, str] = {}
    for tag, text in (value or {}).items():
        known = normalise(tag)
        if known is None:
            raise Refused([Problem(msg("refused.unknown_language", tag=tag), field)])
        if kept := words(text, field):
            result[known] = kept
    if required and not result:
        raise Refused([Problem(msg(f"refused.empty.{field}"), field)])
    return result


def hashes(value: Mapping[str, str]) -> dict[str, str]:
    """The hashes of a text in several languages, as events hold them."""
    return {tag: text_hash(text) for tag, text in value.items()}


def keep(session: Session, engagement_id: int, text: str) -> str:
    """Store the words of one engagement and give their hash; words that are there stay."""
    session.flush()
    sha = text_hash(text)
    _KEEP.run(session.connection(), {"engagement_id": engagement_id, "sha256": sha, "words": text})
    return sha


_TEXTS: Any = Text.__table__
_VALUES = {column.name: bindparam(column.name, type_=column.type) for column in _TEXTS.c}
_STANDS = exists().where(
    _TEXTS.c.engagement_id == _VALUES["engagement_id"], _TEXTS.c.sha256 == _VALUES["sha256"]
)
# Not an upsert: a text that stands may not even be inserted again (store/triggers.py).
_KEEP = Prepared(
    insert(_TEXTS).from_select(list(_VALUES), select(*_VALUES.values()).where(~_STANDS))
)


def keep_if_any(session: Session, engagement_id: int, text: str) -> str | None:
    """The hash of the words, None where there are none."""
    return keep(session, engagement_id, text) if text else None
