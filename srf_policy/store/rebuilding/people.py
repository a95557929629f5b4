"""Institutions and members, rebuilt from the history."""

from __future__ import annotations

from datetime import date

from srf_policy.domain import HistoryEvent

from .state import Payload, State, follows, stated, written


@follows("add_institution")
def _institution(state: State, event: HistoryEvent, told: Payload) -> None:
    state.institutions[told["code"]] = {
        "name": told["name"], "role": told["institution_role"], "parent": told["parent"],
        "kind": told["stakeholder"], "started": event.occurred_on, "ended": None, "names": [],
    }  # fmt: skip


@follows("rename_institution")
def _renamed(state: State, event: HistoryEvent, told: Payload) -> None:
    row = state.institutions[told["code"]]
    row["names"].append((told["was"], event.occurred_on))
    row["name"] = told["name"]


@follows("set_institution_role")
def _new_role(state: State, _event: HistoryEvent, told: Payload) -> None:
    state.institutions[told["code"]]["role"] = told["institution_role"]
    if told["former_lead"]:
        state.institutions[told["former_lead"]]["role"] = told["former_lead_role"]


@follows("end_institution")
def _ended(state: State, event: HistoryEvent, told: Payload) -> None:
    state.institutions[told["code"]]["ended"] = event.occurred_on


@follows("add_member")
def _member(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("person", "institution", "role", "department")
    until = told["until"]
    state.members.append(
        {name: told[name] for name in kept} | {
            "started": event.occurred_on, "ended": date.fromisoformat(until) if until else None,
            "reason": None, "successor": None,
        }
    )  # fmt: skip


@follows("end_member")
def _left(state: State, event: HistoryEvent, told: Payload) -> None:
    _last(state, told).update(ended=event.occurred_on, reason=told["texts"]["reason"])


def _last(state: State, told: Payload) -> Payload:
    return next(
        row for row in reversed(state.members)
        if (row["person"], row["role"]) == (told["person"], told["role"])
    )  # fmt: skip


@follows("succeed_member")
def _succeeded(state: State, event: HistoryEvent, told: Payload) -> None:
    _last(state, told)["successor"] = told["successor"]
    _member(state, event, told | {"person": told["successor"], "until": None})
    for number in told["comments"]:
        state.comments[number]["author"] = told["successor"]
        written(state, f"comment:{number}")


@follows("delegate_role")
def _handed(state: State, event: HistoryEvent, told: Payload) -> None:
    kept = ("person", "deputy", "role", "institution", "starts_on", "until")
    state.delegations[told["number"]] = {name: told[name] for name in kept} | {
        "reason": told["texts"]["reason"], "revoked": None, **stated(event, told),
    }  # fmt: skip


@follows("end_delegation")
def _handed_back(state: State, event: HistoryEvent, told: Payload) -> None:
    state.delegations[told["number"]]["revoked"] = event.occurred_on
