"""What a form of the records screen is about, and what is typed into its fields of text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask import request

from srf_policy.domain.errors import NotFound
from srf_policy.languages import digits
from srf_policy.languages.messages import msg
from srf_policy.languages.tags import separator
from srf_policy.store.queries import records

from . import context
from .forms import Form
from .say import local_plain, plain

Start = Mapping[str, object]
Row = TypeVar("Row")


def asked(name: str) -> int:
    """A number of the query; what is no number names nothing that exists."""
    value = digits.to_ascii(request.args.get(name, ""))
    if not value.isdecimal() or len(value) > 9:
        raise NotFound
    return int(value)


def correcting() -> bool:
    """Whether the form that was opened corrects a record."""
    return bool(request.args.get("corrects"))


def _one(rows: Sequence[Row], is_it: Callable[[Row], bool]) -> Row:
    found = next((row for row in rows if is_it(row)), None)
    if found is None:
        raise NotFound
    return found


def held(number: int) -> records.Held:
    """The meeting with this number, with who came."""
    found = records.meetings(context.reader(), context.engagement(), attending=True)
    return _one(found, lambda row: row.meeting.number == number)


def filed(ref: str) -> records.Filed:
    """The paper of this short name."""
    found = records.papers(context.reader(), context.viewer(), context.engagement())
    return _one(found, lambda row: row.paper.ref == ref)


def agreed(number: int) -> records.Agreed:
    """The agreement at this place."""
    found = records.agreements(context.reader(), context.engagement())
    return _one(found, lambda row: row.number == number)


def presented(number: int) -> records.Presented:
    """The presentation with this number."""
    found = records.presentations(context.reader(), context.engagement())
    return _one(found, lambda row: row.presentation.number == number)


def adopted(number: int) -> records.Adopted:
    """The record of the adoption with this number."""
    found = records.adoptions(context.reader(), context.engagement())
    return _one(found, lambda row: row.adoption.number == number)


def contact(number: int) -> records.Contacted:
    """The contact note with this number."""
    engagement = context.engagement().id
    found = records.contacts(context.reader(), context.viewer(), [engagement])
    return _one(found.get(engagement, []), lambda row: row.note.number == number)


def texts(form: Form, name: str) -> dict[str, str]:
    """What was typed into a field that says in which language it is."""
    return form.local(name, form.value(f"{name}_language") or context.language())


def all_texts(form: Form, name: str, others: Mapping[str, str]) -> dict[str, str]:
    """What was typed, beside the words that stand in other languages."""
    typed = texts(form, name)
    return {**others, **typed} if typed else {}


def blank(*languages: str, **start: object) -> Callable[[], Start]:
    """A form without content; fields of text are in the page's language unless chosen."""
    return lambda: {**start, **_in_page_language(*languages)}


def _in_page_language(*names: str) -> dict[str, object]:
    return {f"{name}_language": context.language() for name in names}


def correction(form: Form, corrects: Any) -> dict[str, Any]:
    """What every correction tells its verb; nothing where a record is the first."""
    if not corrects:
        return {}
    return {"corrects": corrects, "correction_reason": form.text("correction_reason")}


def old_file(found: object) -> dict[str, object]:
    """The choice to keep the file of the record that is corrected."""
    return {"has_file": "yes", "keep_file": "yes"} if found is not None else {}


def keeps_file(form: Form) -> dict[str, Any]:
    """Whether a correction keeps the file of what it corrects."""
    return {"keep_file": form.flag("keep_file")} if form.value("has_file") else {}


def paper_options(papers: Sequence[records.Filed]) -> list[tuple[str, str]]:
    """The papers that a record may rest on: those that nothing corrects."""
    return [(p.paper.ref, paper_words(p)) for p in papers if p.corrected_by is None]


def own_paper_options() -> list[tuple[str, str]]:
    """As `paper_options`, of what the reader may see in the page's engagement."""
    found = records.papers(context.reader(), context.viewer(), context.engagement())
    return paper_options(found)


def paper_words(found: records.Filed) -> str:
    """A paper as a choice of a form: its short name, its kind, its title."""
    p = found.paper
    kind = plain(msg(f"paper_kind.{p.kind}"))
    return f"{p.ref}: {kind}{separator(context.language())}{local_plain(p.title)}"[:120]
