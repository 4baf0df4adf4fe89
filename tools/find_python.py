"""Finds the newest Python that the till runs on."""

from __future__ import annotations

import json
import os
import subprocess
import sys

OLDEST = (3, 11)
NEWEST = (3, 14)
PROBE_TIMEOUT_S = 20

# Prints what decides whether this interpreter will do: a broken or partial build fails here, not later.
PROBE = """
import sys, sysconfig, json, ctypes, ssl, zlib, venv
print(json.dumps({
    "version": list(sys.version_info[:3]),
    "name": sys.implementation.name,
    "wide": sys.maxsize > 2**32,
    "has_gil": not sysconfig.get_config_var("Py_GIL_DISABLED"),
    "program": getattr(sys, "_base_executable", None) or sys.executable,
}))
"""


class Found:
    """An interpreter that will do: its program file, its version as three numbers."""

    def __init__(self, program: str, version: list[int]) -> None:
        self.program = program
        self.version = (version[0], version[1], version[2])

    def __repr__(self) -> str:
        return "Python %s (%s)" % (".".join(str(part) for part in self.version), self.program)


def wanted_names() -> list[str]:
    """Names to look for, newest first."""
    minors = range(NEWEST[1], OLDEST[1] - 1, -1)
    return ["python3.%d" % minor for minor in minors] + ["python3", "python"]


def candidates(search_path: str, pyenv_root: str, first: str | None = None) -> list[str]:
    """Program files that may be a Python, unasked: names on `search_path`, then pyenv's folder."""
    found = [first] if first else []
    suffix = ".exe" if os.name == "nt" else ""
    for name in wanted_names():
        for folder in search_path.split(os.pathsep):
            program = os.path.join(folder, name + suffix)
            if folder and os.path.isfile(program) and os.access(program, os.X_OK):
                found.append(program)
    versions = os.path.join(pyenv_root, "versions")
    for name in sorted(os.listdir(versions)) if os.path.isdir(versions) else []:
        inner = ("python.exe",) if os.name == "nt" else ("bin", "python")
        program = os.path.join(versions, name, *inner)
        if os.path.isfile(program):
            found.append(program)
    return list(dict.fromkeys(found))


def probe(program: str) -> Found | None:
    """Ask one program what it is. None when it does not run or is no Python we can use."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    try:
        answer = subprocess.run(
            [program, "-I", "-c", PROBE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PROBE_TIMEOUT_S,
            env=environment,
            check=True,
        ).stdout
        told = json.loads(answer.decode("utf-8"))
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    fits = told["name"] == "cpython" and told["wide"] and told["has_gil"]
    if not fits or not OLDEST <= tuple(told["version"][:2]) <= NEWEST:
        return None
    return Found(told["program"], told["version"])


def newest(programs: list[str]) -> Found | None:
    """The newest usable interpreter among `programs`, the first of equals. None when there is none."""
    best: Found | None = None
    for program in programs:
        found = probe(program)
        if found is not None and (best is None or found.version > best.version):
            best = found
    return best


def find() -> Found | None:
    """The newest usable interpreter of this machine, or None."""
    root = os.environ.get("PYENV_ROOT") or os.path.join(os.path.expanduser("~"), ".pyenv")
    return newest(candidates(os.environ.get("PATH", os.defpath), root, sys.executable))
