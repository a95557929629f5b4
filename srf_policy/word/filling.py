"""Values put into the gaps of an opened template."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from .macros import macro
from .model import WordFile
from .names import LATIN
from .opening import CORE
from .package import parse_xml, serialise
from .placeholders import NAME, Placeholder
from .scripts import clean, runs_of
from .template import Template

Blocks = Callable[[str], Iterable[bytes]]


def fill_part(
    template: Template, part: str, file: WordFile, blocks: Blocks, patterns: Blocks
) -> Iterator[bytes]:
    """One part with every value, every block and every repeated table in its place."""
    pieces = iter(template.texts[part])
    yield next(pieces)
    for instruction in pieces:
        word, _, rest = instruction.decode().partition(" ")
        if word == "open":
            if not value_of(template.placeholders[int(rest)].name, file):
                _skip_to_close(pieces)
        elif word == "block":
            yield from blocks(rest)
        elif word == "pattern":
            yield from patterns(rest)
        elif word != "close":
            yield value_runs(template.placeholders[int(word)], file)
        yield next(pieces)


def _skip_to_close(pieces: Iterator[bytes]) -> None:
    for piece in pieces:
        if piece == b"close":
            return


def fill_pieces(template: Template, pieces: Sequence[bytes], file: WordFile) -> bytes:
    """Literal bytes and the numbers of placeholders in turn, as they are cut out of a table."""
    filled = list(pieces)
    for place in range(1, len(filled), 2):
        filled[place] = value_runs(template.placeholders[int(filled[place])], file)
    return b"".join(filled)


def value_of(name: str, file: WordFile) -> str:
    return file.values.get(name, file.labels.not_recorded)


def value_runs(placeholder: Placeholder, file: WordFile) -> bytes:
    value = value_of(placeholder.name, file)
    latin = placeholder.name in LATIN and placeholder.name in file.values
    runs = runs_of(value, file.language, latin=latin)
    module = macro("runs.xml").module
    text: str = module.runs(runs, placeholder.lead, placeholder.tail)  # type: ignore[attr-defined]
    return text.encode()


def fill_text(text: str, file: WordFile) -> str:
    """Plain text of the template (a heading for the contents) with its values."""
    return NAME.sub(lambda match: value_of(match.group(1), file), text)


def fill_core(template: Template, file: WordFile) -> bytes:
    """The document properties: title and language set, no personal names kept."""
    held = template.properties
    title = fill_text(held["title"], file) or value_of("engagement.title", file)
    xml = macro("core.xml").render(
        title=clean(title),
        subject=clean(fill_text(held["subject"], file)),
        status=clean(fill_text(held["contentStatus"], file)),
        creator=clean(file.origin.facility),
        language=file.language,
        published=file.origin.published.isoformat(),
    )
    return serialise(parse_xml(xml.encode(), CORE))
