"""The wheel carries what the program needs besides its code."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.house.tree import ROOT, house_files, none_of

BUILD = "import sys; from setuptools.build_meta import build_wheel; print(build_wheel(sys.argv[1]))"
TRAVELLING = ("pyproject.toml", "setup.py", "LICENSE", "README.md", "requirements", "pos_app", "resources")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from a clean copy of the tree."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for path in house_files():
        inside = path.relative_to(ROOT)
        if inside.parts[0] in TRAVELLING:
            (source / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, source / inside)
    subprocess.run(
        [sys.executable, "-c", BUILD, str(target)],
        cwd=source,
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    return zipfile.ZipFile(next(target.glob("*.whl")))


def travelling(folder: str) -> set[Path]:
    """Files below one folder of the tree, seen from that folder."""
    top = ROOT / folder
    return {path.relative_to(top) for path in house_files() if path.is_relative_to(top)}


def test_resources_travel(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    none_of(
        str(path) for path in travelling("resources") if f"pos_app/resources/{path.as_posix()}" not in names
    )


def test_code_travels(wheel: zipfile.ZipFile) -> None:
    """Every module, the migrations among them, the mark that says it is typed."""
    names = set(wheel.namelist())
    none_of(str(path) for path in travelling("pos_app") if f"pos_app/{path.as_posix()}" not in names)
    assert "pos_app/py.typed" in names


def test_nothing_else_travels(wheel: zipfile.ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"pos_app"}


def test_the_command_is_there(wheel: zipfile.ZipFile) -> None:
    points = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "pos-app = pos_app.__main__:main" in wheel.read(points).decode()


def test_the_wheel_asks_for_what_is_pinned(wheel: zipfile.ZipFile) -> None:
    about = next(name for name in wheel.namelist() if name.endswith("METADATA"))
    asked = message_from_bytes(wheel.read(about)).get_all("Requires-Dist", [])
    wishes = (ROOT / "requirements" / "runtime.in").read_text(encoding="utf-8")
    names = {line.split(">")[0].split("=")[0] for line in wishes.splitlines() if line and line[0] != "#"}
    none_of(name for name in names if not any(each.lower().startswith(name.lower()) for each in asked))
    assert any("extra == 'data'" in each or 'extra == "data"' in each for each in asked)
