"""What is on record as the tables hold it: papers, meetings, presentations, the adoption."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Adoption,
    Agreement,
    Attendance,
    Body,
    Condition,
    ContactNote,
    Engagement,
    Institution,
    Meeting,
    Minutes,
    Paper,
    Presentation,
    StoredFile,
)
from srf_policy.domain.wording import text_hash

from .state import Payload


def day(value: date | None) -> str | None:
    """A stated day as payloads hold it."""
    return value.isoformat() if value else None


def hashes(words: Mapping[str, str]) -> dict[str, str]:
    return {tag: text_hash(text) for tag, text in words.items()}


def stated(row: Any) -> Payload:
    return {"on": row.occurred_on, "seq": row.seq, "illustrative": row.illustrative}


def columns(row: Any, *names: str) -> Payload:
    return {name: getattr(row, name) for name in names}


def hashed(words: str) -> str | None:
    return text_hash(words) if words else None


class Records:
    def __init__(self, session: Session, engagement: Engagement) -> None:
        self.session, self.row = session, engagement
        self.institution = {r.id: r.code for r in self.all(Institution)}
        self.paper = {r.id: r.ref for r in self.all(Paper)}
        self.file = {r.id: r.sha256 for r in self.all(StoredFile)}

    def all(self, model: Any) -> list[Any]:
        query = select(model).where(model.engagement_id == self.row.id)
        key = getattr(model, "id", None)
        return list(self.session.scalars(query if key is None else query.order_by(key)))

    def files(self) -> dict[str, Payload]:
        return {
            r.sha256: columns(r, "size", "media_type", "restricted")
            | {"name_sha256": text_hash(r.name), **stated(r)}
            for r in self.all(StoredFile)
        }

    def papers(self) -> dict[str, Payload]:
        kept = ("kind", "sender", "addressee", "reference", "restricted")
        return {
            r.ref: columns(r, *kept) | {
                "corrects": self.paper.get(r.corrects_id), "title_sha256": hashes(r.title),
                "file": self.file.get(r.file_id), "reason": hashed(r.correction_reason),
                **stated(r),
            }
            for r in self.all(Paper)
        }  # fmt: skip

    def meetings(self) -> dict[int, Payload]:
        minutes = {m.meeting_id: m for m in self.all(Minutes)}
        rows = self.all(Meeting)
        number = {r.id: r.number for r in rows}
        return {r.number: self._meeting(r, minutes.get(r.id), number) for r in rows}

    def _meeting(self, row: Any, minutes: Any, number: dict[int, int]) -> Payload:
        kept = ("kind", "place", "institutions", "attendance", "women")
        return columns(row, *kept) | {
            "until": day(row.until), "corrects": number.get(row.corrects_id),
            "reason": hashed(row.correction_reason), "list": self.file.get(row.list_file_id),
            "title": hashes(row.title), "minutes": hashes(minutes.words) if minutes else {},
            "approved": day(minutes.approved_on) if minutes else None,
            "approved_by": minutes.approved_by if minutes else None,
            "paper": self.paper.get(minutes.paper_id) if minutes else None,
            "attending": [self._came(a) for a in self.all(Attendance) if a.meeting_id == row.id],
            "held_on": row.occurred_on, **stated(row),
        }  # fmt: skip

    def _came(self, row: Any) -> Payload:
        institution = self.institution.get(row.institution_id)
        return columns(row, "kind", "women", "men", "not_stated") | {"institution": institution}

    def agreements(self) -> list[Payload]:
        rows = self.all(Agreement)
        place = {r.id: n for n, r in enumerate(rows, 1)}
        return [
            {
                "move": r.move, "revision": r.revision_number, "on": r.occurred_on,
                "institution": self.institution[r.institution_id],
                "paper": self.paper.get(r.paper_id), "corrects": place.get(r.corrects_id),
                "reason": hashed(r.correction_reason),
            }
            for r in rows
        ]  # fmt: skip

    def presentations(self) -> dict[int, Payload]:
        body = {b.id: b.key for b in self.all(Body)}
        rows = self.all(Presentation)
        number = {r.id: r.number for r in rows}
        conditions: dict[int, Payload] = {}
        for row in self.all(Condition):
            met = (day(row.met_on), text_hash(row.how_met)) if row.met_on else None
            conditions.setdefault(row.presentation_id, {})[text_hash(row.words)] = met
        return {
            r.number: columns(r, "place", "outcome", "disputes") | {
                "body": body[r.body_id], "revision": r.revision_number,
                "paper": self.paper.get(r.paper_id), "chair": hashes(r.chair),
                "outcome_paper": self.paper.get(r.outcome_paper_id),
                "outcome_on": day(r.outcome_on), "corrects": number.get(r.corrects_id),
                "reason": hashed(r.correction_reason),
                "conditions": conditions.get(r.id, {}), **stated(r),
            }
            for r in rows
        }  # fmt: skip

    def adoptions(self) -> dict[int, Payload]:
        kept = ("authority", "decision", "gazette", "compared")
        rows = self.all(Adoption)
        number = {r.id: r.number for r in rows}
        return {
            r.number: columns(r, *kept) | {
                "gazetted_on": day(r.gazetted_on), "revision": r.revision_number,
                "file": self.file.get(r.file_id), "paper": self.paper.get(r.paper_id),
                "corrects": number.get(r.corrects_id), "reason": hashed(r.correction_reason),
                **stated(r),
            }
            for r in rows
        }  # fmt: skip

    def contacts(self) -> dict[int, Payload]:
        rows = self.all(ContactNote)
        number = {r.id: r.number for r in rows}
        return {
            r.number: {
                "asked": text_hash(r.asked), "question": text_hash(r.question),
                "answer": hashed(r.answer), "answered_on": day(r.answered_on), "by": r.noted_by,
                "corrects": number.get(r.corrects_id),
                "correction_reason": hashed(r.correction_reason), **stated(r),
            }
            for r in rows
        }  # fmt: skip
