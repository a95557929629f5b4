"""More time for rounds, planned presentations, and what deadlines did, rebuilt from the history."""

from __future__ import annotations

from srf_policy.domain import HistoryEvent

from .state import Payload, State, follows, stated


@follows("extend_round")
def _extended(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("round", "institution", "was", "closes_on")
    state.extensions.append(
        {name: told[name] for name in kept}
        | {"reason": told["texts"]["reason"], "by": event.actor, **stated(event, told)}
    )
    row, code = state.rounds[told["round"]], told["institution"]
    if code:
        row["own"][code] = told["closes_on"]
    else:
        row["closes_on"] = told["closes_on"]
        row["own"] = {c: day for c, day in row["own"].items() if day > told["closes_on"]}


def move_days(state: State, told: Payload) -> None:
    """The days that came later when the engagement was resumed."""
    for moved in told.get("moved", ()):
        thing, number, *own = moved["subject"].split(":")
        if thing == "ballot":
            state.ballots[int(number)]["closes_on"] = moved["closes_on"]
        elif own:
            state.rounds[int(number)]["own"][own[0]] = moved["closes_on"]
        else:
            state.rounds[int(number)]["closes_on"] = moved["closes_on"]


@follows("plan_presentation")
def _planned(state: State, event: HistoryEvent, told: Payload) -> None:
    state.planned[told["body"]] = {"on_day": told["planned_on"], **stated(event, told)}


@follows("remind", "tell_deadline", "escalate_deadline", "propose_suspension", "skip_reminder")
def _acted(state: State, event: HistoryEvent, told: Payload) -> None:
    note_act(state, told)


def note_act(state: State, told: Payload) -> None:
    """One act of one deadline was done; closing a round by hand is none."""
    if "act" in told:
        key = (told["deadline"], told["about"], told["day"])
        state.acted.setdefault(key, []).append(told["act"])
