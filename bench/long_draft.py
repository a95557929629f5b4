"""A draft of a thousand pages for both sides: our Word file, and the same for docxtpl.

`python -m bench.long_draft ours|docxtpl COUNT` prints the most memory that one export took, in MB
above what the process held before it.
"""

from __future__ import annotations

import gc
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path

from srf_policy.word.draft import write_draft
from srf_policy.word.model import Labels, Origin, Provision, TableCell, WordFile, Words

SIDES = ("ours", "docxtpl")
_TEXT = "The institutions responsible publish the figures every quarter. " * 5
_TABLES, _ROWS = 2, 6
_LABELS = Labels("not recorded", "No plan.", "None.", "Acronyms", "Acronym", "Meaning", "None.")


def template() -> bytes:
    return files("srf_policy.templates").joinpath("docx/draft.docx").read_bytes()


def long_draft(count: int) -> WordFile:
    """A heading among twenty numbered paragraphs, and two tables."""
    provisions = tuple(_provision(n, count) for n in range(count))
    origin = Origin("AFG-CMP", 1, "v1.k1.token", date(2019, 11, 27), "Silk Routes Facility")
    return WordFile("en", origin, _LABELS, {"engagement.title": "A policy"}, provisions)


def _provision(number: int, count: int) -> Provision:
    code, mark, printed = f"p{number}", f"m{number}", f"{number + 1}."
    if number % 20 == 0:
        title = Words((f"Objective {number // 20 + 1}: figures and reports",), "en")
        return Provision(code, mark, "area", 0, printed, heading=title)
    if number % (count // _TABLES) == count // _TABLES - 1:
        rows = [
            [TableCell(f"{code}r{r}c{c}", f"{mark}r{r}c{c}", Words((f"Cell {r}, {c}",), "en"))
             for c in range(4)]
            for r in range(_ROWS)
        ]  # fmt: skip
        return Provision(code, mark, "table", 1, caption=f"Table {number}", rows=rows)
    return Provision(code, mark, "paragraph", 1, printed, words=Words((_TEXT,), "en"))


def ours(count: int) -> Callable[[], bytes]:
    shipped, file = template(), long_draft(count)
    return lambda: write_draft(shipped, file)


def theirs(count: int) -> Callable[[], bytes]:
    """docxtpl with the shipped template in its own syntax; bookmarks, links and all."""
    from docxtpl import DocxTemplate

    turned, context = turned_template(template()), _context(long_draft(count))

    def made() -> bytes:
        document = DocxTemplate(io.BytesIO(turned))
        document.render(context, autoescape=True)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    return made


def _context(file: WordFile) -> dict[str, object]:
    """What the loops walk through; bookmarks are numbered before, as a loop cannot count cells."""
    number = 0
    shown = []
    for p in file.provisions:
        words = p.heading or p.words
        rows = [
            [{"id": number + place * 4 + n + 1, "name": f"p_{c.mark}", "text": c.words.text}
             for n, c in enumerate(row)]
            for place, row in enumerate(p.rows)
        ]  # fmt: skip
        name = f"p_{p.mark}_heading" if p.heading else f"p_{p.mark}"
        shown.append({
            "kind": p.kind, "id": number, "name": name, "number": p.number, "caption": p.caption,
            "text": words.text if words else "", "rows": rows,
        })  # fmt: skip
        number += 1 + sum(map(len, rows))
    values: dict[str, dict[str, str]] = {}
    for group, name in _names():
        given = file.values.get(f"{group}.{name}", file.labels.not_recorded)
        values.setdefault(group, {})[name] = given
    return {"provisions": shown, "labels": file.labels, **values}


def _names() -> set[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(template())) as package:
        texts = [package.read(n).decode() for n in package.namelist() if n.endswith(".xml")]
    return {match for text in texts for match in re.findall(r"\{\{ (\w+)\.(\w+) \}\}", text)}


_T = '<w:t xml:space="preserve">'
_SPAN = (
    '<w:bookmarkStart w:id="{{ %(p)s.id }}" w:name="{{ %(p)s.name }}"/>'
    f"<w:r>{_T}{{{{ %(p)s.text }}}}</w:t></w:r>"
    '<w:bookmarkEnd w:id="{{ %(p)s.id }}"/>'
)


def _loop(inside: str) -> str:
    return f"<w:p><w:r><w:t>{{%p {inside} %}}</w:t></w:r></w:p>"


def _numbered(style: str) -> str:
    number = f'<w:r><w:rPr><w:rStyle w:val="SRFNumber"/></w:rPr>{_T}{{{{ p.number }}}}</w:t></w:r>'
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{number}<w:r><w:tab/></w:r>'
        f"{_SPAN % {'p': 'p'}}</w:p>"
    )


def _row(style: str, inside: str) -> str:
    cell = (
        '<w:tc><w:tcPr><w:tcW w:w="2296" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>%s</w:p></w:tc>'
    )
    return f"<w:tr>{''.join(cell % (_SPAN % {'p': f'{inside}[{n}]'}) for n in range(4))}</w:tr>"


def _table() -> str:
    turn = "<w:tr><w:tc><w:tcPr/><w:p><w:r><w:t>{%%tr %s %%}</w:t></w:r></w:p></w:tc></w:tr>"
    caption = f"<w:r><w:rPr><w:b/><w:bCs/></w:rPr>{_T}{{{{ p.caption }}}}</w:t></w:r>"
    grid = '<w:gridCol w:w="2296"/>' * 4
    head, row = _row("SRFTableHead", "p.rows[0]"), _row("SRFTableText", "row")
    return (
        f'<w:p><w:pPr><w:pStyle w:val="SRFText"/><w:keepNext/></w:pPr>{caption}</w:p>'
        '<w:tbl><w:tblPr><w:tblStyle w:val="SRFTable"/><w:tblW w:w="9184" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
        f"{grid}</w:tblGrid>{head}{turn % 'for row in p.rows[1:]'}{row}{turn % 'endfor'}</w:tbl>"
    )


def _contents() -> str:
    return (
        _loop("for p in provisions if p.kind == 'area'")
        + '<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:hyperlink w:anchor="{{ p.name }}" '
        f'w:history="1"><w:r>{_T}{{{{ p.number }}}}</w:t></w:r><w:r><w:tab/></w:r>'
        f"<w:r>{_T}{{{{ p.text }}}}</w:t></w:r></w:hyperlink></w:p>"
        + _loop("endfor")
        + "".join(map(_listed, ("Action plan", "Acronyms and abbreviations")))
    )


def _listed(heading: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r>{_T}{heading}</w:t></w:r></w:p>'


def _sentence(name: str) -> str:
    return (
        f'<w:p><w:pPr><w:pStyle w:val="SRFText"/></w:pPr><w:r>{_T}{{{{ labels.{name} }}}}'
        "</w:t></w:r></w:p>"
    )


def turned_template(shipped: bytes) -> bytes:
    """The shipped template with loops of docxtpl in the place of our block markers."""
    body = (
        _loop("for p in provisions") + _loop("if p.kind == 'area'") + _numbered("Heading1")
        + _loop("elif p.kind == 'table'") + _table() + _loop("else") + _numbered("SRFParagraph")
        + _loop("endif") + _loop("endfor")
    )  # fmt: skip
    blocks = {
        "contents": _contents(), "body": body, "action_plan": _sentence("no_plan"),
        "acronyms": _sentence("no_acronyms"),
    }  # fmt: skip
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(shipped)) as package,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as turned,
    ):
        for name in package.namelist():
            text = package.read(name)
            if name == "word/document.xml":
                for block, loops in blocks.items():
                    marker = f"<w:p><w:r><w:t>{{{{ {block} }}}}</w:t></w:r></w:p>"
                    text = text.replace(marker.encode(), loops.encode())
            turned.writestr(name, text)
    return out.getvalue()


def most_memory(side: str, count: int) -> float:
    """MB of one export above the base, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.long_draft", side, str(count)],
        cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout)


def _held(name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.M)
    if found is None:
        raise OSError(f"this system does not tell {name} of a process")
    return int(found[1]) / 1024


def _measure(side: str, count: int) -> float:
    make = {"ours": ours, "docxtpl": theirs}
    make[side](40)()
    export = make[side](count)
    gc.collect()
    # The peak so far is forgotten, or it would hide a smaller one.
    Path("/proc/self/clear_refs").write_text("5")
    before = _held("VmRSS")
    export()
    return _held("VmHWM") - before


if __name__ == "__main__":
    print(f"{_measure(sys.argv[1], int(sys.argv[2])):.1f}")
