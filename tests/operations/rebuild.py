"""The present state of an engagement, rebuilt from its history alone.

Every function follows one verb and knows nothing of tables: whatever it cannot tell from the
payload is lacking in the history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from srf_policy.domain import HistoryEvent

Payload = dict[str, Any]


@dataclass
class State:
    """Plain values; texts as hashes, people as opaque numbers, things under their names."""

    engagement: Payload = field(default_factory=dict)
    institutions: dict[str, Payload] = field(default_factory=dict)
    members: set[tuple[str, str, str, str]] = field(default_factory=set)
    papers: dict[str, Payload] = field(default_factory=dict)
    meetings: dict[int, Payload] = field(default_factory=dict)
    working: dict[str, Payload] = field(default_factory=dict)
    revisions: dict[int, Payload] = field(default_factory=dict)
    rounds: dict[int, Payload] = field(default_factory=dict)
    comments: dict[int, Payload] = field(default_factory=dict)
    submissions: dict[tuple[int, str], Payload] = field(default_factory=dict)
    agreements: list[Payload] = field(default_factory=list)
    ballots: dict[int, Payload] = field(default_factory=dict)
    positions: list[Payload] = field(default_factory=list)
    presentations: dict[int, Payload] = field(default_factory=dict)
    adoptions: dict[int, Payload] = field(default_factory=dict)
    exceptions: dict[int, Payload] = field(default_factory=dict)
    proposal: Payload | None = None


def rebuild(events: Iterable[HistoryEvent]) -> State:
    state = State()
    for event in events:
        FOLLOW[event.verb](state, event, event.payload)
    return state


Follow = Callable[[State, HistoryEvent, Payload], None]
FOLLOW: dict[str, Follow] = {}


def follows(*verbs: str) -> Callable[[Follow], Follow]:
    def declare(function: Follow) -> Follow:
        FOLLOW.update(dict.fromkeys(verbs, function))
        return function

    return declare


@follows("open_engagement")
def _opened(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("code", "country", "instrument", "definition", "title", "languages", "stage",
            "official_languages", "approving_body", "priorities", "bodies")  # fmt: skip
    state.engagement = {name: told[name] for name in kept} | {
        "opened_on": event.occurred_on, "moves": 0, "suspended_on": None, "review_on": None,
        "ended_on": None, "stage_entered_on": event.occurred_on, "stage_entered_seq": event.seq,
        "sealed": None,
    }  # fmt: skip


@follows("add_institution")
def _institution(state: State, _event: HistoryEvent, told: Payload) -> None:
    state.institutions[told["code"]] = {
        "name": told["name"], "role": told["institution_role"], "parent": told["parent"],
    }  # fmt: skip


@follows("add_member")
def _member(state: State, _event: HistoryEvent, told: Payload) -> None:
    state.members.add((told["person"], told["institution"], told["role"], told["department"]))


@follows("file_paper")
def _paper(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("kind", "sender", "addressee", "reference", "restricted", "corrects", "title_sha256")
    state.papers[told["ref"]] = {name: told[name] for name in kept} | _stated(event, told)


def _stated(event: HistoryEvent, told: Payload) -> Payload:
    illustrative = event.origin == "seed" and not told.get("known", False)
    return {"on": event.occurred_on, "seq": event.seq, "illustrative": illustrative}


@follows("record_meeting")
def _meeting(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("kind", "until", "place", "institutions", "attendance", "women", "corrects")
    state.meetings[told["number"]] = {name: told[name] for name in kept} | {
        "title": told["texts"]["title"], "minutes": told["texts"]["minutes"], "approved": None,
        **_stated(event, told),
    }  # fmt: skip


@follows("record_minutes")
def _minutes(state: State, _event: HistoryEvent, told: Payload) -> None:
    state.meetings[told["number"]]["minutes"] = told["texts"]["minutes"]


@follows("approve_minutes")
def _approved(state: State, event: HistoryEvent, told: Payload) -> None:
    state.meetings[told["number"]]["approved"] = event.occurred_on


@follows("change_text")
def _text(state: State, _event: HistoryEvent, told: Payload) -> None:
    for change in told["changes"]:
        _CHANGES[change["action"]](state, change)


def _changed(state: State, change: Payload) -> None:
    _write(state.working[change["id"]], change["fields"])


def _write(row: Payload, fields: Payload) -> None:
    for name, languages in fields.items():
        row["fields"].setdefault(name, {}).update(languages)


def _inserted(state: State, change: Payload) -> None:
    row = {"kind": change["kind"], "about": change["about"], "fields": {}}
    _put(state, change["id"], row, change)
    _write(row, change["fields"])


def _put(state: State, code: str, row: Payload, change: Payload) -> None:
    row |= {"parent": change["parent"], "position": change["position"]}
    for other in _siblings(state, row):
        other["position"] += other["position"] >= row["position"]
    state.working[code] = row


def _take_out(state: State, code: str) -> Payload:
    row = state.working.pop(code)
    for other in _siblings(state, row):
        other["position"] -= other["position"] > row["position"]
    return row


def _siblings(state: State, row: Payload) -> list[Payload]:
    return [
        other for other in state.working.values()
        if other["parent"] == row["parent"]
        and (other["kind"] == "action") == (row["kind"] == "action")
    ]  # fmt: skip


def _deleted(state: State, change: Payload) -> None:
    _take_out(state, change["id"])
    for below in change["with"]:
        del state.working[below]


def _moved_text(state: State, change: Payload) -> None:
    _put(state, change["id"], _take_out(state, change["id"]), change)


_CHANGES = {
    "change": _changed, "insert": _inserted, "delete": _deleted, "move": _moved_text,
}  # fmt: skip


@follows("translate")
def _translated(state: State, _event: HistoryEvent, told: Payload) -> None:
    _write(state.working[told["provision"]], told["fields"])


@follows("publish_revision")
def _published(state: State, event: HistoryEvent, told: Payload) -> None:
    language = told["language"]
    state.revisions[told["number"]] = {
        "label": told["label"], "note": told["texts"]["note"], "sha256": told["sha256"],
        "text": {
            code: {
                "kind": row["kind"], "parent": row["parent"], "position": row["position"],
                "fields": {f: t[language] for f, t in row["fields"].items() if language in t},
            }
            for code, row in state.working.items()
        },
        **_stated(event, told),
    }  # fmt: skip


@follows("open_round")
def _round(state: State, event: HistoryEvent, told: Payload) -> None:
    state.rounds[told["round"]] = {
        "revision": told["revision"], "closes_on": told["closes_on"], "closed_on": None,
        "invited": dict.fromkeys(told["invited"]), "questions": told["texts"]["questions"],
        **_stated(event, told),
    }  # fmt: skip


@follows("close_round")
def _closed(state: State, event: HistoryEvent, told: Payload) -> None:
    state.rounds[told["round"]]["closed_on"] = event.occurred_on


@follows("record_no_reply")
def _silent(state: State, event: HistoryEvent, told: Payload) -> None:
    state.rounds[told["round"]]["invited"][told["institution"]] = event.occurred_on


@follows("save_comment", "record_comment")
def _said(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("round", "institution", "provision", "answer", "via", "kind", "severity", "layer",
            "late", "language", "reference", "texts")  # fmt: skip
    held = state.comments.get(told["number"])
    first = held or {"author": event.actor, "department": told["department"], **_stated(event, {})}
    state.comments[told["number"]] = first | {name: told[name] for name in kept}
    state.comments[told["number"]].setdefault("answered", None)
    if event.verb == "record_comment":
        sent = {"on": event.occurred_on, "late": told["late"], "paper": told["paper"]}
        state.submissions.setdefault((told["round"], told["institution"]), sent)


@follows("take_up_comment")
def _taken_up(state: State, _event: HistoryEvent, told: Payload) -> None:
    state.comments[told["number"]]["layer"] = told["layer"]


@follows("send_submission")
def _sent(state: State, event: HistoryEvent, told: Payload) -> None:
    sent = {"on": event.occurred_on, "late": told["late"], "paper": None}
    state.submissions.setdefault((told["round"], told["institution"]), sent)
    for number in told["comments"]:
        state.comments[number]["layer"] = "engagement"


@follows("answer_comment")
def _answered(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("disposition", "duplicate_of", "resulting_revision", "language")
    state.comments[told["number"]]["answered"] = {name: told[name] for name in kept} | {
        "words": told["texts"]["words"], "by": event.actor, "on": event.occurred_on,
    }  # fmt: skip


@follows("record_agreement")
def _agreed(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("move", "revision", "institution", "paper")
    state.agreements.append({name: told[name] for name in kept} | {"on": event.occurred_on})


@follows("open_ballot")
def _ballot(state: State, event: HistoryEvent, told: Payload) -> None:
    state.ballots[told["ballot"]] = {
        "revision": told["revision"], "closes_on": told["closes_on"], "on": event.occurred_on,
        "voided_on": None,
    }  # fmt: skip


@follows("void_ballot")
def _voided(state: State, event: HistoryEvent, told: Payload) -> None:
    state.ballots[told["ballot"]]["voided_on"] = event.occurred_on


@follows("take_position", "lift_reservation")
def _position(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("ballot", "institution", "position", "lifts", "language", "paper", "texts")
    row = {name: told[name] for name in kept}
    state.positions.append(row | {"by": event.actor, "on": event.occurred_on})


@follows("record_presentation")
def _presented(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("body", "revision", "place", "outcome", "paper")
    state.presentations[told["number"]] = {name: told[name] for name in kept} | {
        "chair": told["texts"]["chair"], "conditions": dict.fromkeys(told["conditions"]),
        **_stated(event, told),
    }  # fmt: skip


@follows("record_outcome")
def _outcome(state: State, _event: HistoryEvent, told: Payload) -> None:
    row = state.presentations[told["number"]]
    row |= {"outcome": told["outcome"], "conditions": dict.fromkeys(told["conditions"])}


@follows("meet_condition")
def _met(state: State, event: HistoryEvent, told: Payload) -> None:
    conditions = state.presentations[told["number"]]["conditions"]
    name = list(conditions)[told["condition"] - 1]
    conditions[name] = (event.occurred_on, told["texts"]["how_met"])


@follows("record_adoption")
def _adopted(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("authority", "decision", "gazette", "gazetted_on", "compared", "revision")
    state.adoptions[told["number"]] = {name: told[name] for name in kept} | _stated(event, told)


@follows("propose_exception")
def _exception(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("move", "guard", "items")
    state.exceptions[told["number"]] = {name: told[name] for name in kept} | {
        "reason": told["texts"]["reason"], "proposed_by": event.actor, "confirmed_by": None,
    }  # fmt: skip


@follows("confirm_exception")
def _excepted(state: State, event: HistoryEvent, told: Payload) -> None:
    state.exceptions[told["number"]]["confirmed_by"] = event.actor


@follows("propose_move")
def _proposed(state: State, event: HistoryEvent, told: Payload) -> None:
    state.proposal = {"move": told["move"], "by": event.actor, "on": event.occurred_on}


@follows("confirm_move", "take_back_move")
def _settled(state: State, _event: HistoryEvent, _told: Payload) -> None:
    state.proposal = None


@follows("make_move")
def _moved(state: State, event: HistoryEvent, told: Payload) -> None:
    state.proposal = None
    state.engagement |= {
        "stage": told["to"], "moves": told["number"], "stage_entered_on": event.occurred_on,
        "stage_entered_seq": event.seq, "ended_on": event.occurred_on if told["ends"] else None,
    }  # fmt: skip
    if told["ends"]:
        state.engagement |= {"suspended_on": None, "review_on": None}


@follows("suspend")
def _suspended(state: State, event: HistoryEvent, told: Payload) -> None:
    state.proposal = None
    state.engagement |= {
        "moves": told["number"], "suspended_on": event.occurred_on, "review_on": told["review_on"],
    }  # fmt: skip


@follows("resume")
def _resumed(state: State, _event: HistoryEvent, told: Payload) -> None:
    state.engagement |= {"moves": told["number"], "suspended_on": None, "review_on": None}


@follows("seal")
def _sealed(state: State, _event: HistoryEvent, told: Payload) -> None:
    state.engagement["sealed"] = (told["sha256"], told["revision"])


@follows("request_export")
def _read(_state: State, _event: HistoryEvent, _told: Payload) -> None:
    """A file was asked for: nothing of the engagement changed."""
