"""Checks a sealed package of the Silk Routes Facility, on any computer, without our programs:
    python3 verify.py PACKAGE.zip
    python3 verify.py                          (in a folder into which the package was unpacked)
    python3 verify.py PACKAGE.zip --key ID     (the package must be signed with this key)
    python3 verify.py PACKAGE.zip --head FILE  (a signed head from a receipt or a mail)

It needs Python 3.9 or newer. For the signatures it also needs the library "cryptography"
(python3 -m pip install cryptography); without it everything else is checked, and it says so.
It reads the package and changes nothing. The answer is 0 if all is well, and 1 if something is
wrong; then it says what it found first. What it does, in plain words:
 1. Every file in the package is compared with a list of fingerprints (SHA-256), the manifest.
    Nothing may be missing, changed, or added.
 2. The manifest is signed. Only who holds the Facility's signing key can sign.
 3. The history is a chain: the fingerprint of each event goes into that of the next one. It is
    computed again from the first event to the last, and must end where the signed head says.
 4. The fingerprint of the text must be the one that the history noted when it was published.
 5. Each seal must hold what was sealed, be signed, and be noted in the history.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import sys
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

try:
    from cryptography.hazmat.primitives.asymmetric import ed25519 as library

    ed25519: Any = library
except ImportError:
    ed25519 = None

VERSION = 1
LARGEST = 40_000_000
NEEDED = ("history.jsonl", "head.txt", "keys.json", "seals.json", "text.json", "records.json")
NOT_CHECKED = (
    'NOT CHECKED: the signatures, because "cryptography" is not installed here: see verify.py.'
)


class Wrong(Exception):
    """What is wrong, as a sentence."""


class Package:
    """The files of a package; after `history`: its events by place, and all fingerprints."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.events: dict[int, dict[str, Any]] = {}
        self.hashes = [""]
        self.manifest = self.json("manifest.json")
        self.listed: dict[str, Any] = self.manifest.get("files") or {}
        version = self.manifest.get("version")
        if type(version) is not int or not isinstance(self.listed, dict):
            raise Wrong("manifest.json does not hold what it should.")
        if version > VERSION:
            raise Wrong(f"The package is of a later version ({version}). Use its own verify.py.")
        self.keys = self.json("keys.json").get("keys") or {}

    def json(self, name: str) -> dict[str, Any]:
        if name not in self.files:
            raise Wrong(f"{name} is missing in the package.")
        return parsed(self.files[name], name)

    def told(self, verb: str) -> list[dict[str, Any]]:
        return [event["payload"] for event in self.events.values() if event["verb"] == verb]

    def genuine(self, what: str, purpose: str, content: bytes, key: str, signature: str) -> None:
        if key not in self.keys:
            raise Wrong(f"{what} is signed with the key {key}, which is not in keys.json.")
        try:
            public = base64.b64decode(self.keys[key], validate=True)
            signed = base64.b64decode(signature, validate=True)
        except (ValueError, TypeError):
            raise Wrong(f"{what}: the key or the signature cannot be read.") from None
        if hashlib.sha256(public).hexdigest()[:16] != key:
            raise Wrong(f"{what}: the key is not the one that it is called ({key}).")
        if ed25519 is None:
            return
        try:
            owner = ed25519.Ed25519PublicKey.from_public_bytes(public)
            owner.verify(signed, f"srf-policy {purpose}\n".encode() + content)
        except Exception:
            raise Wrong(f"The signature of {what} is not genuine.") from None


def check(
    files: Mapping[str, bytes], key: str | None = None, heads: bytes | None = None
) -> list[str]:
    """What was checked, a sentence each. Raises Wrong with the first thing that is wrong."""
    package = Package(files)
    said = [signed(package, key), contents(package), history(package)]
    said += [own_head(package), text(package), *seals(package)]
    if heads is not None:
        said += kept_heads(package, heads)
    return [*said, NOT_CHECKED] if ed25519 is None else said


def parsed(content: bytes, name: str) -> dict[str, Any]:
    try:
        value = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise Wrong(f"{name} is not text in UTF-8.") from None
    except (ValueError, RecursionError):
        raise Wrong(f"{name} is broken: it is not complete JSON.") from None
    if not isinstance(value, dict):
        raise Wrong(f"{name} does not hold what it should.")
    return value


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def signed(package: Package, key: str | None) -> str:
    """Point 2."""
    signature = package.json("signature.json")
    used = str(signature.get("key"))
    content = package.files["manifest.json"]
    package.genuine("the manifest", "package", content, used, signature["signature"])
    if key not in (None, used):
        raise Wrong(f"The package is signed with the key {used}, not with {key}.")
    return (
        f"It is signed with the key {used}. Compare: the Facility, receipts and mails name the key."
    )


def contents(package: Package) -> str:
    """Point 1."""
    for name in sorted(package.listed):
        if name not in package.files:
            raise Wrong(f"{name} is missing in the package.")
        if sha256(package.files[name]) != package.listed[name]:
            raise Wrong(f"{name} was changed: it is not the file that was put into the package.")
    for name in sorted({*package.files} - {*package.listed, "manifest.json", "signature.json"}):
        raise Wrong(f"{name} was added: it is not in the manifest.")
    for name in NEEDED:
        if name not in package.listed:
            raise Wrong(f"{name} is missing in the package.")
    return f"All {len(package.listed)} files are those that were put in; none was added."


def history(package: Package) -> str:
    """Point 3: the fingerprint of an event is made from the one before it and its own line."""
    hashes = package.hashes
    for place, line in enumerate(package.files["history.jsonl"].split(b"\n")[:-1], 1):
        event = parsed(line, f"Event {place} of the history")
        if event.get("seq") != place:
            raise Wrong(f"Before event {event.get('seq')} of the history, one is missing or moved.")
        if event.get("withheld") is True:
            hashes.append(str(event["hash"]))
        else:
            package.events[place] = event
            hashes.append(sha256(hashes[-1].encode() + line))
    withheld = len(hashes) - 1 - len(package.events)
    more = f" {withheld} are withheld from this copy: only their place is checked."
    said = f"The history has {len(hashes) - 1} events, and each one follows the one before."
    return said + more * bool(withheld)


def own_head(package: Package) -> str:
    lines = [line for line in package.files["head.txt"].split(b"\n") if line.startswith(b"{")]
    if len(lines) != 1 or parsed(lines[0], "head.txt")["event_count"] != len(package.hashes) - 1:
        raise Wrong("head.txt does not hold the signed head of the whole history.")
    return one_head(package, lines[0])


def one_head(package: Package, line: bytes) -> str:
    values = parsed(line, "The signed head")
    signature, count = values.pop("signature"), values["event_count"]
    package.genuine("the head", "head", canonical(values), values["key"], signature)
    if not 0 <= count < len(package.hashes):
        raise Wrong(f"The head counts {count} events, the history has {len(package.hashes) - 1}.")
    if package.hashes[count] != values["head"]:
        raise Wrong(
            f"The history does not lead to the signed head: an event up to {count} was changed."
        )
    return f"The history leads to the head of {values['moment']} ({count} events)."


def kept_heads(package: Package, content: bytes) -> list[str]:
    name = package.manifest["engagement"]
    lines = [line.strip() for line in content.splitlines() if line.strip().startswith(b"{")]
    found = [line for line in lines if parsed(line, "The file of heads").get("chain") == name]
    if not found:
        raise Wrong(f"The file of heads holds none of {name}.")
    return [one_head(package, line) for line in found]


def text(package: Package) -> str:
    """Point 4."""
    held = package.json("text.json")
    number, language = held["revision"], held["language"]
    rows = []
    if number is None:
        return "The engagement has no text yet."
    for p in held["provisions"]:
        words = {name: by[language] for name, by in p["fields"].items() if language in by}
        prints = {name: sha256(said.encode()) for name, said in words.items()}
        rows.append([p["id"], p["kind"], p["parent"], p["position"], prints])
    told = [noted["sha256"] for noted in package.told("publish_revision")
            if noted["number"] == number]  # fmt: skip
    if told != [sha256(canonical(rows))]:
        raise Wrong(f"The text is not the one that the history noted as revision {number}.")
    return f"The text is the one that the history noted as revision {number}."


def seals(package: Package) -> list[str]:
    held = package.json("seals.json")["seals"]
    told = {noted["number"]: noted for noted in package.told("seal")}
    if sorted(told) != [one["number"] for one in held]:
        raise Wrong("The seals in the package are not those that the history noted.")
    if not held:
        return ["There is no seal: the text was not adopted when the package was made."]
    names = ("id", "kind", "parent", "position", "fields")
    rows = [[p[name] for name in names] for p in package.json("text.json")["provisions"]]
    if json.loads(held[-1]["content"])["texts"] != rows:
        raise Wrong("text.json is not the text that was sealed.")
    return [one_seal(package, one, told[one["number"]]) for one in held]


def one_seal(package: Package, one: dict[str, Any], told: dict[str, Any]) -> str:
    number, content, key = one["number"], one["content"].encode(), told.get("signing_key")
    if not one["sha256"] == told["sha256"] == sha256(content):
        raise Wrong(f"Seal {number} is not the one that the history noted.")
    held = json.loads(content)
    if package.hashes[held["event_count"]] != held["history_head"]:
        raise Wrong(f"Seal {number} was made over another history.")
    said = f"Seal {number} is over revision {held['revision']} and the history before it"
    if key is None:
        return f"{said}; it is of the time before seals were signed."
    package.genuine(f"seal {number}", "seal", content, key, one["signature"])
    return f"{said}, signed with the key {key}."


def read(path: Path) -> dict[str, bytes]:
    """The files of a package: a .zip, or a folder into which it was unpacked."""
    if not path.is_dir():
        with path.open("rb") as file:
            return unpacked(file.read(LARGEST + 1))
    found = [p for p in sorted(path.rglob("*")) if p.is_file() and "__pycache__" not in p.parts]
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in found}


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files of a .zip, each once, all together no larger than a package can be."""
    if len(content) > LARGEST:
        raise Wrong(f"The file is larger than a package can be ({LARGEST // 1_000_000} MB).")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            if len({entry.filename for entry in entries}) != len(entries):
                raise Wrong("A file stands twice in the package.")
            if sum(entry.file_size for entry in entries) > LARGEST:
                raise Wrong("The package unpacks to more than a package can hold.")
            return {entry.filename: package.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        raise Wrong("It cannot be opened: it is no package, or a part of it was lost.") from None


def main(arguments: list[str]) -> int:
    options: dict[str, str | None] = {"--key": None, "--head": None}
    rest = [*arguments]
    for name in set(options) & set(rest[:-1]):
        place = rest.index(name)
        options[name] = rest[place + 1]
        del rest[place : place + 2]
    if len(rest) > 1 or any(argument.startswith("-") for argument in rest):
        sys.stdout.write(__doc__ or "")
        return 2
    path = Path(rest[0]) if rest else Path(__file__).resolve().parent
    try:
        heads = Path(options["--head"]).read_bytes() if options["--head"] else None
        said = check(read(path), options["--key"], heads)
    except Wrong as wrong:
        said = [f"WRONG: {wrong}", "Nothing further was checked; nothing was changed."]
    except OSError as error:
        said = [f"WRONG: {error.filename} cannot be read."]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        said = ["WRONG: a part of the package does not hold what it should."]
    else:
        said.append("All that was checked is as it should be.")
    sys.stdout.write("\n".join([*said, ""]))
    return int(said[0].startswith("WRONG"))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
