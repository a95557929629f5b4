"""The policy draft as a Word file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice

from markupsafe import Markup

from .anchors import anchors_of
from .body import Body
from .filling import fill_core, fill_part, fill_text
from .macros import macro
from .manifest import add_manifest
from .model import DraftFile
from .package import write_package
from .pieces import Look, Paragraph, character_style, plain
from .scripts import Run, is_right_to_left, split_runs
from .tables import Table, acronym_table, plan_table
from .template import CORE, Template, open_template

_BATCH = 400
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
    add_manifest(parts, file, "draft", draft.anchors.manifest)
    return write_package(parts)


class _Draft:
    """The blocks of one file in the making."""

    def __init__(self, template: Template, file: DraftFile) -> None:
        self.template, self.file = template, file
        self.styles = template.styles
        self.anchors = anchors_of(file, template.outline.first_free_bookmark)
        self.look = Look(
            file.language,
            character_style(self.styles["srf number"]),
            character_style(self.styles["srf reference"]),
            file.labels.not_recorded,
        )
        self.body = Body(self.anchors, self.look, self.styles)

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
        paragraphs = (
            paragraph
            for provision in self.file.provisions
            for paragraph in self.body.paragraphs(provision)
        )
        chunks = []
        while batch := list(islice(paragraphs, _BATCH)):
            chunks.append(macro("body.xml").render(paragraphs=batch).encode())
        return chunks

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
        paragraph = Paragraph(self.styles["srf text"], Markup(), pieces)
        return macro("body.xml").render(paragraphs=[paragraph]).encode()
