"""What a Word file is made of: plain values, finished in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Ref:
    """A cross-reference: `text` ("measure 1.1.1") leads to the provision with this mark."""

    mark: str
    text: str


@dataclass(frozen=True)
class NoteRef(Ref):
    """The mark of a footnote, once in a file; it has no `text`: the program counts notes itself.

    With a `text` it is a small number that we print, which leads to the note where that stands.
    """

    text: str = ""


@dataclass(frozen=True)
class Words:
    """One field of a provision: literal text and resolved references.

    `language` is that of the text itself. Where the source stands in for a translation, or the
    translation is out of date, `marker` says so ("[English text; not yet translated]").
    """

    parts: Sequence[str | Ref]
    language: str
    marker: str = ""

    @property
    def text(self) -> str:
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            return self.parts[0]
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


@dataclass(frozen=True)
class TableCell:
    id: str
    mark: str
    words: Words


@dataclass(frozen=True)
class Picture:
    """PNG or JPEG bytes; `kind` is `png` or `jpeg`."""

    content: bytes
    kind: str


@dataclass(frozen=True)
class Provision:
    """`number` is what stands before the text (`1.1.2`, `(a)`), in the file's digits; "" for none.

    `level` counts from 0 at the top of the tree; provisions come in reading order. `mark` is the
    base32 of `engagement_provision.mark`, without the prefix `p_`. `caption` names a table or a
    figure ("Table 1"), `rows` are its cells, the first row being the head. `notes` are footnotes
    that the words do not place themselves; each is a provision of its own, of kind `footnote`.
    """

    id: str
    mark: str
    kind: str
    level: int
    number: str = ""
    heading: Words | None = None
    words: Words | None = None
    caption: str = ""
    rows: Sequence[Sequence[TableCell]] = ()
    alt: Words | None = None
    picture: Picture | None = None
    notes: Sequence[NoteRef] = ()


@dataclass(frozen=True)
class Column:
    """`share` is the width against the other columns; `figure` stands on the far side."""

    key: str
    heading: str
    share: int
    figure: bool = False


@dataclass(frozen=True)
class PlanLine:
    """A missing cell prints the label `not_recorded`."""

    id: str
    mark: str
    number: str
    cells: Mapping[str, Words]


@dataclass(frozen=True)
class SumTable:
    """What the lines cost, below the plan: rows of a name and figures, headed by `headings`."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[tuple[Words, Sequence[str]]]


@dataclass(frozen=True)
class PlanTable:
    """`number_heading` heads the first column, which holds the numbers of the lines."""

    caption: str
    number_heading: str
    columns: Sequence[Column]
    lines: Sequence[PlanLine]
    sums: Sequence[SumTable] = ()


@dataclass(frozen=True)
class Labels:
    """Standing words of generated parts; those of the template are in the template."""

    not_recorded: str
    no_plan: str
    no_acronyms: str
    acronyms: str
    acronym: str
    meaning: str
    none: str
    """Stands in the place of a table that would be empty."""


@dataclass(frozen=True)
class Origin:
    """What the file says about itself in its properties, to be read when it comes back.

    `more` are properties that only some kinds have: names without the `SRF` before them, and values.
    `seal` signs what is known only when the file is written.
    """

    engagement: str
    revision: int
    token: str
    published: date
    facility: str
    more: Sequence[tuple[str, str]] = ()
    seal: Callable[[str], str] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Cell:
    """What a name of a pattern row stands for in one item.

    `anchor` is the name of a bookmark around the words ("" for none), `provision` whose words they
    are; `fill` a pale colour of the cell (RRGGBB); `choices` make it a list to choose from, with the
    words as what is chosen now. An empty cell stays empty: say "not recorded" where that is meant.
    """

    words: Words
    anchor: str = ""
    provision: str = ""
    bold: bool = False
    fill: str = ""
    choices: Sequence[str] = ()


Item = Mapping[str, Cell]
"""One row, by the name after the dot: `number` is what `{{ comment.number }}` stands for."""


@dataclass(frozen=True)
class Group:
    """Rows that stand in a table of their own, under a heading ("" for none)."""

    heading: str
    items: Sequence[Item]


@dataclass(frozen=True)
class WordFile:
    """`values` go into the placeholders of the template; a name without a value prints the label
    `not_recorded`, an empty value prints nothing. `document.notice` is where illustrative data
    says so. `acronyms` are (short, long). `groups` fill pattern rows, by their prefix (`comment`);
    a pattern row without a group goes with its table, and the label says so in its place.
    `template` says which version of which template was used ("shipped", a hash); `watermark` are
    words across every page, which the kinds that are filled in do without.
    """

    language: str
    origin: Origin
    labels: Labels
    values: Mapping[str, str]
    provisions: Sequence[Provision] = ()
    plan: PlanTable | None = None
    acronyms: Sequence[tuple[str, str]] = field(default_factory=tuple)
    groups: Mapping[str, Sequence[Group]] = field(default_factory=dict)
    template: str = ""
    paper: Literal["a4", "letter"] = "a4"
    watermark: str = ""
