"""The working draft and its revisions, rebuilt from the events of the text."""

from __future__ import annotations

from srf_policy.domain import HistoryEvent
from tests.operations.rebuild_state import Payload, State, follows, stated


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
        **stated(event, told),
    }  # fmt: skip
