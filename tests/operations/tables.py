"""The present state as the tables hold it, in the shape of `rebuild.State`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Adoption,
    Agreement,
    Ballot,
    Body,
    Comment,
    Condition,
    Engagement,
    GuardException,
    Institution,
    Invitation,
    Meeting,
    Member,
    Minutes,
    Paper,
    Person,
    Position,
    Presentation,
    ProposedMove,
    Provision,
    Response,
    Revision,
    RevisionProvision,
    RevisionText,
    Round,
    Seal,
    Submission,
    WorkingProvision,
    WorkingText,
)
from srf_policy.domain.wording import text_hash
from tests.operations.rebuild import Payload, State


def day(value: date | None) -> str | None:
    """A stated day as payloads hold it."""
    return value.isoformat() if value else None


def hashes(words: Mapping[str, str]) -> dict[str, str]:
    return {tag: text_hash(text) for tag, text in words.items()}


def stated(row: Any) -> Payload:
    return {"on": row.occurred_on, "seq": row.seq, "illustrative": row.illustrative}


def columns(row: Any, *names: str) -> Payload:
    return {name: getattr(row, name) for name in names}


def read(session: Session, engagement: Engagement) -> State:
    return Reader(session, engagement).state()


class Reader:
    def __init__(self, session: Session, engagement: Engagement) -> None:
        self.session, self.row = session, engagement
        self.institution = {r.id: r.code for r in self.all(Institution)}
        self.provision = {r.id: r for r in self.all(Provision)}
        self.paper = {r.id: r.ref for r in self.all(Paper)}
        self.round = {r.id: r.number for r in self.all(Round)}
        self.comment = {r.id: r.number for r in self.all(Comment)}

    def all(self, model: Any) -> list[Any]:
        query = select(model).where(model.engagement_id == self.row.id)
        key = getattr(model, "id", None)
        return list(self.session.scalars(query if key is None else query.order_by(key)))

    def state(self) -> State:
        return State(
            self.engagement(), self.institutions(), self.members(), self.papers(),
            self.meetings(), self.working(), self.revisions(), self.rounds(), self.comments(),
            self.submissions(), self.agreements(), self.ballots(), self.positions(),
            self.presentations(), self.adoptions(), self.exceptions(), self.proposal(),
        )  # fmt: skip

    def engagement(self) -> Payload:
        kept = ("code", "country", "instrument", "title", "languages", "stage",
                "official_languages", "approving_body", "priorities", "opened_on", "moves",
                "suspended_on", "ended_on", "stage_entered_on", "stage_entered_seq")  # fmt: skip
        seals = self.all(Seal)
        bodies = sorted(self.all(Body), key=lambda body: body.position)
        return columns(self.row, *kept) | {
            "definition": self.row.workflow_sha256, "review_on": day(self.row.review_on),
            "bodies": [{"key": b.key, "name": b.name} for b in bodies],
            "sealed": (seals[-1].sha256, seals[-1].revision_number) if seals else None,
        }  # fmt: skip

    def institutions(self) -> dict[str, Payload]:
        return {
            r.code: {"name": r.name, "role": r.role, "parent": self.institution.get(r.parent_id)}
            for r in self.all(Institution)
        }

    def members(self) -> set[tuple[str, str, str, str]]:
        number = {p.id: p.number for p in self.session.scalars(select(Person))}
        return {
            (number[r.person_id], self.institution[r.institution_id], r.role, r.department)
            for r in self.all(Member)
        }

    def papers(self) -> dict[str, Payload]:
        kept = ("kind", "sender", "addressee", "reference", "restricted")
        return {
            r.ref: columns(r, *kept) | {
                "corrects": self.paper.get(r.corrects_id), "title_sha256": hashes(r.title),
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
            "title": hashes(row.title), "minutes": hashes(minutes.words) if minutes else {},
            "approved": minutes.approved_on if minutes else None, **stated(row),
        }  # fmt: skip

    def working(self) -> dict[str, Payload]:
        found = {
            self.provision[r.provision_id].code: {
                "kind": r.kind, "about": self.provision[r.provision_id].about,
                "parent": self.code(r.parent_id), "position": r.position, "fields": {},
            }
            for r in self.all(WorkingProvision)
        }  # fmt: skip
        for text in self.all(WorkingText):
            fields = found[self.provision[text.provision_id].code]["fields"]
            fields.setdefault(text.field, {})[text.language] = text.sha256
        return found

    def code(self, provision_id: int | None) -> str | None:
        return self.provision[provision_id].code if provision_id else None

    def revisions(self) -> dict[int, Payload]:
        return {
            r.number: {
                "label": r.label, "note": hashes(r.note), "sha256": r.sha256,
                "text": self._text_of(r.id), **stated(r),
            }
            for r in self.all(Revision)
        }  # fmt: skip

    def _text_of(self, revision_id: int) -> dict[str, Payload]:
        found = {
            self.provision[r.provision_id].code: {
                "kind": r.kind, "parent": self.code(r.parent_id), "position": r.position,
                "fields": {},
            }
            for r in self.all(RevisionProvision)
            if r.revision_id == revision_id
        }  # fmt: skip
        for text in self.all(RevisionText):
            if text.revision_id == revision_id:
                found[self.provision[text.provision_id].code]["fields"][text.field] = text.sha256
        return found

    def rounds(self) -> dict[int, Payload]:
        invited: dict[int, Payload] = {}
        for row in self.all(Invitation):
            code = self.institution[row.institution_id]
            invited.setdefault(row.round_id, {})[code] = row.no_reply_on
        return {
            r.number: {
                "revision": r.revision_number, "closes_on": day(r.closes_on),
                "closed_on": r.closed_on, "invited": invited[r.id],
                "questions": [hashes(q) for q in r.questions], **stated(r),
            }
            for r in self.all(Round)
        }  # fmt: skip

    def comments(self) -> dict[int, Payload]:
        envelope = {s.id: s for s in self.all(Submission)}
        answers = {r.id: r for r in self.all(Response)}
        return {r.number: self._comment(r, envelope, answers) for r in self.all(Comment)}

    def _comment(self, row: Any, envelope: Any, answers: Any) -> Payload:
        kept = ("author", "department", "answer", "via", "kind", "severity", "layer", "late",
                "language", "reference")  # fmt: skip
        return columns(row, *kept) | {
            "round": self.round[envelope[row.submission_id].round_id],
            "institution": self.institution[row.institution_id],
            "provision": self.code(row.provision_id),
            "texts": columns(row, "words", "proposed", "justification"),
            "answered": self._answer(answers.get(row.response_id)), **stated(row),
        }  # fmt: skip

    def _answer(self, row: Any) -> Payload | None:
        if row is None:
            return None
        return columns(row, "disposition", "resulting_revision", "language", "words") | {
            "duplicate_of": self.comment.get(row.duplicate_of), "by": row.answered_by,
            "on": row.occurred_on,
        }  # fmt: skip

    def submissions(self) -> dict[tuple[int, str], Payload]:
        return {
            (self.round[s.round_id], self.institution[s.institution_id]): {
                "on": s.sent_on, "late": s.late, "paper": self.paper.get(s.paper_id),
            }
            for s in self.all(Submission)
            if s.sent_on is not None
        }  # fmt: skip

    def agreements(self) -> list[Payload]:
        return [
            {
                "move": r.move, "revision": r.revision_number, "on": r.occurred_on,
                "institution": self.institution[r.institution_id],
                "paper": self.paper.get(r.paper_id),
            }
            for r in self.all(Agreement)
        ]  # fmt: skip

    def ballots(self) -> dict[int, Payload]:
        return {
            r.number: {
                "revision": r.revision_number, "closes_on": day(r.closes_on), "on": r.occurred_on,
                "voided_on": r.voided_on,
            }
            for r in self.all(Ballot)
        }  # fmt: skip

    def positions(self) -> list[Payload]:
        ballot = {b.id: b.number for b in self.all(Ballot)}
        return [
            {
                "ballot": ballot[r.ballot_id], "institution": self.institution[r.institution_id],
                "position": r.position, "lifts": r.lifts_id is not None, "language": r.language,
                "paper": self.paper.get(r.paper_id), "texts": {"words": r.words},
                "by": r.taken_by, "on": r.occurred_on,
            }
            for r in self.all(Position)
        ]  # fmt: skip

    def presentations(self) -> dict[int, Payload]:
        body = {b.id: b.key for b in self.all(Body)}
        conditions: dict[int, Payload] = {}
        for row in self.all(Condition):
            met = (row.met_on, text_hash(row.how_met)) if row.met_on else None
            conditions.setdefault(row.presentation_id, {})[text_hash(row.words)] = met
        return {
            r.number: columns(r, "place", "outcome") | {
                "body": body[r.body_id], "revision": r.revision_number,
                "paper": self.paper.get(r.paper_id), "chair": hashes(r.chair),
                "conditions": conditions.get(r.id, {}), **stated(r),
            }
            for r in self.all(Presentation)
        }  # fmt: skip

    def adoptions(self) -> dict[int, Payload]:
        kept = ("authority", "decision", "gazette", "compared")
        return {
            r.number: columns(r, *kept) | {
                "gazetted_on": day(r.gazetted_on), "revision": r.revision_number, **stated(r),
            }
            for r in self.all(Adoption)
        }  # fmt: skip

    def exceptions(self) -> dict[int, Payload]:
        kept = ("move", "guard", "items", "proposed_by", "confirmed_by")
        return {
            r.number: columns(r, *kept) | {"reason": text_hash(r.reason)}
            for r in self.all(GuardException)
        }

    def proposal(self) -> Payload | None:
        opened = [p for p in self.all(ProposedMove) if p.state == "open"]
        if not opened:
            return None
        return {"move": opened[0].move, "by": opened[0].proposed_by, "on": opened[0].occurred_on}
