"""Pins requirements/*.in with hashes, naming no registry."""

from __future__ import annotations

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT)

from tools import bootstrap, find_python  # noqa: E402 - the folder above has to be on the path first
from tools.say import Stop, run, tell  # noqa: E402 - see above

# uv's own pin has to install on whatever Python runs the set-up.
OLDEST = {"uv": "3.8"}
SETS = ("uv", "runtime", "data", "dev")
WORDS = ("--quiet", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header")


def lock(uv: str, name: str, upgrade: bool) -> None:
    """Write requirements/NAME.txt from NAME.in, keeping pins that still fit unless `upgrade`."""
    source = os.path.join("requirements", name + ".in")
    target = os.path.join("requirements", name + ".txt")
    command = [
        uv,
        "pip",
        "compile",
        *WORDS,
        "--python-version",
        OLDEST.get(name, "3.11"),
        "-o",
        target,
        source,
    ]
    run(
        command + (["--upgrade"] if upgrade else []),
        bootstrap.child_environment(),
        "%s could not be pinned." % source,
    )
    tell(target)


def main(words: list[str]) -> int:
    """Pin every set; `--upgrade` takes the newest of everything."""
    os.chdir(ROOT)
    found = find_python.find()
    try:
        if found is None:
            raise Stop(bootstrap.NO_PYTHON)
        uv = bootstrap.find_uv(found)
        for name in SETS:
            lock(uv, name, "--upgrade" in words)
    except Stop as stop:
        tell(str(stop))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
