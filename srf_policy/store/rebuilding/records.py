"""What is on record, rebuilt from the history: papers, meetings, presentations, the adoption."""

from __future__ import annotations

from srf_policy.domain import HistoryEvent

from .state import Payload, State, follows, stated, written


def kept_file(state: State, event: HistoryEvent, file: Payload | None) -> str | None:
    """The hash of the file; its row is made when it comes first, and stays restricted once it is."""
    if file is None:
        return None
    told = {name: file[name] for name in ("size", "media_type", "name_sha256", "restricted")}
    row = state.files.setdefault(file["sha256"], told | stated(event, {}))
    row["restricted"] = file["restricted"]
    return str(file["sha256"])


def _reason(told: Payload) -> str | None:
    reason: str | None = told["texts"]["correction_reason"]
    return reason


@follows("file_paper")
def _paper(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("kind", "sender", "addressee", "reference", "restricted", "corrects", "title_sha256")
    state.papers[told["ref"]] = {name: told[name] for name in kept} | {
        "file": kept_file(state, event, told["file"]), "reason": _reason(told), **stated(event, told),
    }  # fmt: skip


@follows("record_meeting")
def _meeting(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("kind", "until", "place", "institutions", "attendance", "women", "corrects",
            "attending", "approved", "approved_by", "paper")  # fmt: skip
    state.meetings[told["number"]] = {name: told[name] for name in kept} | {
        "title": told["texts"]["title"], "minutes": told["texts"]["minutes"],
        "list": kept_file(state, event, told["list_file"]), "reason": _reason(told),
        "held_on": event.occurred_on, **stated(event, told),
    }  # fmt: skip
    if told["texts"]["minutes"]:
        state.versions[f"minutes:{told['number']}"] = 1


@follows("record_minutes")
def _minutes(state: State, _event: HistoryEvent, told: Payload) -> None:
    row = state.meetings[told["number"]]
    row |= {"minutes": told["texts"]["minutes"], "paper": told["paper"]}
    written(state, f"minutes:{told['number']}")
    state.versions.setdefault(f"minutes:{told['number']}", 1)


@follows("approve_minutes")
def _approved(state: State, event: HistoryEvent, told: Payload) -> None:
    row = state.meetings[told["number"]]
    row |= {"approved": event.occurred_on.isoformat(), "approved_by": event.actor}
    written(state, f"minutes:{told['number']}")


@follows("correct_minutes")
def _corrected(state: State, event: HistoryEvent, told: Payload) -> None:
    before = state.meetings[told["corrects"]]
    state.meetings[told["number"]] = before | {
        "minutes": told["texts"]["minutes"], "paper": told["paper"], "reason": _reason(told),
        "corrects": told["corrects"], "approved": None, "approved_by": None,
        **stated(event, told), "on": before["on"],
    }  # fmt: skip
    state.versions[f"minutes:{told['number']}"] = 1


@follows("record_agreement")
def _agreed(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("move", "revision", "institution", "paper", "corrects")
    row = {name: told[name] for name in kept}
    state.agreements.append(row | {"reason": _reason(told), "on": event.occurred_on})


@follows("record_presentation")
def _presented(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("body", "revision", "place", "outcome", "outcome_on", "paper", "corrects", "disputes")
    state.presentations[told["number"]] = {name: told[name] for name in kept} | {
        "outcome_paper": told.get("outcome_paper"),
        "chair": told["texts"]["chair"], "conditions": dict.fromkeys(told["conditions"]),
        "reason": _reason(told), **stated(event, told),
    }  # fmt: skip
    state.versions[f"presentation:{told['number']}"] = 1
    for met in told["met"]:
        _meet(state, told["number"], met["condition"], met["met_on"], met["how_met_sha256"])


def _meet(state: State, number: int, condition: int, day: str, how: str) -> None:
    conditions = state.presentations[number]["conditions"]
    conditions[list(conditions)[condition - 1]] = (day, how)


@follows("record_outcome")
def _outcome(state: State, event: HistoryEvent, told: Payload) -> None:
    row = state.presentations[told["number"]]
    row |= {"outcome": told["outcome"], "outcome_on": event.occurred_on.isoformat(),
            "outcome_paper": told.get("paper"),
            "conditions": dict.fromkeys(told["conditions"])}  # fmt: skip
    written(state, f"presentation:{told['number']}")


@follows("meet_condition")
def _met(state: State, event: HistoryEvent, told: Payload) -> None:
    day = event.occurred_on.isoformat()
    _meet(state, told["number"], told["condition"], day, told["texts"]["how_met"])


@follows("record_adoption")
def _adopted(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("authority", "decision", "gazette", "gazetted_on", "compared", "revision", "corrects")
    state.adoptions[told["number"]] = {name: told[name] for name in kept} | {
        "file": kept_file(state, event, told["file"]), "paper": told.get("paper"),
        "reason": _reason(told), **stated(event, told),
    }  # fmt: skip


@follows("note_contact")
def _asked(state: State, event: HistoryEvent, told: Payload) -> None:
    # Events of the first release know neither corrections nor an answer given at once.
    later = {"answer": None, "correction_reason": None}
    state.contacts[told["number"]] = later | told["texts"] | {
        "by": event.actor, "corrects": told.get("corrects"),
        "answered_on": told.get("answered_on"), **stated(event, told),
    }  # fmt: skip


@follows("answer_contact")
def _answered(state: State, event: HistoryEvent, told: Payload) -> None:
    row = state.contacts[told["number"]]
    row |= {"answer": told["texts"]["answer"], "answered_on": event.occurred_on.isoformat()}
