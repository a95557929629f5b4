"""Disputes, rebuilt from their events."""

from __future__ import annotations

from srf_policy.domain import HistoryEvent

from .state import Payload, State, follows, stated, written


@follows("open_dispute")
def _opened(state: State, event: HistoryEvent, told: Payload) -> None:
    state.disputes[told["number"]] = {
        "provision": told["provision"], "question": told["texts"]["question"], "meetings": [],
        "referred": None, "decided": None,
        "alternatives": {a["number"]: dict(a) for a in told["alternatives"]},
        **stated(event, told),
    }  # fmt: skip
    state.versions[f"dispute:{told['number']}"] = 1


@follows("add_alternative")
def _added(state: State, _event: HistoryEvent, told: Payload) -> None:
    one = told["alternative"]
    state.disputes[told["number"]]["alternatives"][one["number"]] = dict(one)
    written(state, f"dispute:{told['number']}")


@follows("hold_alternative")
def _held(state: State, _event: HistoryEvent, told: Payload) -> None:
    for number, one in state.disputes[told["number"]]["alternatives"].items():
        others = [code for code in one["holders"] if code != told["institution"]]
        more = [told["institution"]] if number == told["alternative"] else []
        one["holders"] = sorted([*others, *more])
    written(state, f"dispute:{told['number']}")


@follows("hold_meeting_on")
def _met(state: State, _event: HistoryEvent, told: Payload) -> None:
    state.disputes[told["number"]]["meetings"].append(str(told["meeting"]))
    written(state, f"dispute:{told['number']}")


@follows("refer_dispute")
def _referred(state: State, event: HistoryEvent, told: Payload) -> None:
    state.disputes[told["number"]]["referred"] = (told["body"], event.occurred_on)
    written(state, f"dispute:{told['number']}")


@follows("decide_dispute")
def _decided(state: State, event: HistoryEvent, told: Payload) -> None:
    state.disputes[told["number"]]["decided"] = (
        told["texts"]["decision"], told["chosen"], event.occurred_on,
    )  # fmt: skip
    written(state, f"dispute:{told['number']}")
