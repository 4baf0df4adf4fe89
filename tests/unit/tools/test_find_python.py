"""Which Python the set-up takes, shown with folders of pretended interpreters."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tools import find_python


@dataclass(frozen=True)
class Machine:
    """A machine to look at: PATH's programs, pyenv's versions, which one should be taken."""

    says: str
    path: dict[str, str] = field(default_factory=dict)
    pyenv: dict[str, str] = field(default_factory=dict)
    taken: str | None = None


MACHINES = [
    Machine("nothing at all"),
    Machine("only an old one", path={"a/python3": "3.10.12"}),
    Machine("only one that is too new", path={"a/python3": "3.15.0"}),
    Machine(
        "the newest by its version, not by its name",
        {"a/python3": "3.14.0", "a/python3.12": "3.12.3"},
        {},
        "a/python3",
    ),
    Machine(
        "a name with a version beside an old python3",
        {"a/python3": "3.9.2", "b/python3.11": "3.11.2"},
        {},
        "b/python3.11",
    ),
    Machine(
        "pyenv has a newer one",
        {"a/python3": "3.11.2"},
        {"3.13.0": "3.13.0", "3.9.1": "3.9.1"},
        "pyenv/3.13.0",
    ),
    Machine(
        "pyenv has several, named in no useful order",
        {},
        {"3.9.18": "3.9.18", "3.12.1": "3.12.1", "3.13.0": "3.13.0"},
        "pyenv/3.13.0",
    ),
    Machine("the newest is broken", {"a/python3.14": "broken", "a/python3.12": "3.12.0"}, {}, "a/python3.12"),
    Machine(
        "the newest answers rubbish",
        {"a/python3.14": "rubbish", "a/python3.11": "3.11.9"},
        {},
        "a/python3.11",
    ),
    Machine(
        "the newest has no interpreter lock",
        {"a/python3.14": "3.14.0 free", "a/python3.13": "3.13.1"},
        {},
        "a/python3.13",
    ),
    Machine(
        "the newest is another implementation",
        {"a/python3": "3.11.9 pypy", "b/python3.11": "3.11.0"},
        {},
        "b/python3.11",
    ),
    Machine(
        "the newest has 32 bits",
        {"a/python3.13": "3.13.0 narrow", "a/python3.12": "3.12.0"},
        {},
        "a/python3.12",
    ),
    Machine(
        "two alike: the first on PATH",
        {"a/python3.13": "3.13.1", "b/python3.13": "3.13.1"},
        {},
        "a/python3.13",
    ),
    Machine(
        "a pyenv folder with something else in it", {"a/python3": "3.11.2"}, {"notes": "broken"}, "a/python3"
    ),
]


def pretend(program: Path, answer: str) -> None:
    """Write a program that answers the probe as an interpreter of that version would."""
    program.parent.mkdir(parents=True, exist_ok=True)
    version, _, kind = answer.partition(" ")
    if version in ("broken", "rubbish"):
        script = "echo pyenv: no such version >&2; exit 127" if version == "broken" else "echo hello"
    else:
        told = {
            "version": [int(part) for part in version.split(".")],
            "name": kind if kind == "pypy" else "cpython",
            "wide": kind != "narrow",
            "has_gil": kind != "free",
            "program": str(program),
        }
        script = f"echo '{json.dumps(told)}'"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="the pretended interpreters are shell scripts")
@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.says)
def test_the_newest_usable_python_is_taken(machine: Machine, tmp_path: Path) -> None:
    for name, answer in machine.path.items():
        pretend(tmp_path / name, answer)
    for name, answer in machine.pyenv.items():
        pretend(tmp_path / "pyenv" / "versions" / name / "bin" / "python", answer)
    folders = dict.fromkeys(str((tmp_path / name).parent) for name in machine.path)
    programs = find_python.candidates(":".join(folders), str(tmp_path / "pyenv"))
    found = find_python.newest(programs)
    wanted = (machine.taken or "").replace("pyenv/", "pyenv/versions/")
    inner = "/bin/python" if "pyenv" in wanted else ""
    assert (found.program if found else None) == (f"{tmp_path}/{wanted}{inner}" if wanted else None)


def test_this_python_will_do() -> None:
    found = find_python.probe(sys.executable)
    assert found is not None
    assert found.version == sys.version_info[:3]


def test_an_absent_program_is_no_python(tmp_path: Path) -> None:
    assert find_python.probe(str(tmp_path / "python3")) is None


def test_a_file_that_may_not_run_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "python3.13").write_text("#!/bin/sh\n", encoding="utf-8")
    assert find_python.candidates(str(tmp_path), str(tmp_path / "none")) == []
