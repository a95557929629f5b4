"""The records of an engagement as a package holds them: plain values, nobody by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from srf_policy.domain.wording import text_hash
from srf_policy.store.queries import records
from srf_policy.store.queries.packaging import Packed
from srf_policy.store.queries.validation import Taken


def of(packed: Packed) -> dict[str, Any]:
    """By kind, in the order of their recording. `restricted` papers are marked as such."""
    return {
        "engagement": _engagement(packed),
        "papers": [_paper(row) for row in reversed(packed.papers)],
        "meetings": [_meeting(row) for row in reversed(packed.meetings)],
        "agreements": [_agreement(row) for row in reversed(packed.agreements)],
        "positions": [_position(row) for row in reversed(packed.positions)],
        "presentations": [_presentation(row) for row in reversed(packed.presentations)],
        "adoptions": [_adoption(row) for row in reversed(packed.adoptions)],
    }


def _engagement(packed: Packed) -> dict[str, Any]:
    row = packed.engagement
    kept = ("code", "country", "instrument", "title", "languages", "stage", "opened_on", "ended_on")
    return {name: getattr(row, name) for name in kept}


def _hashes(words: Mapping[str, str]) -> dict[str, str]:
    return {tag: text_hash(text) for tag, text in words.items()}


def _stated(row: Any) -> dict[str, Any]:
    return {"date": row.occurred_on, "event": row.seq, "illustrative": row.illustrative}


def _paper(row: records.Filed) -> dict[str, Any]:
    paper = row.paper
    kept = ("ref", "kind", "sender", "addressee", "reference", "title", "restricted")
    return {
        **{name: getattr(paper, name) for name in kept}, **_stated(paper),
        "file_sha256": row.file.sha256 if row.file else None, "corrects": row.corrects,
    }  # fmt: skip


def _meeting(row: records.Held) -> dict[str, Any]:
    meeting, minutes = row.meeting, row.minutes
    kept = ("number", "kind", "until", "place", "title", "institutions", "attendance", "women")
    return {
        **{name: getattr(meeting, name) for name in kept}, **_stated(meeting),
        "minutes_sha256": _hashes(minutes.words) if minutes else {},
        "minutes_approved_on": minutes.approved_on if minutes else None,
        "paper": row.paper, "corrects": row.corrects,
    }  # fmt: skip


def _agreement(row: records.Agreed) -> dict[str, Any]:
    agreement = row.agreement
    return {
        "number": row.number, "move": agreement.move, "revision": agreement.revision_number,
        "institution": row.institution.code, "paper": row.paper, "corrects": row.corrects,
        **_stated(agreement),
    }  # fmt: skip


def _position(row: Taken) -> dict[str, Any]:
    return {
        "ballot": row.ballot, "institution": row.institution.code,
        "position": row.position.position, "words": row.words, "late": row.late,
        "paper": row.paper, "taken_by": row.position.taken_by, **_stated(row.position),
    }  # fmt: skip


def _presentation(row: records.Presented) -> dict[str, Any]:
    put = row.presentation
    return {
        "number": put.number, "body": row.body.key, "body_name": row.body.name,
        "revision": put.revision_number, "place": put.place, "chair_sha256": _hashes(put.chair),
        "outcome": put.outcome, "outcome_on": put.outcome_on, "paper": row.paper,
        "conditions": [{"words": c.words, "met_on": c.met_on} for c in row.conditions],
        "corrects": row.corrects, **_stated(put),
    }  # fmt: skip


def _adoption(row: records.Adopted) -> dict[str, Any]:
    adoption = row.adoption
    kept = ("number", "authority", "decision", "gazette", "gazetted_on", "compared")
    return {
        **{name: getattr(adoption, name) for name in kept}, **_stated(adoption),
        "revision": adoption.revision_number, "corrects": row.corrects,
        "gazetted_copy_sha256": row.file.sha256 if row.file else None,
    }  # fmt: skip
