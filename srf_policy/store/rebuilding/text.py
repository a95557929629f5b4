"""The working draft and its revisions, rebuilt from the events of the text."""

from __future__ import annotations

from srf_policy.domain import HistoryEvent

from . import causes
from .records import kept_file
from .state import Payload, State, follows, stated, written


@follows("change_text")
def _text(state: State, event: HistoryEvent, told: Payload) -> None:
    for change in told["changes"]:
        kept_file(state, event, change.get("file"))
        _CHANGES[change["action"]](state, change)
    causes.keep(state, event, told)


def _changed(state: State, change: Payload) -> None:
    _set(state, change["id"], change["fields"])


def _set(state: State, code: str, fields: Payload) -> None:
    """All fields in one go, as a form does it."""
    _write(state.working[code], fields)
    written(state, _thing(code), bool(fields))


def _thing(code: str) -> str:
    return f"provision:{code}"


def _gone(state: State, code: str) -> None:
    del state.working[code]
    state.versions.pop(_thing(code), None)


def _write(row: Payload, fields: Payload) -> None:
    for name, languages in fields.items():
        row["fields"].setdefault(name, {}).update(languages)


def _inserted(state: State, change: Payload) -> None:
    row = {"kind": change["kind"], "about": change["about"], "fields": {}}
    _put(state, change["id"], row, change)
    state.versions[_thing(change["id"])] = 1
    _set(state, change["id"], change["fields"])
    _laid(state, change)


def _laid(state: State, change: Payload) -> None:
    """The rows and cells of a table as the event tells them; an empty list says that they stay."""
    if not change.get("rows"):
        return
    for below in _all_below(state, change["id"]):
        if below not in {c for r in change["rows"] for c in (r["id"], *(n for n, _ in r["cells"]))}:
            _gone(state, below)
    for place, told in enumerate(change["rows"], 1):
        _at(state, told["id"], "row", change["id"], place)
        for n, (cell, sha) in enumerate(told["cells"], 1):
            row, tag = _at(state, cell, "cell", told["id"], n), state.engagement["languages"][0]
            held = row["fields"].setdefault("words", {})
            written(state, _thing(cell), held.get(tag, sha) != sha)
            held[tag] = sha


def _at(state: State, code: str, kind: str, parent: str, position: int) -> Payload:
    row: Payload = state.working.setdefault(code, {"kind": kind, "about": None, "fields": {}})
    row |= {"parent": parent, "position": position}
    state.versions.setdefault(_thing(code), 1)
    return row


def _all_below(state: State, code: str) -> list[str]:
    children = [c for c, row in state.working.items() if row["parent"] == code]
    return [one for child in children for one in (child, *_all_below(state, child))]


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


def _gone_from_line(state: State, code: str) -> None:
    _take_out(state, code)
    state.versions.pop(_thing(code), None)


def _siblings(state: State, row: Payload) -> list[Payload]:
    return [
        other for other in state.working.values()
        if other["parent"] == row["parent"]
        and (other["kind"] == "action") == (row["kind"] == "action")
    ]  # fmt: skip


def _deleted(state: State, change: Payload) -> None:
    _gone_from_line(state, change["id"])
    for below in change["with"]:
        _gone(state, below)
    _rewritten(state, change)


def _rewritten(state: State, change: Payload) -> None:
    for code, fields in change["rewritten"].items():
        _write(state.working[code], fields)
        written(state, _thing(code), sum(len(languages) for languages in fields.values()))


def _split(state: State, change: Payload) -> None:
    _set(state, change["id"], change["fields"])
    second: Payload = {"kind": change["kind"], "about": None, "fields": {}}
    _put(state, change["into"], second, change)
    state.versions[_thing(change["into"])] = 1
    _set(state, change["into"], change["written"])
    _handed(state, change["id"], change["into"], change["children"])


def _merged(state: State, change: Payload) -> None:
    _write(state.working[change["id"]], change["fields"])
    _handed(state, change["merged"], change["id"], change["children"])
    _gone_from_line(state, change["merged"])
    state.versions.pop(_thing(change["id"]), None)
    if "version" in change:
        # Events of the first release do not tell how often a merge wrote the first of the two.
        state.versions[_thing(change["id"])] = change["version"]
    _rewritten(state, change)


def _handed(state: State, old: str, new: str, children: list[str]) -> None:
    there = [c for c, row in state.working.items() if row["parent"] == new]
    left = [c for c, r in state.working.items() if r["parent"] == old and c not in children]
    for line in (there, left):
        line.sort(key=lambda code: state.working[code]["position"])
    for parent, line in ((new, [*there, *children]), (old, left)):
        for place, code in enumerate(line, 1):
            state.working[code] |= {"parent": parent, "position": place}


def _table(state: State, change: Payload) -> None:
    _changed(state, change)
    _laid(state, change)
    written(state, _thing(change["id"]), bool(change.get("rows")))


def _moved_text(state: State, change: Payload) -> None:
    _put(state, change["id"], _take_out(state, change["id"]), change)
    written(state, _thing(change["id"]))


_CHANGES = {
    "change": _changed, "insert": _inserted, "delete": _deleted, "move": _moved_text,
    "split": _split, "merge": _merged, "table": _table,
}  # fmt: skip


@follows("translate")
def _translated(state: State, _event: HistoryEvent, told: Payload) -> None:
    _set(state, told["provision"], told["fields"])


@follows("set_numbering")
def _numbered(state: State, _event: HistoryEvent, told: Payload) -> None:
    held = {"scheme": told["scheme"], "languages": told["languages"]}
    plain = {"scheme": "decimal", "languages": {}}
    state.engagement["numbering"] = {} if held == plain else held


@follows("publish_revision")
def _published(state: State, event: HistoryEvent, told: Payload) -> None:
    language = told["language"]
    causes.publish(state, told["number"])
    state.revisions[told["number"]] = {
        "label": told["label"], "note": told["texts"]["note"], "sha256": told["sha256"],
        "numbering": told.get("numbering", {}), "numbers": told.get("numbers"),
        "language": language, "provisions": told["provisions"],
        "text": {
            code: {
                "kind": row["kind"], "parent": row["parent"], "position": row["position"],
                "fields": {f: t[language] for f, t in row["fields"].items() if language in t},
            }
            for code, row in state.working.items()
        },
        **stated(event, told),
    }  # fmt: skip
