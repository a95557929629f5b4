"""Files that jobs make: each whole or not at all; made twice, it is the same file."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

from srf_policy.documents.files import NamedFile
from srf_policy.store.files import sync_folders


def kept(made: NamedFile, folder: Path, name: str = "") -> dict[str, Any]:
    """Write the file under `name`, or under its own hash; gives what the job's page shows."""
    sha256 = hashlib.sha256(made.content).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{sha256}{Path(made.name).suffix}")
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(made.content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).rename(path)
    sync_folders(folder, folder.parent)
    return {"path": str(path), "sha256": sha256, "size": len(made.content), "name": made.name}
