"""What every Word file has in common: a template filled, blocks put in, a manifest added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from markupsafe import Markup

from .anchors import anchors_of
from .body import Body, Entry
from .filling import fill_core, fill_part, fill_pieces, fill_text
from .long_tables import in_parts, table_xml
from .macros import macro
from .manifest import Parts, add_manifest
from .model import WordFile
from .notes import first_free_id
from .opening import CORE
from .outside import KINDS, add_list
from .package import write_package
from .paper import on_letter
from .pieces import NO_FORMAT, Look, Paragraph, Piece, character_style, linked, plain
from .printing import printed_paragraphs
from .rows import Between, Rows, heading_anchor, tables
from .scripts import is_right_to_left, split_runs
from .tables import Table
from .template import Template, open_template
from .watermark import NEVER_ON, with_watermark

SPACER = b'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
AFTER_TABLE = (
    b'<w:p><w:pPr><w:spacing w:before="0" w:after="60" w:line="120" w:lineRule="exact"/>'
    b"</w:pPr></w:p>"
)
"""Two tables must not touch, nor one end a section."""


class Writing:
    """The blocks of one file in the making; each kind of file has a class of its own."""

    kind: str

    def __init__(self, template: Template, file: WordFile) -> None:
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

    def blocks(self) -> Mapping[str, Callable[[], Iterable[bytes]]]:
        """What writes each block marker that this kind of file knows."""
        return {}

    def add_parts(self, parts: Parts) -> None:
        """What stands outside the document's own part, once the blocks are made."""

    def block(self, name: str) -> Iterator[bytes]:
        yield from self.blocks()[name]()
        if self.template.blocks[name].needs_spacer:
            yield SPACER

    def pattern(self, name: str) -> Iterator[bytes]:
        """The table of a pattern row, once for each group of items."""
        pattern = self.template.patterns[int(name)]
        rows = Rows(self.template, pattern, self.file, self.anchors, self.look)
        above, below = (
            fill_pieces(self.template, one, self.file) for one in (pattern.above, pattern.below)
        )
        between = Between(AFTER_TABLE, SPACER, self.sentence(self.file.labels.none))

        def heading(number: int, text: str) -> bytes:
            return self.heading(text, heading_anchor(pattern.prefix, number))

        groups = self.file.groups.get(pattern.prefix, ())
        yield from tables(pattern, groups, rows, (above, below), between, heading)

    def heading(self, text: str, anchor: str, style: str = "heading 2") -> bytes:
        """A heading that the contents may lead to; a number before it ends with a tab."""
        number = self.anchors.number()
        layout = Markup("" if "\t" in text else '<w:ind w:left="0" w:firstLine="0"/>')
        inside = plain(text, self.file.language)
        pieces: list[Piece] = [("open", number, anchor), *inside, ("close", number, "")]
        return paragraphs([Paragraph(self.styles[style], layout, pieces)])

    def contents(self, body: Callable[[], Iterable[Entry]] = tuple) -> Iterator[bytes]:
        """A table of contents: headings of the template, of groups and, from `body`, of where the
        provisions stand."""
        styles = ["", *(self.styles[f"toc {level}"] for level in (1, 2, 3))]
        lines = [
            Paragraph(styles[level], NO_FORMAT, linked(anchor, runs))
            for level, anchor, runs in self._listed(body)
        ]
        begin, end = macro("contents.xml").render(inside=bool(lines)).split("<!--lines-->")
        if lines:
            lines[0].pieces.insert(0, ("xml", begin, ""))
        yield paragraphs([*lines, end])

    def _listed(self, body: Callable[[], Iterable[Entry]]) -> Iterator[Entry]:
        language = self.file.language
        for heading in self.template.outline.entries:
            if heading is None:
                yield from body()
            elif isinstance(heading, str):
                for number, group in enumerate(self.file.groups.get(heading, ()), 1):
                    if group.heading and self._has_items(heading):
                        runs = split_runs(group.heading, language)
                        yield Entry(2, heading_anchor(heading, number), runs)
            else:
                text = fill_text(heading.text, self.file)
                yield Entry(heading.level, heading.anchor, split_runs(text, language))

    def _has_items(self, prefix: str) -> bool:
        return any(group.items for group in self.file.groups.get(prefix, ()))

    def table(self, table: Table, style: str = "srf table") -> bytes:
        """One table, or as many as office programs can lay out."""
        turned, named = is_right_to_left(self.file.language), self.styles[style]
        parts = (table_xml(part, named, right_to_left=turned) for part in in_parts(table))
        return AFTER_TABLE.join(part.encode() for part in parts)

    def sentence(self, text: str) -> bytes:
        """A paragraph of our own words."""
        pieces = plain(text, self.file.language)
        return paragraphs([Paragraph(self.styles["srf text"], Markup(), pieces)])


def write_word(template: bytes, file: WordFile, writing: type[Writing], kind: str = "") -> bytes:
    """The finished .docx, of the kind of `writing` or another one. The template must fit the file's
    language (`derive`); what is wrong with it is raised as `TemplateRefused`. The same input gives
    the same bytes.
    """
    if file.paper == "letter":
        template = on_letter(template)
    kind = kind or writing.kind
    if file.watermark and kind not in NEVER_ON:
        template = with_watermark(template, file.watermark, file.language)
    opened = open_template(template, kind, file.language)
    made = writing(opened, file)
    parts: dict[str, bytes | Iterable[bytes]] = dict(opened.parts)
    for name in opened.texts:
        parts[name] = list(fill_part(opened, name, file, made.block, made.pattern))
    parts[CORE] = fill_core(opened, file)
    made.add_parts(parts)
    add_manifest(parts, file, kind, made.anchors)
    if kind in KINDS:
        add_list(parts, file, opened)
    return write_package(parts)


def paragraphs(items: Sequence[Paragraph | str]) -> bytes:
    return printed_paragraphs(items)
