"""Files in the tree name no machine, no registry."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.tree import ROOT, house_files, none_of, shown

LARGEST_BYTES = 1_000_000
TEXT_PROBE_BYTES = 8_000
# Put together here, so that this file does not name them either.
HOSTS = ["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs", "deb" + r"\.debian\.org"]
PLACES = [r"(?<![\w.])/" + place for place in ("work/", "root/", "farm/", "home/[a-z]", "tmp/", "Users/")]
FORBIDDEN = re.compile("|".join(HOSTS + PLACES))


def is_text(path: Path) -> bool:
    """Whether a file holds text."""
    return b"\0" not in path.read_bytes()[:TEXT_PROBE_BYTES]


def test_files_name_no_machine() -> None:
    none_of(
        f"{shown(path, at)}: {line}"
        for path in house_files()
        if is_text(path)
        for at, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if FORBIDDEN.search(line)
    )


def test_no_file_is_huge() -> None:
    none_of(shown(path) for path in house_files() if path.stat().st_size > LARGEST_BYTES)


def test_ci_does_what_a_developer_does() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert lines[-1] == "make test"


def test_files_to_run_may_be_run() -> None:
    scripts = [ROOT / ".ci" / "run", ROOT / "tools" / "bootstrap.sh"]
    none_of(shown(path) for path in scripts if not path.stat().st_mode & 0o100)
