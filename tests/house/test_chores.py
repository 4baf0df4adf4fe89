"""The Makefile offers every chore, each starts something that exists."""

from __future__ import annotations

import re
import subprocess

from tests.house.tree import ROOT, none_of

CHORES = (
    *(
        "run",
        "demo",
        "server",
        "tills",
        "test",
        "quick",
        "check",
        "bench",
        "bench-quick",
        "bench-scale",
        "faults",
    ),
    *("screenshots", "build", "setup", "develop", "lint", "lock", "load", "help"),
)
MODULE = re.compile(r"\$\(PYTHON\) -m (pos_app[\w.]*|bench[\w.]*)")
SCRIPT = re.compile(r"(?:\$\(PYTHON\) |@)((?:tools|installer)/\S+)")


def test_every_chore_is_there() -> None:
    told = subprocess.run(
        ["make", "-s", "help"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    listed = {line.split()[0]: line.split(maxsplit=1)[1] for line in told.splitlines()}
    assert set(listed) == set(CHORES)


def test_every_chore_starts_something_that_exists() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    missing = [script for script in SCRIPT.findall(text) if not (ROOT / script).is_file()]
    for name in MODULE.findall(text):
        place = ROOT.joinpath(*name.split("."))
        if not place.with_suffix(".py").is_file() and not (place / "__main__.py").is_file():
            missing.append(name)
    none_of(missing)
