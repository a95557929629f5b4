"""Whether uploaded Word templates stand as the Facility's history left them, and their files too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import HistoryEvent, WordTemplate
from srf_policy.domain.wording import text_hash
from srf_policy.languages.messages import Message, msg

_Key = tuple[str, str, str, int]
_VERBS = ("put_template", "withdraw_template")


class _Stands(NamedTuple):
    sha256: str
    size: int
    name_sha256: str
    entered_on: date
    withdrawn_on: date | None


def first_wrong(
    session: Session, chain: str, wrong_file: Callable[[str], str | None]
) -> Message | None:
    """The first row that the history does not tell of so, or file that is lost or altered."""
    told, seqs = _told(session, chain)
    held = {_key(row): _stands(row) for row in session.scalars(select(WordTemplate))}
    for key in (*told, *held):
        if told.get(key) != held.get(key):
            item = "/".join(str(part) for part in key if part != "")
            return msg("verify.table", chain=chain, part="templates", item=item)
    for key, one in held.items():
        code = wrong_file(one.sha256)
        if code is not None:
            return msg(code, chain=chain, sha256=one.sha256, seq=seqs[key])
    return None


def _told(session: Session, chain: str) -> tuple[dict[_Key, _Stands], dict[_Key, int]]:
    told: dict[_Key, _Stands] = {}
    seqs: dict[_Key, int] = {}
    events = (
        select(HistoryEvent.seq, HistoryEvent.verb, HistoryEvent.occurred_on, HistoryEvent.payload)
        .where(HistoryEvent.chain == chain, HistoryEvent.verb.in_(_VERBS))
        .order_by(HistoryEvent.seq)
    )
    for seq, verb, day, payload in session.execute(events):
        key = (payload["scope"], payload["kind"], payload["language"], payload["version"])
        if verb == "put_template":
            file = payload["file"]
            told[key] = _Stands(file["sha256"], file["size"], file["name_sha256"], day, None)
            seqs[key] = seq
        else:
            told[key] = told[key]._replace(withdrawn_on=day)
    return told, seqs


def _key(row: WordTemplate) -> _Key:
    return row.scope, row.kind, row.language, row.version


def _stands(row: WordTemplate) -> _Stands:
    return _Stands(row.sha256, row.size, text_hash(row.name), row.entered_on, row.withdrawn_on)
