"""What is installed is pinned, hashed, explained, named without a registry."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.tree import ROOT, none_of, shown

FOLDER = ROOT / "requirements"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)")
WANT = re.compile(r"^([A-Za-z0-9._-]+)[<>=]")
ADDRESS = re.compile(r"://|^\s*--?(i|index|extra-index|find-links|trusted)", re.MULTILINE)


def plain(name: str) -> str:
    """A package's name as every spelling of it comes out."""
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(path: Path) -> list[str]:
    """Lines of an .in file that ask for a package."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if WANT.match(line)]


def test_no_file_names_a_registry() -> None:
    none_of(shown(path) for path in FOLDER.iterdir() if ADDRESS.search(path.read_text(encoding="utf-8")))


def test_every_pin_has_a_hash() -> None:
    wrong = []
    for path in FOLDER.glob("*.txt"):
        blocks = re.split(r"\n(?=[A-Za-z0-9])", path.read_text(encoding="utf-8").strip())
        wrong += [block for block in blocks if not PIN.match(block) or "--hash=sha256:" not in block]
    none_of(wrong)


def test_every_wish_says_why() -> None:
    none_of(line for path in FOLDER.glob("*.in") for line in wanted(path) if "# " not in line)


def test_every_wish_is_pinned() -> None:
    for path in FOLDER.glob("*.in"):
        pinned = {
            plain(line.partition("==")[0])
            for line in path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
            if PIN.match(line)
        }
        none_of(line for line in wanted(path) if plain(re.split(r"[<>=]", line)[0]) not in pinned)


def test_the_sets_agree_on_versions() -> None:
    """The tests run against the versions that a shop gets."""
    texts = {
        name: (FOLDER / f"{name}.txt").read_text(encoding="utf-8") for name in ("runtime", "data", "dev")
    }
    pins = {name: set(re.findall(r"^\S+==[^\s;]+", text, re.MULTILINE)) for name, text in texts.items()}
    none_of((pins["runtime"] | pins["data"]) - pins["dev"])
