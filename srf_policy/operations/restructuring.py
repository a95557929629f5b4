"""What can be done to the working draft: each change by its name, with what the event says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from srf_policy.domain import StoredFile, WorkingProvision
from srf_policy.domain.errors import refused
from srf_policy.domain.wording import references, sentences

from .attaching import Attachment, attach
from .attaching import told as attached
from .referring import readdress, turn_into_words
from .tables import insert_table, set_table
from .working_draft import WorkingDraft, count

PICTURES = ("image/png", "image/jpeg")
Change = Mapping[str, Any]
Record = dict[str, Any]


def carry_out(draft: WorkingDraft, change: Change) -> Record:
    """Do one change and give what the event says of it."""
    for action, do in _ACTIONS.items():
        if action in change:
            return {"action": action, **do(draft, change)}
    raise refused("refused.unknown_change")


def _change(draft: WorkingDraft, change: Change) -> Record:
    picture = attach(draft.work, _picture(change), restricted=False)
    record = draft.change(_with_picture(draft, change, picture))
    return record | ({"file": attached(picture)} if picture else {})


def _picture(change: Change) -> Attachment | None:
    """The file of a figure, which the web has looked at."""
    image: Attachment | None = change.get("image")
    if image is not None and image["media_type"] not in PICTURES:
        raise refused("refused.not_a_picture", "image", file=image["name"])
    return image


def _with_picture(draft: WorkingDraft, told: Change, picture: StoredFile | None) -> Change:
    if picture is None:
        return told
    image = {"image": {draft.work.engagement.source_language: picture.sha256}}
    return {**told, "fields": {**told["fields"], **image}}


def _insert(draft: WorkingDraft, change: Change) -> Record:
    picture = attach(draft.work, _picture(change["insert"]), restricted=False)
    record = draft.insert({**change, "insert": _with_picture(draft, change["insert"], picture)})
    record |= {"file": attached(picture)} if picture else {}
    if record["kind"] == "table":
        record |= insert_table(draft, record["id"], change["insert"].get("rows", ()))
    return record


def _delete(draft: WorkingDraft, change: Change) -> Record:
    """Take a provision out; with `references: words` its name stands where it was referred to."""
    code = change["delete"]
    row = draft.find(code)
    draft.work.expect(row.version, f"provision:{code}")
    if row.kind in ("row", "cell"):
        raise refused("refused.table_as_a_whole")
    gone = {code, *draft.below(code)}
    in_words = change.get("references") == "words"
    rewritten = turn_into_words(draft, gone) if in_words else {}
    return {"id": code, "with": draft.remove(code), "rewritten": rewritten, "changed": True}


def _split(draft: WorkingDraft, change: Change) -> Record:
    """The first sentences stay; the rest becomes a new provision behind it.

    What stands below goes with the second half, so that the reading order stays; footnotes that
    the first half names stay with it.
    """
    code = change["split"]
    row = draft.find(code)
    draft.work.expect(row.version, f"provision:{code}")
    if row.kind in ("row", "cell", "action", "table", "figure"):
        raise refused("refused.not_split")
    cut = sentences(draft.words(code, "words"))
    place = int(change["sentences"])
    if not 0 < place < len(cut):
        raise refused("refused.split_nowhere", "sentences")
    tag = draft.work.engagement.source_language
    first, second = " ".join(cut[:place]), " ".join(cut[place:])
    new = draft.add(draft.free_id(row.kind), row.kind, _parent(draft, row), code)
    fields = draft.set_fields(row, {"words": {tag: first}})
    written = draft.set_fields(new, {"words": {tag: second}})
    into = draft.codes[new.provision_id]
    return {
        "id": code, "into": into, "kind": row.kind, "parent": _parent(draft, row),
        "position": new.position, "fields": fields, "written": written,
        "children": _hand_over(draft, row, new, set(references(first))), "changed": True,
    }  # fmt: skip


def _merge(draft: WorkingDraft, change: Change) -> Record:
    """Join a provision with the next of its kind; what named the second now names the first."""
    code = change["merge"]
    row = draft.find(code)
    draft.work.expect(row.version, f"provision:{code}")
    following = next((r for r in draft.siblings(row) if r.position == row.position + 1), None)
    if following is None or following.kind != row.kind or row.kind in ("action", "table", "row",
                                                                       "cell", "figure"):  # fmt: skip
        raise refused("refused.nothing_to_merge")
    second = draft.codes[following.provision_id]
    fields = draft.set_fields(row, _joined(draft, code, second))
    children = _hand_over(draft, following, row, set())
    rewritten = readdress(draft, second, code)
    for name, tags in rewritten.pop(code, {}).items():
        fields.setdefault(name, {}).update(tags)
    draft.remove(second)
    row.version += 1
    return {
        "id": code, "merged": second, "fields": fields, "children": children,
        "rewritten": rewritten, "changed": True, "version": row.version,
    }  # fmt: skip


def _joined(draft: WorkingDraft, first: str, second: str) -> dict[str, dict[str, str]]:
    """Words one after the other, in every language in which both stand."""
    if draft.words(first, "heading") and draft.words(second, "heading"):
        raise refused("refused.two_headings")
    fields: dict[str, dict[str, str]] = {}
    for tag in draft.work.engagement.languages:
        pair = [draft.words(code, "words", tag) for code in (first, second)]
        if all(pair) or (tag == draft.work.engagement.source_language and any(pair)):
            fields.setdefault("words", {})[tag] = " ".join(filter(None, pair))
        heading = draft.words(second, "heading", tag)
        if heading:
            fields.setdefault("heading", {})[tag] = heading
    return fields


def _hand_over(
    draft: WorkingDraft, old: WorkingProvision, new: WorkingProvision, kept: set[str]
) -> list[str]:
    """Put what stands below one provision below another, behind what is there already."""
    rows = sorted(draft.rows.values(), key=lambda r: r.position)
    below = [r for r in rows if r.parent_id == old.provision_id]
    going = [r for r in below if draft.codes[r.provision_id] not in kept]
    there = [r for r in rows if r.parent_id == new.provision_id]
    for row in going:
        row.parent_id = new.provision_id
    count([*there, *going])
    count([r for r in below if r not in going])
    draft.work.session.flush()
    return [draft.codes[r.provision_id] for r in going]


def _parent(draft: WorkingDraft, row: WorkingProvision) -> str | None:
    return draft.codes[row.parent_id] if row.parent_id else None


_ACTIONS: dict[str, Callable[[WorkingDraft, Change], Record]] = {
    "change": _change,
    "insert": _insert,
    "delete": _delete,
    "move": WorkingDraft.move,
    "split": _split,
    "merge": _merge,
    "table": set_table,
}
