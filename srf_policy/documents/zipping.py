"""Several files in one .zip that always has the same bytes for the same files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

_EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_PACKED = (".docx", ".xlsx", ".pdf")
"""Compressed already."""


def zipped(held: Mapping[str, bytes], first: str = "") -> bytes:
    """The .zip of these files by name, in the order of their names; one may come first."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name in sorted(held, key=lambda name: (name != first, name)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            packed = name.endswith(_PACKED)
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            package.writestr(entry, held[name], compresslevel=_LEVEL)
    return made.getvalue()


def free_name(name: str, taken: Iterable[str]) -> str:
    """The name, or with a number where another file has it."""
    used, (stem, dot, ending) = set(taken), name.rpartition(".")
    number = 1
    while name in used:
        number += 1
        name = f"{stem}-{number}{dot}{ending}"
    return name
