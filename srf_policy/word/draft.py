"""The policy draft as a Word file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from markupsafe import Markup

from .anchors import name_of
from .body import Entry
from .images import drawing
from .manifest import Parts, add_part, add_picture
from .model import Picture, Provision, WordFile, Words
from .notes import PART, RELATION, TYPE, Note, write_notes
from .pieces import BOLD, Paragraph, layout_of, plain, spanned
from .scripts import clean
from .tables import Table, acronym_table, plan_table, sum_table, text_table
from .template import Template
from .writing import AFTER_TABLE, Writing, paragraphs, write_word

_BATCH = 100
"""Paragraphs joined at a time, some 60 KB: for larger pieces the system is asked for memory each time."""


def write_draft(template: bytes, file: WordFile) -> bytes:
    """The finished .docx; see `write_word`."""
    return write_word(template, file, DraftWriting)


class DraftWriting(Writing):
    """Contents, provisions, action plan and acronyms."""

    kind = "draft"

    def __init__(self, template: Template, file: WordFile) -> None:
        super().__init__(template, file)
        self.pictures: list[Picture] = []
        self._drawn = 0

    def blocks(self) -> Mapping[str, Callable[[], Iterable[bytes]]]:
        return {
            "contents": lambda: self.contents(self._headings),
            "body": lambda: self._provisions,
            "action_plan": self._action_plan,
            "acronyms": self._acronyms,
        }

    @cached_property
    def _provisions(self) -> list[bytes]:
        """Made before the contents, which stand first and list what is in here."""
        chunks: list[bytes] = []
        waiting: list[Paragraph | str] = []
        line_of = self.body.line
        for provision in self.file.provisions:
            line = line_of(provision)
            if line is None:
                waiting += self.parts(provision)
            else:
                waiting.append(line)
            if provision.rows or len(waiting) >= _BATCH:
                chunks.append(paragraphs(waiting))
                waiting = []
            if provision.rows:
                chunks += [self.table(self.grid(provision)), AFTER_TABLE]
        return [*chunks, paragraphs(waiting)] if waiting else chunks

    def parts(self, provision: Provision) -> list[Paragraph]:
        """The provision's paragraphs, those of a table before its rows."""
        made = list(self.body.paragraphs(provision))
        return [*made, self._figure(provision)] if provision.kind == "figure" else made

    def grid(self, provision: Provision) -> Table:
        """The rows of a table of the text."""
        width = self.template.blocks["body"].text_width
        return text_table(provision, width, self.styles, self.anchors, self.look)

    def _figure(self, provision: Provision) -> Paragraph:
        """The picture with its alternative text, or the text where there is no picture."""
        alt = provision.alt or Words((), self.file.language)
        layout = layout_of(alt, self.file.language)
        if provision.picture is None:
            pieces = spanned(
                alt, name_of(provision.mark, "alt"), provision.id, self.anchors, self.look
            )
            return Paragraph(self.styles["srf note"], layout, pieces)
        if provision.picture not in self.pictures:
            self.pictures.append(provision.picture)
        relation = f"rIdSrfImage{self.pictures.index(provision.picture) + 1}"
        number = self._drawn = self._drawn + 1
        width = self.template.blocks["body"].text_width
        shown = drawing(
            provision.picture, relation, number, provision.caption, clean(alt.text), width
        )
        key = f"{relation} {provision.caption} {alt.text}"
        return Paragraph(self.styles["srf text"], Markup(), [("xml", Markup(shown), key)])

    def add_parts(self, parts: Parts) -> None:
        """Footnotes and pictures, which stand outside the document's own part."""
        notes = self.notes()
        if notes:
            parts[PART] = write_notes(parts.get(PART), notes)
            add_part(parts, PART, RELATION, TYPE)
        for number, picture in enumerate(self.pictures, 1):
            add_picture(parts, f"rIdSrfImage{number}", number, picture)

    def _headings(self) -> list[Entry]:
        """Known once the provisions are made, unless there are none."""
        return self.body.entries if self._provisions else []

    def notes(self) -> list[Note]:
        """Every footnote with its id in the file."""
        if not self.anchors.notes:
            return []
        kept = [p for p in self.file.provisions if p.kind == "footnote"]
        return [(self.anchors.notes[p.mark], self.body.note(p)) for p in kept]

    def _action_plan(self) -> Iterator[bytes]:
        for part in self.plan_parts():
            yield self.table(part) if isinstance(part, Table) else paragraphs([part])

    def plan_parts(self) -> Iterator[Paragraph | Table]:
        """The lines and what they cost, or the sentence that there are none."""
        plan = self.file.plan
        if plan is None or not plan.lines:
            words = plain(self.file.labels.no_plan, self.file.language)
            yield Paragraph(self.styles["srf text"], Markup(), words)
            return
        width = self.template.blocks["action_plan"].text_width
        yield plan_table(plan, width, self.styles, self.anchors, self.look)
        for sums in plan.sums:
            layout = Markup('<w:keepNext/><w:spacing w:before="240"/>')
            pieces = plain(sums.caption, self.file.language, BOLD)
            yield Paragraph(self.styles["srf text"], layout, pieces)
            yield sum_table(sums, width * 2 // 3, self.styles, self.look)

    def _acronyms(self) -> Iterator[bytes]:
        if not self.file.acronyms:
            yield self.sentence(self.file.labels.no_acronyms)
            return
        width = self.template.blocks["acronyms"].text_width
        yield self.table(acronym_table(self.file, width, self.styles, self.look))
