"""Writing the text: the working draft between two revisions, one event for each press."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from srf_policy.domain import Change, Provision
from srf_policy.domain.errors import refused
from srf_policy.domain.wording import text_hash
from srf_policy.languages.tags import normalise

from . import find
from .referring import require_standing, require_unreferred
from .restructuring import carry_out
from .runner import verb
from .translations import append_translations
from .words import words
from .work import Work
from .working_draft import WorkingDraft

CAUSES = ("none", "comment", "minutes", "letter", "note")


@verb()
def change_text(
    work: Work,
    *,
    changes: Sequence[Mapping[str, Any]],
    cause_kind: str = "none",
    cause: str = "",
    editorial: bool = False,
) -> dict[str, Any]:
    """Change the working draft: all changes or none.

    A change is one of `{"change": id, "fields": …}`, `{"insert": {"id", "kind", "fields",
    "about", "rows"}, "parent", "after"}`, `{"delete": id, "references": "words"}`, `{"move": id,
    "parent", "after"}`, `{"split": id, "sentences": n}`, `{"merge": id}` with its next sibling,
    `{"table": id, "rows": …}`; `fields` is field -> language -> words, `rows` are lists of words
    in the source language, `image` beside `fields` is the kept file of a figure; an insertion
    without `id` is given one; `before`, `behind` and `inside` name a provision instead of
    `parent` and `after`. Where the stage allows editorial changes only, the press must be
    declared editorial with a note. `expected` is the version of the one provision shown.
    """
    _require_editing(work, editorial, cause_kind, cause)
    why = _cause(work, cause_kind, cause)
    draft = WorkingDraft(work)
    done = [carry_out(draft, change) for change in changes]
    require_unreferred(draft, {c for d in done for c in _gone(d)})
    require_standing(draft, {code for code, _ in _touched(done)})
    if not any(d["changed"] for d in done):
        raise refused("refused.nothing_changed", "words")
    for code, action in _touched(done):
        _keep_cause(work, draft.provisions[code], action, cause_kind, why, editorial)
    subject = f"provision:{done[0]['id']}" if len(done) == 1 else "draft"
    work.record(
        subject, changes=done, cause_kind=cause_kind, editorial=editorial,
        cause="" if cause_kind == "note" else why,
        texts={"note": text_hash(why) if cause_kind == "note" else None},
        count=len(done), provision=done[0]["id"],
    )  # fmt: skip
    return {"provisions": [record["id"] for record in done]}


def _require_editing(work: Work, editorial: bool, cause_kind: str, cause: str) -> None:
    if editorial and work.may("edit_editorial"):
        if cause_kind == "none" or not cause.strip():
            raise refused("refused.editorial_without_reason", "cause")
        return
    if not work.may("edit") and work.may("edit_editorial"):
        raise refused("refused.editorial_only", "editorial")
    work.require("edit")


def _gone(record: Mapping[str, Any]) -> list[str]:
    return [record["id"], *record["with"]] if record["action"] == "delete" else []


def _touched(done: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Every provision that a press changed, with what was done to it."""
    for record in done:
        yield record["id"], record["action"]
        for other in ("into", "merged"):
            if other in record:
                yield record[other], record["action"]
        for code in record.get("rewritten", ()):
            yield code, "change"


def _keep_cause(
    work: Work, provision: Provision, action: str, kind: str, cause: str, editorial: bool
) -> None:
    work.session.add(
        Change(
            engagement_id=work.engagement.id,
            provision_id=provision.id,
            action=action,
            cause_kind=kind,
            cause=cause,
            editorial=editorial,
            made_by=work.actor.number,
            occurred_on=work.occurred_on,
            seq=work.next_seq,
            illustrative=work.illustrative,
        )
    )


def _cause(work: Work, kind: str, cause: str) -> str:
    """The cause as it is kept: the number or short name of a record that is there, or a note."""
    text = words(cause, "cause", limit=2000)
    if kind in ("none", "note"):
        return text if kind == "note" else ""
    if kind not in CAUSES or not _is_on_record(work, kind, text):
        raise refused("refused.unknown_cause", "cause")
    return text


def _is_on_record(work: Work, kind: str, name: str) -> bool:
    if kind == "letter":
        return find.paper(work, name, "cause") is not None
    if not (name.isascii() and name.isdecimal()):
        return False
    if kind == "minutes":
        return find.meeting(work, int(name)) is not None
    # What an institution has not sent does not exist for the Facility.
    return find.comment(work, int(name)).layer == "engagement"


@verb("translate")
def translate(
    work: Work, *, provision: str, language: str, fields: Mapping[str, str]
) -> dict[str, Any]:
    """Give one provision's fields in another language; the newest revision gets them too where its
    source text is the one that was translated."""
    tag = normalise(language)
    if tag not in work.engagement.languages or tag == work.engagement.source_language:
        raise refused("refused.unknown_language", "language", tag=language)
    draft = WorkingDraft(work)
    row = draft.find(provision)
    work.expect(row.version, f"provision:{provision}")
    hashes = draft.set_fields(row, {f: {tag: w} for f, w in fields.items()})
    if not hashes:
        raise refused("refused.nothing_changed", "words")
    append_translations(work, [draft.texts[provision, name, tag] for name in hashes])
    work.record(f"provision:{provision}", provision=provision, language=tag, fields=hashes)
    return {"provision": provision}
