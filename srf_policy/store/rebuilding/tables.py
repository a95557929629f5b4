"""The present state as the tables hold it, in the shape of `rebuild.State`."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from srf_policy.domain import (
    Ballot,
    Body,
    Comment,
    Engagement,
    GuardException,
    Institution,
    Invitation,
    Position,
    PrintedNumber,
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
from srf_policy.domain.numbering import fingerprint
from srf_policy.domain.wording import text_hash

from . import tables_causes, tables_days, tables_disputes, tables_people
from .state import Payload, State
from .tables_records import Records, columns, day, hashed, hashes, stated


def read(session: Session, engagement: Engagement) -> State:
    """The state of an engagement as its rows hold it."""
    return Reader(session, engagement).state()


class Reader(Records):
    def __init__(self, session: Session, engagement: Engagement) -> None:
        super().__init__(session, engagement)
        self.institution = {r.id: r.code for r in self.all(Institution)}
        self.provision = {r.id: r for r in self.all(Provision)}
        self.round = {r.id: r.number for r in self.all(Round)}
        self.comment = {r.id: r.number for r in self.all(Comment)}

    def state(self) -> State:
        return State(
            self.engagement(), self.institutions(), self.members(), self.papers(),
            self.meetings(), self.working(), self.revisions(), self.rounds(), self.comments(),
            self.submissions(), self.agreements(), self.ballots(), self.positions(),
            self.presentations(), self.adoptions(), self.exceptions(),
            tables_disputes.disputes(self.session, self.row.id), self.files(),
            self.contacts(), self.proposals(),
            tables_days.extensions(self, self.round, self.institution),
            tables_days.planned(self, {r.id: r.key for r in self.all(Body)}),
            tables_days.acted(self),
            tables_people.delegations(self.session, self.row.id),
            tables_causes.changes(self, {p: r.code for p, r in self.provision.items()}),
            tables_causes.versions(self, {p: r.code for p, r in self.provision.items()}),
        )  # fmt: skip

    def engagement(self) -> Payload:
        kept = ("code", "country", "instrument", "title", "languages", "stage",
                "official_languages", "approving_body", "priorities", "opened_on", "moves",
                "suspended_on", "suspension_paper", "ended_on", "stage_entered_on",
                "stage_entered_seq", "numbering", "illustrative", "comment_count")  # fmt: skip
        seals = self.all(Seal)
        bodies = sorted(self.all(Body), key=lambda body: body.position)
        return columns(self.row, *kept) | {
            "suspension_reason": hashed(self.row.suspension_reason or ""),
            "end_reason": hashed(self.row.end_reason or ""),
            "definition": self.row.workflow_sha256, "review_on": day(self.row.review_on),
            "bodies": [{"key": b.key, "name": b.name} for b in bodies],
            "sealed": (seals[-1].sha256, seals[-1].revision_number) if seals else None,
        }  # fmt: skip

    def institutions(self) -> dict[str, Payload]:
        return tables_people.institutions(self.session, self.row.id)

    def members(self) -> list[Payload]:
        return tables_people.members(self.session, self.row.id)

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
        printed = self._printed()
        return {
            r.number: {
                "label": r.label, "note": hashes(r.note), "sha256": r.sha256,
                "text": self._text_of(r.id), "numbering": r.numbering,
                "numbers": printed.get(r.id), "language": r.language,
                "provisions": r.provisions, **stated(r),
            }
            for r in self.all(Revision)
        }  # fmt: skip

    def _printed(self) -> dict[int, str]:
        """By revision: the fingerprint of its numbers; none for one from before they were kept."""
        by: dict[tuple[int, int], dict[str, str]] = {}
        for row in self.all(PrintedNumber):
            by.setdefault((row.revision_id, row.provision_id), {})[row.language] = row.number
        kept = {revision for revision, _ in by}
        places = {(p.revision_id, p.provision_id): p.printed for p in self.all(RevisionProvision)}
        numbered = {spot for spot, number in places.items() if number and spot[0] in kept}
        told: dict[int, list[tuple[str, str, dict[str, str]]]] = {one: [] for one in kept}
        for revision, provision in numbered | by.keys():
            spot = (revision, provision)
            code = self.provision[provision].code
            told[revision].append((code, places[spot], by.get(spot, {})))
        return {revision: fingerprint(rows) for revision, rows in told.items()}

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
        own: dict[int, Payload] = {}
        for row in self.all(Invitation):
            code = self.institution[row.institution_id]
            invited.setdefault(row.round_id, {})[code] = row.no_reply_on
            if row.closes_on is not None:
                own.setdefault(row.round_id, {})[code] = day(row.closes_on)
        return {
            r.number: {
                "revision": r.revision_number, "closes_on": day(r.closes_on),
                "closed_on": r.closed_on, "invited": invited[r.id],
                "own": own.get(r.id, {}),
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
                "by": r.taken_by, "by_letter": r.by_letter, "on": r.occurred_on,
            }
            for r in self.all(Position)
        ]  # fmt: skip

    def exceptions(self) -> dict[int, Payload]:
        kept = ("move", "guard", "items", "proposed_by", "proposed_for", "confirmed_by",
                "confirmed_for", "confirmed_on")  # fmt: skip
        return {
            r.number: columns(r, *kept)
            | {"reason": text_hash(r.reason), "paper": self.paper.get(r.paper_id), **stated(r)}
            for r in self.all(GuardException)
        }

    def proposals(self) -> list[Payload]:
        return [
            columns(r, "move", "state")
            | {"by": r.proposed_by, "for": r.proposed_for, "reason": hashed(r.reason), **stated(r)}
            for r in self.all(ProposedMove)
        ]
