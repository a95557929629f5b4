"""The rows of the working draft, and the four things that can be done to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from srf_policy.domain import Provision, WorkingProvision, WorkingText
from srf_policy.domain.errors import NotFound, refused
from srf_policy.domain.texts import ACTION_FIELDS, KINDS
from srf_policy.domain.wording import PROVISION_ID, mark
from srf_policy.languages.tags import normalise

from .words import keep, words
from .work import Work

Fields = Mapping[str, Mapping[str, str]]
_FIELDS = frozenset({"heading", *ACTION_FIELDS})


class WorkingDraft:
    """The rows of the working draft, loaded once for all changes of one press."""

    def __init__(self, work: Work) -> None:
        self.work = work
        engagement_id = work.engagement.id
        self.provisions = {
            p.code: p
            for p in work.session.scalars(
                select(Provision).where(Provision.engagement_id == engagement_id)
            )
        }
        self._codes = {p.id: p.code for p in self.provisions.values()}
        self.rows = {
            self._codes[r.provision_id]: r
            for r in work.session.scalars(
                select(WorkingProvision).where(WorkingProvision.engagement_id == engagement_id)
            )
        }
        self.texts = {
            (self._codes[t.provision_id], t.field, t.language): t
            for t in work.session.scalars(
                select(WorkingText).where(WorkingText.engagement_id == engagement_id)
            )
        }

    def find(self, code: str) -> WorkingProvision:
        """The provision where it stands in the draft; NotFound when it does not."""
        row = self.rows.get(code)
        if row is None:
            raise NotFound
        return row

    def carry_out(self, change: Mapping[str, Any]) -> dict[str, Any]:
        """Do one change and give what the event says of it."""
        for action, do in (
            ("change", self._change), ("insert", self._insert),
            ("delete", self._delete), ("move", self._move),
        ):  # fmt: skip
            if action in change:
                return {"action": action, **do(change)}
        raise refused("refused.unknown_change")

    def _change(self, change: Mapping[str, Any]) -> dict[str, Any]:
        code = change["change"]
        row = self.find(code)
        self.work.expect(row.version, f"provision:{code}")
        hashes = self.set_fields(row, change["fields"])
        return {"id": code, "fields": hashes, "changed": bool(hashes)}

    def _insert(self, change: Mapping[str, Any]) -> dict[str, Any]:
        new = change["insert"]
        code, kind = new["id"], new["kind"]
        if not PROVISION_ID.fullmatch(code):
            raise refused("refused.bad_provision_id", "id", provision=code)
        if code in self.provisions:
            raise refused("refused.provision_known", "id", provision=code)
        if kind not in KINDS:
            raise refused("refused.unknown_kind", "kind", kind=kind)
        provision = self._new_provision(code, kind, new.get("about"))
        parent = self._parent(change.get("parent"), code)
        row = WorkingProvision(
            engagement_id=self.work.engagement.id, provision_id=provision.id, kind=kind,
            parent_id=parent.id if parent else None, position=0, version=1,
        )  # fmt: skip
        self.work.session.add(row)
        self.rows[code] = row
        self._place(row, change.get("after"))
        hashes = self.set_fields(row, new["fields"])
        return {
            "id": code, "kind": kind, "parent": change.get("parent"), "position": row.position,
            "about": new.get("about"), "fields": hashes, "changed": True,
        }  # fmt: skip

    def _new_provision(self, code: str, kind: str, about: str | None) -> Provision:
        if kind == "action" and about not in self.rows:
            raise refused("refused.action_without_provision", "about", provision=about or "")
        engagement = self.work.engagement
        provision = Provision(
            engagement_id=engagement.id, code=code, mark=mark(engagement.code, code), kind=kind,
            about=about,
        )  # fmt: skip
        self.work.session.add(provision)
        self.work.session.flush()
        self.provisions[code] = provision
        self._codes[provision.id] = code
        return provision

    def _delete(self, change: Mapping[str, Any]) -> dict[str, Any]:
        code = change["delete"]
        row = self.find(code)
        self.work.expect(row.version, f"provision:{code}")
        left = self._siblings(row)
        gone = [code, *self._below(code)]
        for one in gone:
            for key in [k for k in self.texts if k[0] == one]:
                self.work.session.delete(self.texts.pop(key))
        # Children first: their parents are referred to.
        for one in reversed(gone):
            self.work.session.delete(self.rows.pop(one))
        _count(left)
        self.work.session.flush()
        return {"id": code, "with": gone[1:], "changed": True}

    def _below(self, code: str) -> list[str]:
        children = [c for c, r in self.rows.items() if self._codes.get(r.parent_id or 0) == code]
        return [one for child in children for one in (child, *self._below(child))]

    def _move(self, change: Mapping[str, Any]) -> dict[str, Any]:
        code = change["move"]
        row = self.find(code)
        self.work.expect(row.version, f"provision:{code}")
        parent = self._parent(change.get("parent"), code)
        _count(self._siblings(row))
        row.parent_id = parent.id if parent else None
        row.version += 1
        self._place(row, change.get("after"))
        return {
            "id": code, "parent": change.get("parent"), "position": row.position, "changed": True,
        }  # fmt: skip

    def _parent(self, code: str | None, child: str) -> Provision | None:
        if code is None:
            return None
        self.find(code)
        if code == child or code in self._below(child):
            raise refused("refused.circular_move", "parent", provision=child, parent=code)
        return self.provisions[code]

    def _place(self, row: WorkingProvision, after: str | None) -> None:
        """Put the row behind `after` among its siblings (first without it); positions count from 1."""
        siblings = self._siblings(row)
        place = 0
        if after is not None:
            place = next(
                (n for n, r in enumerate(siblings, 1) if self._codes[r.provision_id] == after), -1
            )
            if place < 0:
                raise refused("refused.after_elsewhere", "after", provision=after)
        siblings.insert(place, row)
        _count(siblings)

    def _siblings(self, row: WorkingProvision) -> list[WorkingProvision]:
        """The others under the same parent, in order; action lines are counted by themselves."""
        found = [
            r for r in self.rows.values()
            if r.parent_id == row.parent_id and r is not row
            and (r.kind == "action") == (row.kind == "action")
        ]  # fmt: skip
        return sorted(found, key=lambda r: r.position)

    def set_fields(self, row: WorkingProvision, fields: Fields) -> dict[str, dict[str, str]]:
        """Write the words of a provision, source language first; gives the hashes that changed."""
        source = self.work.engagement.source_language
        changed: dict[str, dict[str, str]] = {}
        for name, languages in fields.items():
            if name not in _FIELDS:
                raise refused("refused.unknown_field", name, name=name)
            for tag in sorted(languages, key=lambda t: t != source):
                sha = self._set(row, name, tag, languages[tag])
                if sha is not None:
                    changed.setdefault(name, {})[tag] = sha
        if changed:
            row.version += 1
        return changed

    def _set(self, row: WorkingProvision, name: str, tag: str, value: str) -> str | None:
        known = normalise(tag)
        if known is None or known not in self.work.engagement.languages:
            raise refused("refused.unknown_language", "language", tag=tag)
        code = self._codes[row.provision_id]
        engagement = self.work.engagement
        text = words(str(value), name)
        sha = keep(self.work.session, engagement.id, text)
        source = self.texts.get((code, name, engagement.source_language))
        follows = source.sha256 if known != engagement.source_language and source else ""
        held = self.texts.get((code, name, known))
        if held is None:
            held = WorkingText(
                engagement_id=engagement.id, provision_id=row.provision_id, field=name,
                language=known, sha256=sha, follows=follows,
            )  # fmt: skip
            self.work.session.add(held)
            self.texts[code, name, known] = held
            return sha
        if (held.sha256, held.follows) == (sha, follows):
            return None
        held.sha256, held.follows = sha, follows
        return sha


def _count(siblings: list[WorkingProvision]) -> None:
    for position, row in enumerate(siblings, 1):
        row.position = position
