"""The rows of the working draft: their words, their places, and what may stand where."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count as count_up
from typing import Any

from sqlalchemy import select

from srf_policy.domain import Provision, Text, WorkingProvision, WorkingText
from srf_policy.domain.errors import NotFound, refused
from srf_policy.domain.texts import ACTION_FIELDS, FIGURE_FIELDS, KINDS
from srf_policy.domain.wording import PROVISION_ID, mark
from srf_policy.languages.messages import msg
from srf_policy.languages.tags import normalise

from .plain_fields import first_day, plain
from .words import keep, words
from .work import Work

Fields = Mapping[str, Mapping[str, str]]
_FIELDS = frozenset({"heading", "about", *ACTION_FIELDS, *FIGURE_FIELDS})
_ALONE = frozenset({"footnote", "cell", "action", "figure", "table", "row"})
"""Kinds below which an expert puts nothing; rows and cells come with their table."""


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
        self.codes = {p.id: p.code for p in self.provisions.values()}
        self.rows = {
            self.codes[r.provision_id]: r
            for r in work.session.scalars(
                select(WorkingProvision).where(WorkingProvision.engagement_id == engagement_id)
            )
        }
        self.texts = {
            (self.codes[t.provision_id], t.field, t.language): t
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

    def change(self, change: Mapping[str, Any]) -> dict[str, Any]:
        code = change["change"]
        row = self.find(code)
        self.work.expect(row.version, f"provision:{code}")
        hashes = self.set_fields(row, change["fields"])
        self.require_sense(row)
        return {"id": code, "fields": hashes, "changed": bool(hashes)}

    def insert(self, change: Mapping[str, Any]) -> dict[str, Any]:
        new = change["insert"]
        kind = new["kind"]
        if kind not in KINDS or kind in ("row", "cell"):
            raise refused("refused.unknown_kind", "kind", kind=kind)
        code = new.get("id") or self.free_id(kind)
        parent, after = self._where(change, kind)
        row = self.add(code, kind, parent, after, new.get("about"))
        hashes = self.set_fields(row, new["fields"])
        self.require_sense(row)
        return {
            "id": code, "kind": kind, "parent": parent, "position": row.position,
            "about": new.get("about"), "fields": hashes, "changed": True,
        }  # fmt: skip

    def add(
        self, code: str, kind: str, parent: str | None, after: str | None, about: str | None = None
    ) -> WorkingProvision:
        """A new provision in its place, without words yet."""
        if not PROVISION_ID.fullmatch(code) or code == "plan":
            raise refused("refused.bad_provision_id", "id", provision=code)
        if code in self.provisions:
            raise refused("refused.provision_known", "id", provision=code)
        if kind == "action" and about not in self.rows:
            raise refused("refused.action_without_provision", "about", provision=about or "")
        provision = self.new_provision(code, kind, about)
        above = self._parent(parent, code, kind)
        row = WorkingProvision(
            engagement_id=self.work.engagement.id, provision_id=provision.id, kind=kind,
            parent_id=above.id if above else None, position=0, version=1,
        )  # fmt: skip
        self.work.session.add(row)
        self.rows[code] = row
        self.place(row, after)
        return row

    def free_id(self, kind: str) -> str:
        """An id that no provision has ever had."""
        return next(f"{kind}-{n}" for n in count_up(1) if f"{kind}-{n}" not in self.provisions)

    def new_provision(self, code: str, kind: str, about: str | None) -> Provision:
        engagement = self.work.engagement
        provision = Provision(
            engagement_id=engagement.id, code=code, mark=mark(engagement.code, code), kind=kind,
            about=about,
        )  # fmt: skip
        self.work.session.add(provision)
        self.work.session.flush()
        self.provisions[code] = provision
        self.codes[provision.id] = code
        return provision

    def remove(self, code: str) -> list[str]:
        """Take a provision out with all below it; gives the ids of what went with it."""
        left = self.siblings(self.rows[code])
        gone = [code, *self.below(code)]
        going = set(gone)
        for key in [k for k in self.texts if k[0] in going]:
            self.work.session.delete(self.texts.pop(key))
        # Children first: their parents are referred to.
        for one in reversed(gone):
            self.work.session.delete(self.rows.pop(one))
        count(left)
        self.work.session.flush()
        return gone[1:]

    def below(self, code: str) -> list[str]:
        """All that stands below a provision, parents before their children."""
        children: dict[int | None, list[str]] = {}
        for other, row in self.rows.items():
            children.setdefault(row.parent_id, []).append(other)
        found, waiting = [], [code]
        while waiting:
            below = children.get(self.provisions[waiting.pop()].id, [])
            found += below
            waiting += below
        return found

    def move(self, change: Mapping[str, Any]) -> dict[str, Any]:
        code = change["move"]
        row = self.find(code)
        self.work.expect(row.version, f"provision:{code}")
        code_above, after = self._where(change, row.kind, row)
        parent = self._parent(code_above, code, row.kind)
        count(self.siblings(row))
        row.parent_id = parent.id if parent else None
        row.version += 1
        self.place(row, after)
        return {"id": code, "parent": code_above, "position": row.position, "changed": True}

    def _where(
        self, change: Mapping[str, Any], kind: str, moved: WorkingProvision | None = None
    ) -> tuple[str | None, str | None]:
        """The parent and the sibling before, however the place is told."""
        for way in ("before", "behind", "inside"):
            if change.get(way):
                return self._told(way, change[way], kind, moved)
        return change.get("parent"), change.get("after")

    def _told(
        self, way: str, code: str, kind: str, moved: WorkingProvision | None
    ) -> tuple[str | None, str | None]:
        there = self.find(code)
        above = self.provisions[code].id if way == "inside" else there.parent_id
        line = sorted(
            (r for r in self.rows.values() if r.parent_id == above and r is not moved
             and (r.kind == "action") == (kind == "action")),
            key=lambda r: r.position,
        )  # fmt: skip
        codes = [self.codes[r.provision_id] for r in line]
        parent = self.codes[above] if above else None
        if way == "inside":
            return parent, codes[-1] if codes else None
        if code not in codes:
            raise refused("refused.after_elsewhere", "where", provision=code)
        place = codes.index(code) + (way == "behind")
        return parent, codes[place - 1] if place else None

    def _parent(self, code: str | None, child: str, kind: str) -> Provision | None:
        if kind in ("row", "cell"):
            raise refused("refused.table_as_a_whole", "parent")
        if code is None:
            if kind == "footnote":
                raise refused("refused.footnote_alone", "parent")
            return None
        above = self.find(code)
        if code == child or code in self.below(child):
            raise refused("refused.circular_move", "parent", provision=child, parent=code)
        if above.kind in _ALONE or kind == "action":
            raise refused("refused.nothing_inside", "parent", kind=msg(f"kind_of.{above.kind}"))
        return self.provisions[code]

    def place(self, row: WorkingProvision, after: str | None) -> None:
        """Put the row behind `after` among its siblings (first without it); positions count from 1."""
        siblings = self.siblings(row)
        place = 0
        if after is not None:
            place = next(
                (n for n, r in enumerate(siblings, 1) if self.codes[r.provision_id] == after), -1
            )
            if place < 0:
                raise refused("refused.after_elsewhere", "after", provision=after)
        siblings.insert(place, row)
        count(siblings)

    def siblings(self, row: WorkingProvision) -> list[WorkingProvision]:
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

    def words(self, code: str, name: str, tag: str | None = None) -> str:
        """The words of a field as they stand now, "" for none; in the source language without tag."""
        held = self.texts.get((code, name, tag or self.work.engagement.source_language))
        if held is None:
            return ""
        kept = self.work.session.get_one(Text, (self.work.engagement.id, held.sha256))
        return kept.words

    def require_sense(self, row: WorkingProvision) -> None:
        """A figure says what it shows to who cannot see it; a line ends after it begins."""
        code = self.codes[row.provision_id]
        if row.kind == "figure" and not self.words(code, "alt"):
            raise refused("refused.figure_without_alt", "alt")
        if row.kind == "action":
            start, end = self.words(code, "start"), self.words(code, "end")
            if start and end and first_day(end) < first_day(start):
                raise refused("refused.line_ends_before_start", "end")

    def _set(self, row: WorkingProvision, name: str, tag: str, value: str) -> str | None:
        known = normalise(tag)
        if known is None or known not in self.work.engagement.languages:
            raise refused("refused.unknown_language", "language", tag=tag)
        code = self.codes[row.provision_id]
        engagement = self.work.engagement
        text = words(str(value), name)
        if row.kind == "action":
            text = plain(name, text)
        if name == "about" and text not in self.rows:
            raise refused("refused.action_without_provision", "about", provision=text)
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


def count(siblings: list[WorkingProvision]) -> None:
    """Positions from 1 in this order."""
    for position, row in enumerate(siblings, 1):
        row.position = position
