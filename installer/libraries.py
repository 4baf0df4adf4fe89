"""Says which shared libraries a file needs, which Debian package brings them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

_NEEDED = re.compile(r"^\s+NEEDED\s+(\S+)", re.MULTILINE)
_GLIBC = re.compile(r"\bGLIBC_(\d+)\.(\d+)")
_ELF = b"\x7fELF"
_OF_A_DESKTOP = re.compile(r"^libwayland-")
"""Every Wayland desktop has them; without them Qt falls back on X, so that the package only recommends them."""
_OF_GLIBC = re.compile(r"^(ld-linux|lib(c|m|mvec|dl|rt|pthread|util|resolv|anl)\.so)")


class Needs(NamedTuple):
    """What one file asks of the loader: names like libz.so.1, the oldest glibc it runs with."""

    libraries: tuple[str, ...]
    glibc: tuple[int, int]


@cache
def needed(file: Path) -> Needs:
    """Return what an ELF file needs directly; nothing for any other file."""
    if not _is_elf(file):
        return Needs((), (0, 0))
    said = _objdump("-p", file)
    versions = [(int(major), int(minor)) for major, minor in _GLIBC.findall(said)]
    return Needs(tuple(_NEEDED.findall(said)), max(versions, default=(0, 0)))


def _is_elf(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(_ELF)) == _ELF


def _objdump(option: str, file: Path) -> str:
    return subprocess.run(["objdump", option, str(file)], capture_output=True, text=True, check=True).stdout


@cache
def package_of(library: str) -> str | None:
    """Return the Debian package that owns a library of this machine, None where no package does."""
    if shutil.which("dpkg-query") is None:
        return None
    asked = subprocess.run(
        ["dpkg-query", "--search", f"*/{library}"], capture_output=True, text=True, check=False
    )
    owners = [line.partition(":")[0] for line in asked.stdout.splitlines() if _is_of_loader(line)]
    return min(owners, key=len) if owners else None


def _is_of_loader(line: str) -> bool:
    """libssl3:amd64: /usr/lib/x86_64-linux-gnu/libssl.so.3, not the same name in some program's own folder."""
    if line.startswith("diversion by"):
        return False
    path = Path(line.rpartition(": ")[2])
    return path.parent.name == "lib" or (path.parent.parent.name == "lib" and path.parent.name.count("-") > 1)


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every real file of a bundle."""
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def from_outside(folder: Path) -> Needs:
    """Return what the bundle in a folder needs besides itself, glibc's own libraries, those of a desktop."""
    needs = [needed(path) for path in files_below(folder)]
    inside = {path.name for path in folder.rglob("*")}
    names = {name for need in needs for name in need.libraries}
    outside = sorted(name for name in names - inside if not _is_given(name))
    return Needs(tuple(outside), max((need.glibc for need in needs), default=(0, 0)))


def _is_given(library: str) -> bool:
    return bool(_OF_GLIBC.match(library) or _OF_A_DESKTOP.match(library))


def dependencies(needs: Needs) -> list[str]:
    """Return the packages to depend on, as a control file names them. Raises ValueError for an orphaned library."""
    owners = {name: package_of(name) for name in needs.libraries}
    orphans = [name for name, owner in owners.items() if owner is None]
    if orphans:
        raise ValueError(f"no installed Debian package brings {', '.join(orphans)}")
    major, minor = needs.glibc
    return [f"libc6 (>= {major}.{minor})", *_unique(owner for owner in owners.values() if owner)]


def _unique(names: Iterable[str]) -> list[str]:
    return sorted(set(names))


def strip_debug_information(folder: Path) -> None:
    """Take out what only a debugger reads: some wheels, some Pythons carry more of it than code."""
    for path in files_below(folder):
        if _is_elf(path) and ".debug_info" in _objdump("-h", path):
            subprocess.run(["strip", "--strip-debug", str(path)], check=True)
