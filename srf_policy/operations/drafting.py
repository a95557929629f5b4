"""Writing the text: the working draft between two revisions, one event for each press."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from srf_policy.domain import Change
from srf_policy.domain.errors import refused
from srf_policy.domain.wording import text_hash
from srf_policy.engine.permissions import may
from srf_policy.languages.tags import normalise

from . import find
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
    "about"}, "parent", "after"}`, `{"delete": id}`, `{"move": id, "parent", "after"}`; `fields`
    is field -> language -> words. Where the stage allows editorial changes only, the press must
    be declared editorial with a note. `expected` is the version of the one provision shown.
    """
    _require_editing(work, editorial, cause_kind, cause)
    why = _cause(work, cause_kind, cause)
    draft = WorkingDraft(work)
    done = [draft.carry_out(change) for change in changes]
    if not any(d["changed"] for d in done):
        raise refused("refused.nothing_changed", "words")
    for record in done:
        _keep_cause(work, draft, record, cause_kind, why, editorial)
    subject = f"provision:{done[0]['id']}" if len(done) == 1 else "draft"
    work.record(
        subject, changes=done, cause_kind=cause_kind, editorial=editorial,
        cause="" if cause_kind == "note" else why,
        texts={"note": text_hash(why) if cause_kind == "note" else None},
        count=len(done), provision=done[0]["id"],
    )  # fmt: skip
    return {"provisions": [record["id"] for record in done]}


def _require_editing(work: Work, editorial: bool, cause_kind: str, cause: str) -> None:
    stage, definition = work.engagement.stage, work.definition
    if editorial and may(definition, stage, "edit_editorial", work.roles):
        if cause_kind == "none" or not cause.strip():
            raise refused("refused.editorial_without_reason", "cause")
        return
    only_editorial = may(definition, stage, "edit_editorial", work.roles)
    if only_editorial and not may(definition, stage, "edit", work.roles):
        raise refused("refused.editorial_only", "editorial")
    work.require("edit")


def _keep_cause(
    work: Work,
    draft: WorkingDraft,
    record: Mapping[str, Any],
    kind: str,
    cause: str,
    editorial: bool,
) -> None:
    work.session.add(
        Change(
            engagement_id=work.engagement.id,
            provision_id=draft.provisions[record["id"]].id,
            action=record["action"],
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
