"""`package CODE`: the sealed package of an engagement, into a file."""

from __future__ import annotations

from pathlib import Path

import click

from srf_policy.documents.package import Proof, package_file
from srf_policy.operations import pictures
from srf_policy.operations.signing import ensure_registered
from srf_policy.store import signing

from .cli_base import App, as_person, in_language


@click.command("package")
@click.argument("code")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write it into this file.")
@as_person
@in_language
@click.pass_obj
def package_command(app: App, code: str, output: Path | None, address: str | None) -> None:
    """Text, records and history of an engagement, with all that proves them, as one .zip.

    Without --as it holds what the Facility may see. Check it with the verify.py inside.
    """
    store = app.store
    ensure_registered(store)
    viewer = app.viewer(address)
    with store.database.reading() as session:
        proof = Proof(
            store.keys.signer, signing.trusted(session, store.keys.signer), store.keys.token,
            pictures.kept(app.settings),
        )  # fmt: skip
        made = package_file(session, viewer, code, proof)
    path = output or Path(made.name)
    path.write_bytes(made.content)
    app.say(
        "cli.package.written", path=str(path), size=len(made.content) // 1024 + 1,
        key=store.keys.signer.id,
    )  # fmt: skip
