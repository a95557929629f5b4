"""The wheel and the source archive hold the whole tree, and run from anywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources import FOLDERS, ROOT

LEFT_OUT = shutil.ignore_patterns(
    ".git",
    ".venv*",
    "build",
    "dist",
    "data",
    "*.egg-info",
    "__pycache__",
    ".*_cache",
    ".hypothesis",
)

ASK = """
import importlib, pkgutil
from importlib.resources import files
import srf_policy

root = files("srf_policy")
print(root)
names = [module.name for module in pkgutil.walk_packages(srf_policy.__path__, "srf_policy.")]
for name in names:
    if not name.startswith("srf_policy.store.migrations"):
        module = importlib.import_module(name)
        assert module.__file__.startswith(str(root)), f"{name} came from {module.__file__}"
for folder in ("languages/catalogues", "seeds", "templates/docx", "web/pages", "web/static"):
    print(folder, sum(1 for entry in root.joinpath(folder).iterdir()))
print("workflows", sum(1 for entry in root.joinpath("workflows").iterdir()))
"""


def expected_files(tree: Path) -> set[str]:
    """Every file of the rooms, by its path in the wheel."""
    return {
        f"{package.replace('.', '/')}/{file.relative_to(tree / folder).as_posix()}"
        for folder, package in FOLDERS.items()
        for file in (tree / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def build(tree: Path, target: Path, *kinds: str) -> Path:
    command = [sys.executable, "-m", "build", "--no-isolation", *kinds, "--outdir", str(target)]
    done = subprocess.run([*command, str(tree)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return target


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout, because building writes into the folder that it builds."""
    copy = tmp_path_factory.mktemp("checkout") / "srf-policy"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    return copy


@pytest.fixture(scope="module")
def built(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive, and the wheel that was built from it."""
    return build(tree, tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (file,) = built.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "-qq", "--no-deps", "--no-index"]
    subprocess.run([*command, "--target", str(target), str(wheel)], check=True)
    return target


def run_elsewhere(installed: Path, folder: Path, *arguments: str) -> str:
    """Run our Python in another folder, with the installed copy before the checkout's."""
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run(
        [sys.executable, "-P", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_every_file_of_the_tree(tree: Path, wheel: Path) -> None:
    packed = {name for name in names_in(wheel) if name.startswith("srf_policy/")}
    assert sorted(expected_files(tree) ^ packed) == []


def test_the_wheel_has_one_top_level_name(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in names_in(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"srf_policy"}
    assert len(tops) == 2


def test_the_source_archive_holds_every_file_of_the_tree(tree: Path, built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        packed = {name.partition("/")[2] for name in file.getnames()}
    wanted = {
        file.relative_to(tree).as_posix()
        for folder in FOLDERS
        for file in (tree / folder).rglob("*")
        if file.is_file()
    }
    assert sorted(wanted - packed) == []


def test_the_installed_program_finds_its_parts_from_another_folder(
    installed: Path, tmp_path: Path
) -> None:
    found = run_elsewhere(installed, tmp_path, "-c", ASK).splitlines()
    assert found[0] == str(installed / "srf_policy")
    counts = dict(line.rsplit(" ", 1) for line in found[1:])
    assert len(counts) == 6
    assert all(int(count) > 0 for count in counts.values()), counts


def test_the_installed_command_answers_from_another_folder(installed: Path, tmp_path: Path) -> None:
    script = "from srf_policy.cli import main; main(['--help'])"
    assert "demo" in run_elsewhere(installed, tmp_path, "-c", script)


@pytest.fixture
def forgetful_tree(tree: Path) -> Iterator[Path]:
    """The tree with one sub-package taken out of the list in setup.cfg."""
    setup = tree / "setup.cfg"
    before = setup.read_text()
    setup.write_text(before.replace("    srf_policy.mail\n", ""))
    assert setup.read_text() != before
    yield tree
    setup.write_text(before)


def test_a_forgotten_package_is_caught(forgetful_tree: Path, tmp_path: Path) -> None:
    shutil.rmtree(forgetful_tree / "build", ignore_errors=True)
    (wheel,) = build(forgetful_tree, tmp_path, "--wheel").glob("*.whl")
    assert "srf_policy/mail/__init__.py" in expected_files(forgetful_tree) - names_in(wheel)
