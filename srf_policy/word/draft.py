"""The policy draft as a Word file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from markupsafe import Markup

from .anchors import anchors_of, name_of
from .body import Body
from .filling import fill_core, fill_part, fill_text
from .images import drawing
from .macros import macro
from .manifest import Parts, add_manifest, add_part, add_picture
from .model import DraftFile, Picture, Provision, Words
from .notes import PART, RELATION, TYPE, first_free_id, write_notes
from .package import write_package
from .pieces import BOLD, Look, Paragraph, character_style, layout_of, plain, spanned
from .scripts import Run, clean, is_right_to_left, split_runs
from .tables import Table, acronym_table, plan_table, sum_table, text_table
from .template import CORE, Template, open_template

_BATCH = 400
_AFTER_TABLE = (
    b'<w:p><w:pPr><w:spacing w:before="0" w:after="60" w:line="120" w:lineRule="exact"/>'
    b"</w:pPr></w:p>"
)
_SPACER = b'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'


def write_draft(template: bytes, file: DraftFile) -> bytes:
    """The finished .docx. The template must fit the file's language (`derive`); what is wrong with
    it is raised as `TemplateRefused`. The same input gives the same bytes.
    """
    opened = open_template(template, "draft", file.language)
    draft = _Draft(opened, file)
    parts: dict[str, bytes | Iterable[bytes]] = dict(opened.parts)
    for name in opened.texts:
        parts[name] = list(fill_part(opened, name, file, draft.block))
    parts[CORE] = fill_core(opened, file)
    draft.add_parts(parts)
    add_manifest(parts, file, "draft", draft.anchors.manifest)
    return write_package(parts)


class _Draft:
    """The blocks of one file in the making."""

    def __init__(self, template: Template, file: DraftFile) -> None:
        self.template, self.file = template, file
        self.styles = template.styles
        first = template.outline.first_free_bookmark
        self.anchors = anchors_of(file, first, first_free_id(template.parts))
        self.look = Look(
            file.language,
            character_style(self.styles["srf number"]),
            character_style(self.styles["srf reference"]),
            file.labels.not_recorded,
        )
        self.body = Body(self.anchors, self.look, self.styles)
        self.pictures: list[Picture] = []

    def block(self, name: str) -> Iterator[bytes]:
        writers = {
            "contents": self._contents,
            "body": lambda: iter(self._provisions),
            "action_plan": self._action_plan,
            "acronyms": self._acronyms,
        }
        yield from writers[name]()
        if self.template.blocks[name].needs_spacer:
            yield _SPACER

    @cached_property
    def _provisions(self) -> list[bytes]:
        """Made before the contents, which stand first and list what is in here."""
        chunks: list[bytes] = []
        waiting: list[Paragraph] = []
        for provision in self.file.provisions:
            waiting += self.body.paragraphs(provision)
            if provision.kind == "figure":
                waiting.append(self._figure(provision))
            if provision.rows or len(waiting) >= _BATCH:
                chunks.append(_paragraphs(waiting))
                waiting = []
            if provision.rows:
                width = self.template.blocks["body"].text_width
                table = text_table(provision, width, self.styles, self.anchors, self.look)
                # Two tables must not touch, nor one end a section.
                chunks += [self._table(table), _AFTER_TABLE]
        return [*chunks, _paragraphs(waiting)] if waiting else chunks

    def _figure(self, provision: Provision) -> Paragraph:
        """The picture with its alternative text, or the text where there is no picture."""
        alt = provision.alt or Words((), self.file.language)
        layout = layout_of(alt, self.file.language)
        if provision.picture is None:
            pieces = spanned(
                alt, name_of(provision.mark, "alt"), provision.id, self.anchors, self.look
            )
            return Paragraph(self.styles["srf note"], layout, pieces)
        self.pictures.append(provision.picture)
        number = len(self.pictures)
        width = self.template.blocks["body"].text_width
        shown = drawing(
            provision.picture, f"rIdSrfImage{number}", number, provision.caption,
            clean(alt.text), width,
        )  # fmt: skip
        return Paragraph(self.styles["srf text"], Markup(), [("xml", Markup(shown), "")])

    def add_parts(self, parts: Parts) -> None:
        """Footnotes and pictures, which stand outside the document's own part."""
        kept = [p for p in self.file.provisions if p.kind == "footnote"]
        notes = [(self.anchors.notes[p.mark], self.body.note(p)) for p in kept]
        if notes:
            parts[PART] = write_notes(parts.get(PART), notes)
            add_part(parts, PART, RELATION, TYPE)
        for number, picture in enumerate(self.pictures, 1):
            add_picture(parts, f"rIdSrfImage{number}", number, picture)

    def _contents(self) -> Iterator[bytes]:
        entries = [
            (self.styles[f"toc {level}"], anchor, runs) for level, anchor, runs in self._outline()
        ]
        yield macro("contents.xml").render(entries=entries).encode()

    def _outline(self) -> Iterator[tuple[int, str, list[Run]]]:
        """Headings of the template and, where its body stands, those of the provisions."""
        for heading in self.template.outline.entries:
            if heading is not None:
                text = fill_text(heading.text, self.file)
                yield heading.level, heading.anchor, split_runs(text, self.file.language)
            elif self._provisions:
                yield from ((e.level, e.anchor, e.runs) for e in self.body.entries)

    def _action_plan(self) -> Iterator[bytes]:
        plan = self.file.plan
        if plan is None or not plan.lines:
            yield self._sentence(self.file.labels.no_plan)
            return
        width = self.template.blocks["action_plan"].text_width
        yield self._table(plan_table(plan, width, self.styles, self.anchors, self.look))
        for sums in plan.sums:
            layout = Markup('<w:keepNext/><w:spacing w:before="240"/>')
            pieces = plain(sums.caption, self.file.language, BOLD)
            yield _paragraphs([Paragraph(self.styles["srf text"], layout, pieces)])
            yield self._table(sum_table(sums, width * 2 // 3, self.styles, self.look))

    def _acronyms(self) -> Iterator[bytes]:
        if not self.file.acronyms:
            yield self._sentence(self.file.labels.no_acronyms)
            return
        width = self.template.blocks["acronyms"].text_width
        yield self._table(acronym_table(self.file, width, self.styles, self.look))

    def _table(self, table: Table) -> bytes:
        return (
            macro("table.xml")
            .render(
                **table._asdict(),
                style=self.styles["srf table"],
                right_to_left=is_right_to_left(self.file.language),
            )
            .encode()
        )

    def _sentence(self, text: str) -> bytes:
        pieces = plain(text, self.file.language)
        return _paragraphs([Paragraph(self.styles["srf text"], Markup(), pieces)])


def _paragraphs(paragraphs: list[Paragraph]) -> bytes:
    return macro("body.xml").render(paragraphs=paragraphs).encode()
