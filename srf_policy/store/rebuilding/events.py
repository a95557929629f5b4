"""The present state of an engagement, rebuilt from its history alone.

Every function follows one verb and knows nothing of tables: whatever it cannot tell from the
payload is lacking in the history.
"""

from __future__ import annotations

from collections.abc import Iterable

from srf_policy.domain import HistoryEvent

from . import days, disputes, people, proposals, records, text
from .state import FOLLOW, Payload, State, follows, stated, written

_DECLARING = (days, disputes, people, proposals, records, text)
"""Modules that are imported for the verbs they follow."""

_RUNNING: Payload = {
    "suspended_on": None, "suspension_reason": None, "suspension_paper": None, "review_on": None,
}  # fmt: skip
"""An engagement that is not suspended."""


def rebuild(events: Iterable[HistoryEvent]) -> State:
    """The state after these events, which come in order. Raises KeyError for a verb nobody follows."""
    state = State()
    for event in events:
        FOLLOW[event.verb](state, event, event.payload)
    return state


@follows("open_engagement")
def _opened(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("code", "country", "instrument", "definition", "title", "languages", "stage",
            "official_languages", "approving_body", "priorities", "bodies")  # fmt: skip
    state.engagement = {name: told[name] for name in kept} | {
        "opened_on": event.occurred_on, "moves": 0, "suspended_on": None,
        "suspension_paper": None, "review_on": None, "ended_on": None,
        "stage_entered_on": event.occurred_on, "stage_entered_seq": event.seq,
        "sealed": None, "numbering": {}, "suspension_reason": None, "end_reason": None,
        "illustrative": event.origin == "seed", "comment_count": 0,
    }  # fmt: skip


@follows("open_round")
def _round(state: State, event: HistoryEvent, told: Payload) -> None:
    state.rounds[told["round"]] = {
        "revision": told["revision"], "closes_on": told["closes_on"], "closed_on": None,
        "invited": dict.fromkeys(told["invited"]), "own": {}, "questions": told["texts"]["questions"],
        **stated(event, told),
    }  # fmt: skip


@follows("close_round")
def _closed(state: State, event: HistoryEvent, told: Payload) -> None:
    state.rounds[told["round"]]["closed_on"] = event.occurred_on
    days.note_act(state, told)


@follows("record_no_reply")
def _silent(state: State, event: HistoryEvent, told: Payload) -> None:
    state.rounds[told["round"]]["invited"][told["institution"]] = event.occurred_on


@follows("save_comment", "record_comment")
def _said(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("round", "institution", "provision", "answer", "via", "kind", "severity", "layer",
            "late", "language", "reference", "texts")  # fmt: skip
    held = state.comments.get(told["number"])
    first = held or {"author": event.actor, "department": told["department"], **stated(event, {})}
    state.comments[told["number"]] = first | {name: told[name] for name in kept}
    state.comments[told["number"]].setdefault("answered", None)
    written(state, f"comment:{told['number']}")
    state.versions.setdefault(f"comment:{told['number']}", 1)
    state.engagement["comment_count"] = len(state.comments)
    if event.verb == "record_comment":
        sent = {"on": event.occurred_on, "late": told["late"], "paper": told["paper"]}
        state.submissions.setdefault((told["round"], told["institution"]), sent)


@follows("take_up_comment")
def _taken_up(state: State, _event: HistoryEvent, told: Payload) -> None:
    state.comments[told["number"]]["layer"] = told["layer"]
    written(state, f"comment:{told['number']}")


@follows("send_submission")
def _sent(state: State, event: HistoryEvent, told: Payload) -> None:
    sent = {"on": event.occurred_on, "late": told["late"], "paper": None}
    held = state.submissions.setdefault((told["round"], told["institution"]), sent)
    held["paper"] = told.get("paper") or held["paper"]
    for number in told["comments"]:
        state.comments[number]["layer"] = "engagement"
        written(state, f"comment:{number}")


@follows("name_reply_letter")
def _letter_named(state: State, _event: HistoryEvent, told: Payload) -> None:
    state.submissions[told["round"], told["institution"]]["paper"] = told["paper"]


@follows("answer_comment")
def _answered(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("disposition", "duplicate_of", "resulting_revision", "language")
    state.comments[told["number"]]["answered"] = {name: told[name] for name in kept} | {
        "words": told["texts"]["words"], "by": event.actor, "on": event.occurred_on,
    }  # fmt: skip
    written(state, f"comment:{told['number']}")


@follows("open_ballot")
def _ballot(state: State, event: HistoryEvent, told: Payload) -> None:
    state.ballots[told["ballot"]] = {
        "revision": told["revision"], "closes_on": told["closes_on"], "on": event.occurred_on,
        "voided_on": None,
    }  # fmt: skip


@follows("void_ballot")
def _voided(state: State, event: HistoryEvent, told: Payload) -> None:
    state.ballots[told["ballot"]]["voided_on"] = event.occurred_on


@follows("take_position", "lift_reservation", "record_position")
def _position(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("ballot", "institution", "position", "lifts", "language", "paper", "texts")
    row = {name: told[name] for name in kept}
    told_by = {"by": event.actor, "by_letter": event.verb == "record_position"}
    state.positions.append(row | told_by | {"on": event.occurred_on})


@follows("propose_exception")
def _exception(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("move", "guard", "items")
    state.exceptions[told["number"]] = {name: told[name] for name in kept} | {
        "reason": told["texts"]["reason"], "proposed_by": event.actor, "confirmed_by": None,
        "paper": told.get("paper"), "proposed_for": told.get("for"), "confirmed_for": None,
        "confirmed_on": None, **stated(event, {}),
    }  # fmt: skip


@follows("confirm_exception")
def _excepted(state: State, event: HistoryEvent, told: Payload) -> None:
    state.exceptions[told["number"]] |= {
        "confirmed_by": event.actor, "confirmed_for": told.get("for"),
        "confirmed_on": event.occurred_on,
    }  # fmt: skip


@follows("make_move")
def _moved(state: State, event: HistoryEvent, told: Payload) -> None:
    proposals.lapse(state)
    state.engagement |= {
        "stage": told["to"], "moves": told["number"], "stage_entered_on": event.occurred_on,
        "stage_entered_seq": event.seq, "ended_on": event.occurred_on if told["ends"] else None,
    }  # fmt: skip
    if told["ends"]:
        state.engagement |= _RUNNING | {"end_reason": told["texts"]["reason"]}


@follows("migrate_workflow", "revert_migration")
def _migrated(state: State, _event: HistoryEvent, told: Payload) -> None:
    state.engagement |= {
        "definition": told["definition"], "stage": told["to"], "moves": told["number"],
    }  # fmt: skip


@follows("suspend")
def _suspended(state: State, event: HistoryEvent, told: Payload) -> None:
    proposals.lapse(state)
    state.engagement |= {
        "moves": told["number"], "suspended_on": event.occurred_on, "review_on": told["review_on"],
        "suspension_paper": told.get("paper"), "suspension_reason": told["texts"]["reason"],
    }  # fmt: skip


@follows("resume")
def _resumed(state: State, _event: HistoryEvent, told: Payload) -> None:
    days.move_days(state, told)
    state.engagement |= _RUNNING | {"moves": told["number"]}


@follows("seal")
def _sealed(state: State, _event: HistoryEvent, told: Payload) -> None:
    state.engagement["sealed"] = (told["sha256"], told["revision"])


@follows("request_export", "request_exports", "request_package")
def _read(_state: State, _event: HistoryEvent, _told: Payload) -> None:
    """A file was asked for: nothing of the engagement changed."""
