"""Makes the templates as they are shipped; afterwards staff edit them in Word.

`python -m srf_policy.word.maker draft FILE` writes one anew from the design.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from . import design
from .macros import macro
from .package import write_package
from .standing import standing_words

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_CONTROL = (
    ("engagement", "{{ engagement.code }}"),
    ("instrument", "{{ engagement.instrument }}"),
    ("lead", "{{ engagement.lead }}"),
    ("stage", "{{ engagement.stage }}"),
    ("revision", "{{ revision.number }} {{ revision.replaces }}"),
    ("date", "{{ revision.date }}"),
    ("language", "{{ language.name }} {{ language.status }}"),
    ("text_hash", "{{ revision.hash }}"),
)
_ROUND = (
    ("engagement", "{{ engagement.code }}"),
    ("instrument", "{{ engagement.instrument }}"),
    ("lead", "{{ engagement.lead }}"),
    ("round", "{{ round.number }}"),
    ("round_opened", "{{ round.opened }}"),
    ("round_closes", "{{ round.closes }}"),
    ("round_closed", "{{ round.closed }}"),
    ("revision", "{{ revision.number }} | {{ revision.date }}"),
    ("language", "{{ language.name }}"),
    ("as_of", "{{ document.as_of }}"),
)
_COMPARED = (
    ("engagement", "{{ engagement.code }}"),
    ("instrument", "{{ engagement.instrument }}"),
    ("lead", "{{ engagement.lead }}"),
    ("redline_from", "{{ base.number }} ({{ base.date }})"),
    ("redline_from_hash", "{{ base.hash }}"),
    ("redline_to", "{{ revision.number }} | {{ revision.date }}"),
    ("text_hash", "{{ revision.hash }}"),
    ("language", "{{ language.name }} {{ language.status }}"),
    ("changes", "{{ changes.provisions }} {{ changes.words }}"),
)
_ADOPTED = (
    ("engagement", "{{ engagement.code }}"),
    ("instrument", "{{ engagement.instrument }}"),
    ("lead", "{{ engagement.lead }}"),
    ("authority", "{{ adoption.authority }}"),
    ("decision", "{{ adoption.decision }}"),
    ("adopted_on", "{{ adoption.date }}"),
    ("gazette", "{{ adoption.gazette }}"),
    ("gazetted_on", "{{ adoption.gazetted_on }}"),
    ("adopted_text", "{{ adoption.compared }}"),
    ("authentic", "{{ adoption.languages }}"),
    ("text_hash", "{{ revision.hash }}"),
)
_SENT = (
    ("to", "{{ transmittal.to }}"),
    ("from", "{{ transmittal.from }}"),
    ("subject", "{{ transmittal.subject }}"),
    ("action_asked", "{{ transmittal.action }}"),
    ("deadline", "{{ transmittal.deadline }}"),
    ("decides", "{{ transmittal.decides }}"),
    ("stage", "{{ engagement.stage }}"),
    ("annexes", "{{ transmittal.annexes }}"),
    ("text_hash", "{{ revision.hash }}"),
)
_CONTROLS = {
    "matrix": _ROUND, "report": _ROUND, "redline": _COMPARED, "transmittal": _SENT,
    "record": _ADOPTED,
}  # fmt: skip
"""The control table by kind, where it is not that of a text."""
_UNNUMBERED = frozenset({"portfolio"})
"""Kinds that belong to no revision: their footer names none."""

# Name, alternative, panose, charset, family, pitch.
_FONTS = (
    ("Calibri", "Carlito", "020F0502020204030204", "00", "swiss", "variable"),
    ("Arial", "Noto Naskh Arabic", "020B0604020202020204", "B2", "swiss", "variable"),
    ("Urdu Typesetting", "Jameel Noori Nastaleeq", "03020402040406030203", "B2", "script", "variable"),
    ("Nirmala UI", "Noto Sans Bengali", "020B0502040204020203", "00", "swiss", "variable"),
    ("Consolas", "Cascadia Mono", "020B0609020204030204", "00", "modern", "fixed"),
)  # fmt: skip

# Each: its relationship, its part, whether it is filled, its style.
_EDGES = (
    ("rIdCoverHeader", "header1", False, "Header"),
    ("rIdCoverFooter", "footer1", False, "Header"),
    ("rIdHeader", "header2", True, "Header"),
    ("rIdFooter", "footer2", True, "Footer"),
    ("rIdHeaderLandscape", "header3", True, "SRFHeaderLandscape"),
    ("rIdFooterLandscape", "footer3", True, "SRFFooterLandscape"),
)


def make_template(kind: str, words: Mapping[str, str]) -> bytes:
    """The English template of a kind of file; `words` as `standing_words("en")` gives them."""
    parts = {
        "word/document.xml": macro(f"template_{kind}.xml").render(
            words=words, control=_CONTROLS.get(kind, _CONTROL),
            portrait=design.PORTRAIT, landscape=design.LANDSCAPE,
            top=design.TOP, bottom=design.BOTTOM, header_edge=design.HEADER,
            footer_edge=design.FOOTER,
        ),
        "word/styles.xml": _styles("en"),
        "word/settings.xml": macro("settings.xml").render(),
        "word/fontTable.xml": macro("fonts.xml").render(fonts=_FONTS),
        "docProps/core.xml": macro("core.xml").render(
            title="{{ engagement.title }}", subject="{{ engagement.country }}", language="en",
            creator="{{ facility.name }}", status="{{ document.status }}", published="",
        ),
        **_edge_parts(words, kind not in _UNNUMBERED),
        **_wiring(),
    }  # fmt: skip
    return write_package({name: (_DECLARATION + text).encode() for name, text in parts.items()})


def _styles(language: str) -> str:
    typography = design.typography(language)
    return macro("styles.xml").render(
        type=typography, styles=design.styles(), latin_font=design.LATIN_FONT, ink=design.INK,
        navy=design.NAVY, rule=design.RULE, fill=design.FILL, line=typography.line_at_most,
        tables=(("SRFTable", "SRF Table", "TableNormal", False),
                ("SRFForm", "SRF Form", "SRFTable", True)),
    )  # fmt: skip


def _edge_parts(words: Mapping[str, str], numbered: bool) -> dict[str, str]:
    return {
        f"word/{part}.xml": macro(f"{part[:-1]}.xml").render(
            words=words, filled=filled, style=style, numbered=numbered
        )
        for _, part, filled, style in _EDGES
    }


def _wiring() -> dict[str, str]:
    relations = [(name, f"{_OFFICE}/{part[:-1]}", f"{part}.xml") for name, part, _, _ in _EDGES]
    relations += [
        (f"rId{kind.title()}", f"{_OFFICE}/{kind}", f"{kind}.xml")
        for kind in ("styles", "settings", "fontTable")
    ]
    kinds = {"word/document.xml": f"{_WORD_TYPE}.document.main+xml"}
    kinds |= {f"word/{part}.xml": f"{_WORD_TYPE}.{part[:-1]}+xml" for _, part, _, _ in _EDGES}
    kinds |= {f"word/{k}.xml": f"{_WORD_TYPE}.{k}+xml" for k in ("styles", "settings", "fontTable")}
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    kinds["docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    top = (
        ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
        ("rId2", core, "docProps/core.xml"),
    )
    return {
        "[Content_Types].xml": macro("types.xml").render(kinds=kinds.items()),
        "_rels/.rels": macro("relations.xml").render(relations=top),
        "word/_rels/document.xml.rels": macro("relations.xml").render(relations=relations),
    }


def main(kind: str, target: str) -> None:
    Path(target).write_bytes(make_template(kind, standing_words("en")))


if __name__ == "__main__":
    main(*sys.argv[1:])
