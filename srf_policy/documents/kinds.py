"""The kinds of files that can be asked for, and who makes each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from srf_policy.domain.viewer import Viewer

from .draft import draft_file
from .files import NamedFile, Tools, Wanted

Maker = Callable[[Session, Viewer, str, Wanted, Tools], NamedFile]
"""Makes the file of an engagement (its code) with the eyes of the viewer. Raises NotFound for what
is not there or not theirs, and Refused with a sentence for what cannot be made."""


@dataclass(frozen=True)
class Kind:
    """`endings`: the first one is the default. `needs`: fields of `Wanted` that must be given.
    `whole`: about all engagements that the viewer may see; its maker is given the code ""."""

    make: Maker
    endings: tuple[str, ...] = ("docx",)
    needs: tuple[str, ...] = ()
    whole: bool = False


KINDS: Mapping[str, Kind] = {
    "draft": Kind(draft_file),
}


def make(session: Session, viewer: Viewer, code: str, wanted: Wanted, tools: Tools) -> NamedFile:
    """The file that is wanted; `wanted.kind` is one of `KINDS`."""
    return KINDS[wanted.kind].make(session, viewer, code, wanted, tools)
