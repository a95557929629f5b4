"""The sealed package as somebody gets it: run by itself, of any shape, broken in any way."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from srf_policy.documents import verifier
from srf_policy.documents.package import Proof, package_file
from srf_policy.operations.accounts import open_store
from srf_policy.operations.people import SYSTEM
from srf_policy.store import people, signing
from tests.conftest import settings_for, sqlite_url
from tests.faults.package_harm import zipped
from tests.faults.sample import Sample
from tests.makers import AS_OF, IRAQ, LEAD, MOFA_FOCAL


def run(folder: Path, *arguments: str, bare: bool = False) -> tuple[int, str]:
    """verify.py in a process of its own; `bare`: without any installed library."""
    command = [sys.executable, "-I", *(["-S"] if bare else []), "verify.py", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture
def folder(sample: Sample, tmp_path: Path) -> Path:
    """A folder with the package and the verifier taken out of it."""
    (tmp_path / "package.zip").write_bytes(sample.package)
    (tmp_path / "verify.py").write_bytes(verifier.unpacked(sample.package)["verify.py"])
    return tmp_path


def test_it_explains_itself_in_plain_words(sample: Sample, folder: Path) -> None:
    code, said = run(folder, "package.zip", "--key", sample.signer.id)
    assert code == 0, said
    assert "Seal 1 is over revision 3" in said
    assert said.endswith("All that was checked is as it should be.\n")
    code, said = run(folder, "--help")
    assert code == 2
    assert "in plain words" in said


def test_it_checks_a_folder_too(sample: Sample, folder: Path) -> None:
    with zipfile.ZipFile(folder / "package.zip") as package:
        package.extractall(folder / "unpacked")
    assert run(folder / "unpacked")[0] == 0
    (folder / "unpacked" / "records.json").write_text("{}")
    code, said = run(folder / "unpacked")
    assert code == 1
    assert said.startswith("WRONG: records.json was changed")


def test_without_the_library_all_but_the_signatures_is_checked(folder: Path) -> None:
    code, said = run(folder, "package.zip", bare=True)
    assert code == 0
    assert "NOT CHECKED: the signatures" in said
    files = verifier.unpacked((folder / "package.zip").read_bytes())
    (folder / "other.zip").write_bytes(zipped(files | {"text.json": b"{}"}))
    assert run(folder, "other.zip", bare=True)[0] == 1


def test_another_key_is_refused(folder: Path) -> None:
    code, said = run(folder, "package.zip", "--key", "0" * 16)
    assert code == 1
    assert "not with 0000000000000000" in said


def test_it_agrees_with_a_head_from_a_receipt(sample: Sample, folder: Path) -> None:
    head = next(head for head in sample.heads if head.said.chain == IRAQ)
    (folder / "head.txt").write_text(f"# kept\n{head.line()}\n")
    assert run(folder, "package.zip", "--head", "head.txt")[0] == 0
    (folder / "head.txt").write_text(head.line().replace(head.said.head[:6], "000000"))
    assert run(folder, "package.zip", "--head", "head.txt")[0] == 1


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def later(content: bytes) -> bytes:
    files = verifier.unpacked(content)
    manifest = json.loads(files["manifest.json"]) | {"version": 2}
    return zipped(files | {"manifest.json": json.dumps(manifest).encode()})


def misencoded(content: bytes) -> bytes:
    files = verifier.unpacked(content)
    return zipped(files | {"manifest.json": files["manifest.json"].decode().encode("utf-16")})


def twice(content: bytes) -> bytes:
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a") as package:
        package.writestr("text.json", b"{}")
    return made.getvalue()


def bomb(_content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("text.json", b"0" * 50_000_000)
    return made.getvalue()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (truncated, "cannot be opened"), (later, "of a later version (2)"),
        (misencoded, "manifest.json is not text in UTF-8"), (lambda c: c[:0], "cannot be opened"),
        (lambda c: b"\0" * 50_000_000, "larger than a package can be"),
        (bomb, "unpacks to more"), (twice, "stands twice"), (lambda c: zipped({}), "missing"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_is_no_package_gets_a_sentence(folder: Path, harm, words: str) -> None:  # type: ignore[no-untyped-def]
    content = harm((folder / "package.zip").read_bytes())
    (folder / "other.zip").write_bytes(content)
    before = sorted(folder.iterdir())
    code, said = run(folder, "other.zip")
    assert code == 1
    assert words in said
    assert sorted(folder.iterdir()) == before
    assert (folder / "other.zip").read_bytes() == content


def test_the_same_state_gives_the_same_bytes_and_names_nobody(sample: Sample) -> None:
    made = _made(sample, None)
    assert made == sample.package
    plain = b"\n".join(verifier.unpacked(made).values())
    assert b"example.org" not in plain


def test_a_participant_gets_what_it_may_see(sample: Sample) -> None:
    whole, part = (verifier.unpacked(_made(sample, who)) for who in (LEAD, MOFA_FOCAL))
    assert json.loads(part["manifest.json"])["made_for"] == "participant"
    refs = [{p["ref"]: p["restricted"] for p in json.loads(f["records.json"])["papers"]}
            for f in (whole, part)]  # fmt: skip
    assert any(refs[0].values())
    assert not any(refs[1].values())
    assert b'"withheld":true' in part["history.jsonl"]
    assert any("withheld from this copy" in line for line in verifier.check(part))
    assert verifier.check(whole)


def _url(sample: Sample) -> str:
    return sqlite_url(sample.database)


def _made(sample: Sample, address: str | None) -> bytes:
    store = open_store(settings_for(_url(sample), sample.folder))
    try:
        with store.database.reading() as session:
            viewer = SYSTEM
            if address is not None:
                person = people.find_by_address(session, store.keys, address)
                assert person is not None
                viewer = people.viewer(session, person, AS_OF)
            signer = store.keys.signer
            proof = Proof(signer, signing.trusted(session, signer), store.keys.token)
            return package_file(session, viewer, IRAQ, proof).content
    finally:
        store.database.dispose()


def test_the_adoption_asked_for_the_package_that_is_kept(sample: Sample) -> None:
    with sqlite3.connect(sample.database) as connection:
        jobs = connection.execute(
            "SELECT key, arguments FROM job WHERE kind = 'package'"
        ).fetchall()
        (count,) = connection.execute(
            "SELECT event_count FROM engagement WHERE code = ?", (IRAQ,)
        ).fetchone()
    connection.close()
    assert [(key, json.loads(given)) for key, given in jobs] == [
        (f"package:{IRAQ}:{count}:final", {"final": True})
    ]
