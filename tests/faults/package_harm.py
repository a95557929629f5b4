"""Ways to tamper with a sealed package; the verifier that lies in it must find each."""

from __future__ import annotations

import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable

from srf_policy.documents import verifier
from srf_policy.documents.verifier import Wrong
from srf_policy.store.signing import Signer, new_key
from tests.faults.sample import Sample

Files = dict[str, bytes]
Way = Callable[[Files, random.Random], Files]


def byte_changed(files: Files, chance: random.Random) -> Files:
    name = chance.choice(sorted(files))
    content = bytearray(files[name])
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return files | {name: bytes(content)}


def file_cut(files: Files, chance: random.Random) -> Files:
    name = chance.choice(sorted(files))
    return files | {name: files[name][: chance.randrange(len(files[name]))]}


def file_removed(files: Files, chance: random.Random) -> Files:
    gone = chance.choice(sorted(files))
    return {name: content for name, content in files.items() if name != gone}


def file_added(files: Files, chance: random.Random) -> Files:
    return files | {f"word/added-{chance.randrange(1000)}.docx": b"x"}


def files_exchanged(files: Files, chance: random.Random) -> Files:
    a, b = chance.sample(sorted(files), 2)
    return files | {a: files[b], b: files[a]}


def file_renamed(files: Files, chance: random.Random) -> Files:
    old = chance.choice(sorted(files))
    return {f"{name}.old" if name == old else name: text for name, text in files.items()}


def text_and_manifest(files: Files, chance: random.Random) -> Files:
    """A word is changed and the manifest made to fit: its signature does not."""
    text = json.loads(files["text.json"])
    chosen = chance.choice([p for p in text["provisions"] if p["fields"]])
    field = chance.choice(sorted(chosen["fields"]))
    tag = chance.choice(sorted(chosen["fields"][field]))
    chosen["fields"][field][tag] += "x"
    return _listed(files | {"text.json": json.dumps(text).encode()})


def event_deleted(files: Files, chance: random.Random) -> Files:
    return _signed(files, chance, lambda lines: lines.pop(chance.randrange(len(lines))))


def event_altered(files: Files, chance: random.Random) -> Files:
    def alter(lines: list[bytes]) -> None:
        place = chance.randrange(len(lines))
        event = json.loads(lines[place]) | {"role": "altered"}
        lines[place] = verifier.canonical(event)

    return _signed(files, chance, alter)


def history_cut(files: Files, chance: random.Random) -> Files:
    def cut(lines: list[bytes]) -> None:
        del lines[-chance.randint(1, 20) :]

    return _signed(files, chance, cut)


def _signed(files: Files, chance: random.Random, change: Callable[[list[bytes]], object]) -> Files:
    """The history is changed and the manifest signed again, by whoever has another key."""
    lines = files["history.jsonl"].split(b"\n")[:-1]
    change(lines)
    changed = files | {"history.jsonl": b"".join(line + b"\n" for line in lines)}
    other = Signer(new_key())
    keys = json.loads(files["keys.json"])
    keys["keys"][other.id] = other.public
    listed = _listed(changed | {"keys.json": json.dumps(keys).encode()})
    signature = {"key": other.id, "signature": other.sign("package", listed["manifest.json"])}
    return listed | {"signature.json": json.dumps(signature).encode()}


def other_key(files: Files, chance: random.Random) -> Files:
    """Nothing is changed but who signed: only the key that one knows from elsewhere can tell."""
    return _signed(files, chance, lambda lines: None)


def _listed(files: Files) -> Files:
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = {
        name: hashlib.sha256(files[name]).hexdigest() for name in manifest["files"]
    }
    return files | {"manifest.json": json.dumps(manifest).encode()}


PACKAGE: dict[str, Way] = {
    "package: a byte of a file": byte_changed,
    "package: a file cut": file_cut,
    "package: a file removed": file_removed,
    "package: a file added": file_added,
    "package: two files exchanged": files_exchanged,
    "package: a file renamed": file_renamed,
    "package: a word, the manifest made to fit": text_and_manifest,
    "package: an event deleted, signed with another key": event_deleted,
    "package: an event altered, signed with another key": event_altered,
    "package: the end of the history cut, signed with another key": history_cut,
    "package: signed with another key": other_key,
}


def package_finding(sample: Sample, kind: str, chance: random.Random) -> str:
    """The sentence's first words with which the verifier refuses it; empty where it does not."""
    files = verifier.unpacked(sample.package)
    changed = verifier.unpacked(zipped(PACKAGE[kind](files, chance)))
    known = sample.signer.id if PACKAGE[kind] is other_key else None
    try:
        verifier.check(changed, known)
    except Wrong:
        return "the package's verifier"
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return "the package's verifier (a part that holds nothing sensible)"
    return ""


def zipped(files: Files) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    return made.getvalue()
