"""The sealed package: text, records and history of an engagement with all that proves them.

A .zip that always has the same bytes for the same state. It names nobody: people are opaque
numbers, and who chaired a meeting, minutes and files are there by their fingerprints only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from sqlalchemy.orm import Session

from srf_policy.domain import Seal
from srf_policy.domain.chain import canonical_json, plain
from srf_policy.domain.heads import SignedHead, Signing, file_of, sign
from srf_policy.domain.numbering import said
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import INTERFACE
from srf_policy.store.queries import packaging
from srf_policy.store.queries.packaging import Packed, Told
from srf_policy.store.queries.texts import Node

from . import package_records
from .draft import draft_file
from .files import ZIP, NamedFile, Tools, Wanted
from .zipping import zipped

VERSION = 1


@dataclass(frozen=True)
class Proof:
    """What proves a package: who signs, all public keys that are believed, the token of Word files."""

    signer: Signing
    keys: Mapping[str, str]
    token: Callable[[str], str]
    picture: Callable[[str], bytes | None] = lambda _sha256: None


def package_file(session: Session, viewer: Viewer, code: str, proof: Proof) -> NamedFile:
    """The package of an engagement as it stands, with what this viewer may see. Raises NotFound."""
    packed = packaging.to_pack(session, viewer, code)
    held = dict(_files(session, viewer, packed, proof))
    manifest = _json(
        {
            "version": VERSION, "engagement": code, "made_for": _view(packed),
            "event_count": packed.last.seq, "head": packed.last.hash,
            "files": {name: hashlib.sha256(held[name]).hexdigest() for name in held},
        }
    )  # fmt: skip
    signature = {"key": proof.signer.id, "signature": proof.signer.sign("package", manifest)}
    held |= {"manifest.json": manifest, "signature.json": _json(signature)}
    kind = "sealed" if packed.seals else "package"
    name = f"{code}-{kind}-{packed.last.seq}.zip"
    return NamedFile(name, ZIP, zipped(held, "README.txt"))


def _view(packed: Packed) -> str:
    return "facility" if packed.whole else "participant"


def _files(
    session: Session, viewer: Viewer, packed: Packed, proof: Proof
) -> Iterator[tuple[str, bytes]]:
    engagement, revision = packed.engagement, packed.revision
    yield "README.txt", _readme(packed)
    yield "verify.py", files("srf_policy.documents").joinpath("verifier.py").read_bytes()
    yield "history.jsonl", b"".join(_line(event) + b"\n" for event in packed.events)
    yield "head.txt", file_of([_head(packed, proof)], say(msg("head.explanation"), "en"))
    yield "keys.json", _json({"keys": dict(proof.keys)})
    yield "seals.json", _json({"seals": [_seal(seal) for seal in packed.seals]})
    yield "text.json", _json(_text(packed))
    yield "records.json", _json(package_records.of(packed))
    if revision is None:
        return
    for language in engagement.languages:
        wanted = Wanted(revision=revision.number, language=language)
        made = draft_file(
            session, viewer, engagement.code, wanted, Tools(proof.token, proof.picture)
        )
        yield f"word/{made.name}", made.content


def _json(value: Any) -> bytes:
    """Readable, and always the same bytes."""
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, default=plain)
    return text.encode() + b"\n"


def _readme(packed: Packed) -> bytes:
    """In plain words, in English and in the languages of the engagement that the program speaks."""
    engagement = packed.engagement
    wanted = ["en", *(tag for tag in engagement.languages if tag in INTERFACE and tag != "en")]
    kind = "facility" if packed.whole else "participant"
    parts = [
        "\n\n".join(
            say(message, tag)
            for message in (
                msg("package.readme", code=engagement.code, title=engagement.title),
                msg(f"package.readme.{kind}"),
                msg("package.readme.files"),
                msg("package.readme.check"),
            )
        )
        for tag in wanted
    ]
    return ("\n\n\n".join(parts) + "\n").encode()


def _line(event: Told) -> bytes:
    if event.canonical is not None:
        return event.canonical
    return canonical_json({"withheld": True, "seq": event.seq, "hash": event.hash})


def _head(packed: Packed, proof: Proof) -> SignedHead:
    last = packed.last
    return sign(proof.signer, last.chain, last.seq, last.hash, last.recorded_at)


def _seal(seal: Seal) -> dict[str, Any]:
    return {
        "number": seal.number, "sha256": seal.sha256, "content": seal.canonical.decode(),
        "signing_key": seal.signing_key, "signature": seal.signature,
    }  # fmt: skip


def _text(packed: Packed) -> dict[str, Any]:
    draft, revision = packed.draft, packed.revision
    if draft is None or revision is None:
        return {"revision": None, "language": None, "provisions": []}
    return {
        "engagement": packed.engagement.code, "revision": revision.number, "label": revision.label,
        "language": revision.language, "languages": packed.engagement.languages,
        "sha256": revision.sha256,
        "provisions": [_provision(node, packed.engagement.languages) for node in (*draft.nodes, *draft.plan)],
    }  # fmt: skip


def _provision(node: Node, languages: list[str]) -> dict[str, Any]:
    return {
        "id": node.id, "kind": node.kind, "parent": node.parent, "position": node.position,
        "number": node.number,
        "printed": {tag: said(node.kind, node.number, tag) for tag in languages if node.number},
        "fields": {
            name: {tag: text.words for tag, text in by.items()} for name, by in node.fields.items()
        },
    }  # fmt: skip
